import type { Deployment } from '../config/schema/deployment'
import type { IConstruct, TerraformStack } from '../constructs/core/cdktf'
import { waiversOf } from '../constructs/core/waiver'
import { missingTags } from './general'
import { policies } from './index'
import type { Attributes, PolicyFinding, SynthesizedLayer, SynthesizedResource } from './policy'

type Synthesized = Readonly<{
  resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>
  provider?: Readonly<Record<string, readonly Attributes[]>>
}>

const resourcesOf = ({ resource = {} }: Synthesized): readonly SynthesizedResource[] =>
  Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, attributes]) => ({
      type,
      address: `${type}.${name}`,
      path: (attributes['//'] as { metadata: { path: string } }).metadata.path,
      attributes,
    })),
  )

/** Checks a synthesized layer against every policy, waivers left aside. */
export const checkPolicies = (synthesized: unknown, layerPath: string, deletionProtectionReleased: boolean): readonly PolicyFinding[] => {
  const layer: SynthesizedLayer = {
    resources: resourcesOf(synthesized as Synthesized),
    providers: (synthesized as Synthesized).provider?.['aws'] ?? [],
    deletionProtectionReleased,
  }
  const ofPolicies = policies.flatMap((policy) =>
    layer.resources
      .filter(({ type }) => policy.types.includes(type) || policy.types.includes('*'))
      .flatMap((resource) => {
        const problem = policy.check(resource, layer)
        return problem === undefined ? [] : [{ policy: policy.id, path: resource.path, address: resource.address, problem }]
      }),
  )
  const ofProviders = layer.providers.flatMap((provider) => {
    const missing = missingTags(provider)
    const address = `provider.aws${typeof provider['alias'] === 'string' ? `.${provider['alias']}` : ''}`
    return missing.length === 0
      ? []
      : [{ policy: 'TAGS', path: layerPath, address, problem: `default_tags lack ${missing.join(', ')}: no resource of the layer would carry them` }]
  })
  return [...ofProviders, ...ofPolicies]
}

const isWaived = (finding: PolicyFinding, root: IConstruct, deployment: Deployment) => {
  const inConfiguration = deployment.waivers.some(({ policy, path }) => policy === finding.policy && `/${finding.path}`.endsWith(`/${path}`))
  const construct = root.node.findAll().find(({ node }) => node.path === finding.path) ?? root
  return inConfiguration || waiversOf(construct).some(({ policy }) => policy === finding.policy)
}

/** Findings of a layer that nothing waives. */
export const policyFindings = (stack: TerraformStack, deployment: Deployment): readonly PolicyFinding[] =>
  checkPolicies(stack.toTerraform(), stack.node.path, !deployment.deletionProtection.enabled).filter(
    (finding) => !isWaived(finding, stack, deployment),
  )

/** A finding in words for the person who made the change. */
export const describePolicyFinding = ({ policy, path, address, problem }: PolicyFinding) => `${policy}  ${path}\n    ${address}: ${problem}`
