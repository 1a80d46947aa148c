import { AwsProvider } from '@cdktf/provider-aws/lib/provider'
import { versions } from '../config/versions'
import type { Deployment } from '../config/schema/deployment'
import { Aspects, invokeAspects, LocalBackend, S3Backend, TerraformStack, type Construct, type TerraformElement } from '../constructs/core/cdktf'
import { bucketName, deploymentId } from '../constructs/core/names'
import { elementsOf, renderStack, resolveTokens } from '../constructs/core/render'
import { layerTags } from '../constructs/core/tags'
import { EmulatorLimits } from '../policies/emulator-limits'
import { describePolicyFinding, policyFindings } from '../policies/gate'

/** Layers in the order in which they are deployed. */
export const layers = ['bootstrap', 'network', 'data', 'recovery'] as const

/** Name of a layer. */
export type LayerName = (typeof layers)[number]

/** Stack id of a layer: `<system>-<environment>-<layer>`. */
export const stackId = (deployment: Deployment, layer: LayerName) => `${deploymentId(deployment)}-${layer}`

/** Folder of the local states, seen from the folder that a stack is synthesized into. */
const localStates = '../../../.local/state'

/**
 * One Terraform state: backend, provider, tags and policies of a layer. Layers are cut by lifecycle and blast radius.
 */
export abstract class Layer extends TerraformStack {
  protected readonly deployment: Deployment
  private readonly layer: LayerName
  private rendered?: Record<string, unknown>
  private readonly fragments = new Map<TerraformElement, Record<string, unknown>>()

  constructor(scope: Construct, deployment: Deployment, layer: LayerName) {
    super(scope, stackId(deployment, layer))
    this.deployment = deployment
    this.layer = layer
    this.addBackend()
    this.addProvider('aws', deployment.account.region)
    this.addOverride('terraform.required_version', versions.terraform)
    this.addOverride('terraform.required_providers.aws', versions.providers.aws)
    if (deployment.target.kind === 'emulator') Aspects.of(this).add(new EmulatorLimits(deployment.target.unsupportedResources))
    this.node.addValidation({ validate: () => this.findings.map(describePolicyFinding) })
  }

  /** Policies that the layer does not satisfy; each of them fails the synth. */
  get findings() {
    return policyFindings(this, this.deployment)
  }

  /** Rendered once: the policies and the synth look at the same text. */
  override toTerraform() {
    this.rendered ??= renderStack(this, this['rawOverrides'] as Record<string, unknown>, (element) => this.fragmentOf(element))
    return this.rendered
  }

  /** Applies the aspects and finds references to other layers; each element is resolved once, cdktf does it four times. */
  override prepareStack() {
    if (this.fragments.size > 0) return
    invokeAspects(this)
    let missing = elementsOf(this)
    while (missing.length > 0) {
      missing.forEach((element) => this.fragmentOf(element))
      missing = elementsOf(this).filter((element) => !this.fragments.has(element))
    }
  }

  private fragmentOf(element: TerraformElement) {
    const known = this.fragments.get(element)
    if (known !== undefined) return known
    const fragment = resolveTokens(this, element.toTerraform()) as Record<string, unknown>
    this.fragments.set(element, fragment)
    return fragment
  }

  /** Provider of the recovery region. */
  protected addRecoveryProvider() {
    return this.addProvider('recovery', this.deployment.account.recoveryRegion, 'recovery')
  }

  private addProvider(id: string, region: string, alias?: string) {
    const { account, target } = this.deployment
    return new AwsProvider(this, id, {
      region,
      ...(alias === undefined ? {} : { alias }),
      allowedAccountIds: [account.id],
      defaultTags: [{ tags: layerTags(this.deployment, this.layer) }],
      ...(target.kind === 'emulator'
        ? { s3UsePathStyle: true, skipMetadataApiCheck: 'true', skipCredentialsValidation: true, skipRegionValidation: true, maxRetries: 2 }
        : {}),
    })
  }

  private addBackend() {
    if (this.deployment.target.kind === 'emulator') {
      new LocalBackend(this, { path: `${localStates}/${deploymentId(this.deployment)}/${this.layer}.tfstate` })
      return
    }
    const { account } = this.deployment
    const settings = {
      bucket: bucketName(this.deployment, 'state'),
      key: `${this.layer}.tfstate`,
      region: account.region,
      allowedAccountIds: [account.id],
      // Without a header the bucket encrypts with its own key; `encrypt` alone would ask for a key of S3 instead.
      encrypt: false,
      // Not in the types of cdktf 0.21; needs Terraform 1.10.
      useLockfile: true,
    }
    new S3Backend(this, settings)
  }
}
