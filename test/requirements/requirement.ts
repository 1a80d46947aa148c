import type { Deployment, RdsDatabase } from '../../config/schema/deployment'
import { deploymentRules } from '../../config/rules'
import { deploymentsWhere, layerOf, onAws, resources, type Attributes } from '../synthesized'
import type { LayerName } from '../../stacks/layer'

const described = new Map<string, string>()

/** Requirements and decisions that have a test, with their sentences. */
export const describedRequirements: ReadonlyMap<string, string> = described

/** The test of a requirement, named by its number and its sentence. */
export const requirement = (number: string, sentence: string, body: () => void) => {
  if (described.has(number)) throw new Error(`${number} is described twice`)
  described.set(number, sentence)
  describe(`${number} ${sentence}`, body)
}

/** A test over every deployment that satisfies a condition; there is at least one. */
export const each = (
  condition: (deployment: Deployment) => boolean,
  sentence: string,
  body: (deployment: Deployment) => void,
) => {
  const rows = deploymentsWhere(condition)
  if (rows.length === 0) throw new Error(`No deployment is meant by "${sentence}"`)
  test.each(rows)(`%s: ${sentence}`, (_, deployment) => body(deployment))
}

export const everywhere = () => true
export const usesRds = ({ database }: Deployment) => database.provider === 'rds'
export const onRds = (deployment: Deployment) => usesRds(deployment) && onAws(deployment)
export const ofSystem =
  (name: string) =>
  ({ system }: Deployment) =>
    system === name

/** The database of a deployment that has one on RDS. */
export const rds = ({ database }: Deployment): RdsDatabase => {
  if (database.provider !== 'rds') throw new Error('the database is not on RDS')
  return database
}

/** Databases of a deployment: the primary has no source. */
export const instances = (deployment: Deployment) => resources(layerOf(deployment, 'data'), 'aws_db_instance')
export const primaryOf = (deployment: Deployment): Attributes =>
  instances(deployment).find((instance) => instance['replicate_source_db'] === undefined) ?? {}
export const replicasOf = (deployment: Deployment) =>
  instances(deployment).filter((instance) => instance['replicate_source_db'] !== undefined)

/** Values of the parameter group. */
export const parametersOf = (deployment: Deployment): Readonly<Record<string, string>> => {
  const [group] = resources(layerOf(deployment, 'data'), 'aws_db_parameter_group')
  return Object.fromEntries(
    ((group?.['parameter'] ?? []) as readonly { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  )
}

/** The resource behind a reference, e.g. of `${aws_kms_key.x.arn}`. */
export const behind = (deployment: Deployment, layer: LayerName, reference: unknown): Attributes | undefined => {
  const [, type = '', name = ''] = /^\$\{(\w+)\.([\w-]+)\./.exec(String(reference)) ?? []
  return layerOf(deployment, layer).resource?.[type]?.[name]
}

/** Paths that a rule of the configuration finds fault with. */
export const faults = (rule: string, deployment: Deployment) => {
  const check = deploymentRules[rule]
  if (check === undefined) throw new Error(`There is no rule ${rule}`)
  return check(deployment).map(({ path }) => path)
}
