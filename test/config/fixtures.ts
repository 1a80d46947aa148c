import { deployments } from '../../config'
import { compose } from '../../config/compose'
import { environments } from '../../config/environments'
import { describeIssue } from '../../config/issues'
import type { Finding } from '../../config/findings'
import { deploymentSchema, type Deployment } from '../../config/schema/deployment'
import { systems } from '../../config/systems'

const named = (name: string) => {
  for (const definition of systems) {
    for (const preset of environments) {
      if (`${definition.system}-${preset.environment}` === name) return { definition, preset }
    }
  }
  throw new Error(`no deployment ${name}`)
}

/** Sets a path, e.g. `services.api.port`, in plain data. `undefined` removes the key. */
const set = (target: unknown, path: string, value: unknown) => {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let parent = target as Record<string, unknown>
  for (const key of keys) {
    if (typeof parent[key] !== 'object' || parent[key] === null) parent[key] = {}
    parent = parent[key] as Record<string, unknown>
  }
  if (value === undefined) Reflect.deleteProperty(parent, last)
  else parent[last] = value
}

/** Every valid deployment. */
export const all = deployments()

export const nameOf = ({ system, environment }: { readonly system: string; readonly environment: string }) =>
  `${system}-${environment}`

/** A valid deployment by name. */
export const deployment = (name: string): Deployment => {
  const found = all.find((candidate) => nameOf(candidate) === name)
  if (found === undefined) throw new Error(`no deployment ${name}`)
  return found
}

/** A deployment as it is written, before the schema, with some paths changed. */
export const input = (name: string, changes: Readonly<Record<string, unknown>> = {}): unknown => {
  const { definition, preset } = named(name)
  const composed = structuredClone(compose(preset, definition))
  for (const [path, value] of Object.entries(changes)) set(composed, path, value)
  return composed
}

/** Every deployment, one of them changed: what fleet rules look at. */
export const fleetWith = (name: string, changes: Readonly<Record<string, unknown>>): readonly Deployment[] =>
  all.map((candidate) => (nameOf(candidate) === name ? changed(name, changes) : candidate))

/** A valid deployment with some paths changed; the schema still holds, so that only rules can refuse it. */
export const changed = (name: string, changes: Readonly<Record<string, unknown>>): Deployment =>
  deploymentSchema.parse(input(name, changes)) as Deployment

/** What the schema says about a deployment with some paths changed. */
export const schemaFindings = (name: string, changes: Readonly<Record<string, unknown>>): readonly Finding[] => {
  const parsed = deploymentSchema.safeParse(input(name, changes), { reportInput: true })
  return parsed.success ? [] : parsed.error.issues.flatMap((issue) => describeIssue(name, issue))
}
