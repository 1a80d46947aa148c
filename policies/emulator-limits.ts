import { TerraformResource, type IAspect, type IConstruct } from '../constructs/core/cdktf'

/** Leaves out the resources that no emulator knows, by the committed list of the environment. */
export class EmulatorLimits implements IAspect {
  constructor(private readonly unsupportedResources: Readonly<Record<string, string>>) {}

  visit(node: IConstruct) {
    for (const child of node.node.children) {
      if (TerraformResource.isTerraformResource(child) && child.terraformResourceType in this.unsupportedResources) {
        node.node.tryRemoveChild(child.node.id)
      }
    }
  }
}
