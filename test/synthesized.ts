import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployments } from '../config'
import type { Deployment } from '../config/schema/deployment'
import { deploymentId } from '../constructs/core/names'
import { layers, type LayerName } from '../stacks/layer'

/** Attributes of a synthesized resource. */
export type Attributes = Readonly<Record<string, any>>

/** A synthesized layer as Terraform reads it. */
export interface LayerJson {
  readonly terraform: Attributes
  readonly provider: { readonly aws: readonly Attributes[] }
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>
  readonly output?: Readonly<Record<string, Attributes>>
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>
  readonly ephemeral?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>
}

/** Folder of the synthesis that all test files share. */
export const synthesizedFolder = () => process.env['BLUEPRINT_SYNTHESIZED']!

/** Every deployment of the configuration. */
export const allDeployments = deployments()

/** Deployments that satisfy a condition, as rows of `test.each`: name first. */
export const deploymentsWhere = (condition: (deployment: Deployment) => boolean = () => true) =>
  allDeployments.filter(condition).map((deployment) => [deploymentId(deployment), deployment] as const)

/** Deployments on AWS, not on emulators. */
export const onAws = ({ target }: Deployment) => target.kind === 'aws'

/** Deployments of production. */
export const inProduction = ({ criticality }: Deployment) => criticality === 'production'

const cache = new Map<string, LayerJson>()

/** A layer of a deployment. */
export const layerOf = (deployment: Deployment, layer: LayerName): LayerJson => {
  const id = `${deploymentId(deployment)}-${layer}`
  const cached = cache.get(id)
  if (cached !== undefined) return cached
  const json = JSON.parse(readFileSync(join(synthesizedFolder(), 'stacks', id, 'cdk.tf.json'), 'utf8')) as LayerJson
  cache.set(id, json)
  return json
}

/** Resources of a type in a layer. */
export const resources = (layer: LayerJson, type: string): readonly Attributes[] => Object.values(layer.resource?.[type] ?? {})

/** The resources of a type in every layer of a deployment. */
export const resourcesOf = (deployment: Deployment, type: string) => layers.flatMap((layer) => resources(layerOf(deployment, layer), type))

/** The resource of a type whose construct path ends in the given words. */
export const resourceAt = (layer: LayerJson, type: string, path: string): Attributes => {
  const found = resources(layer, type).find((resource) => (resource['//'].metadata.path as string).endsWith(path))
  if (found === undefined) throw new Error(`No ${type} at ${path}`)
  return found
}
