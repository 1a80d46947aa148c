import { App } from '../../constructs/core/cdktf'
import type { Deployment, RdsDatabase } from '../../config/schema/deployment'
import { Layer } from '../../stacks/layer'
import type { Attributes, LayerJson } from '../synthesized'

/** A layer that holds what a test puts into it. */
export class TestLayer extends Layer {
  constructor(deployment: Deployment, build: (layer: TestLayer) => void, app = new App({ stackTraces: false })) {
    super(app, deployment, 'data')
    build(this)
  }

  override addRecoveryProvider() {
    return super.addRecoveryProvider()
  }
}

/** What Terraform reads of a layer. */
export const jsonOf = (layer: Layer) => {
  layer.prepareStack()
  return JSON.parse(JSON.stringify(layer.toTerraform())) as LayerJson
}

/** Composes constructs in a layer of a deployment and gives what Terraform reads. */
export const composed = (deployment: Deployment, build: (layer: TestLayer) => void): LayerJson =>
  jsonOf(new TestLayer(deployment, build))

/** The database of a deployment that has one on RDS. */
export const rdsOf = ({ database }: Deployment): RdsDatabase => {
  if (database.provider !== 'rds') throw new Error('the database is not on RDS')
  return database
}

/** Every resource of a layer with its address. */
export const allResources = ({ resource = {} }: LayerJson) =>
  Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, attributes]) => ({ type, address: `${type}.${name}`, attributes })),
  )

/** Construct path of a resource, without its layer. */
export const pathOf = (attributes: Attributes) => (attributes['//'].metadata.path as string).split('/').slice(1).join('/')

/** The only resource of a type. */
export const only = ({ resource = {} }: LayerJson, type: string): Attributes => {
  const found = Object.values(resource[type] ?? {})
  if (found.length !== 1) throw new Error(`There are ${found.length} ${type}, not one`)
  return found[0]!
}

/** Reference to an attribute of the resource of a type at a construct path. */
export const referenceTo = (layer: LayerJson, type: string, path: string, attribute: string) => {
  const found = allResources(layer).find((resource) => resource.type === type && pathOf(resource.attributes) === path)
  if (found === undefined) throw new Error(`No ${type} at ${path}`)
  return `\${${found.address}.${attribute}}`
}
