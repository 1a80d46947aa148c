import { deepmergeCustom } from 'deepmerge-ts'
import type { DeploymentInput } from './schema/deployment'

type DeepPartial<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> }
    : Value

type ServiceInput = DeploymentInput['services'][string]
type HttpInput = Extract<ServiceInput, { kind: 'http' }>
type WorkerInput = Extract<ServiceInput, { kind: 'worker' }>

/** Part of a deployment; what is missing comes from the other parts. */
export type DeploymentPart = DeepPartial<Omit<DeploymentInput, 'system' | 'environment'>>

/** Part of an HTTP service. */
export type HttpPart = DeepPartial<HttpInput>

/** Part of a worker. */
export type WorkerPart = DeepPartial<WorkerInput>

/** What an environment decides for every system: sizes, Availability Zones, retention, account, budget. */
export interface EnvironmentPreset {
  readonly environment: string
  /** Values of every deployment of the environment. */
  readonly deployment: DeploymentPart
  /** Values of every service, by kind. */
  readonly services: { readonly http: HttpPart; readonly worker: WorkerPart }
  /** Range of the VPC of each system. */
  readonly cidrs: Readonly<Record<string, string>>
}

/** What a system decides for every environment, and what differs in one of them. */
export interface SystemDefinition {
  readonly system: string
  readonly deployment: DeploymentPart
  readonly environments: Readonly<Record<string, DeploymentPart>>
}

const discriminators = ['provider', 'kind', 'source', 'enabled', 'access', 'on']

const startOfVariant = (values: readonly object[]) =>
  Math.max(
    ...discriminators.map((key) => {
      let start = 0
      let current: unknown
      values.forEach((value, index) => {
        const tag = (value as Record<string, unknown>)[key]
        if (tag === undefined || tag === current) return
        if (current !== undefined) start = index
        current = tag
      })
      return start
    }),
  )

/** Merges records key by key; a list replaces a list, and another variant of a union replaces the whole value. */
const merge: (...values: readonly unknown[]) => unknown = deepmergeCustom<unknown, { DeepMergeArraysURI: 'DeepMergeLeafURI' }>({
  mergeArrays: false,
  mergeRecords: (values, utils) => {
    const start = startOfVariant(values)
    return start === 0 ? utils.actions.defaultMerge : merge(...values.slice(start))
  },
})

/** What the parts say together; a later part wins, as in `compose`. */
export const mergeParts = <Part extends object>(...parts: readonly Part[]): Part => merge(...parts) as Part

const isKind = (service: unknown): service is { readonly kind: 'http' | 'worker' } =>
  typeof service === 'object' && service !== null && 'kind' in service && (service.kind === 'http' || service.kind === 'worker')

/**
 * One deployment: the environment's preset, then the system, then what the system changes in this environment.
 *
 * @returns the unchecked value; `deployments()` validates it
 */
export const compose = (preset: EnvironmentPreset, definition: SystemDefinition): unknown => {
  const cidr = preset.cidrs[definition.system]
  const merged = merge(
    preset.deployment,
    cidr === undefined ? {} : { network: { cidr } },
    definition.deployment,
    definition.environments[preset.environment] ?? {},
  ) as { services?: Record<string, unknown> }
  const services = Object.entries(merged.services ?? {}).map(([name, service]) => [
    name,
    isKind(service) ? merge(preset.services[service.kind], service) : service,
  ])
  return { ...merged, system: definition.system, environment: preset.environment, services: Object.fromEntries(services) }
}
