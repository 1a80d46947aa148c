import type { Finding } from '../findings'
import type { Deployment, RdsDatabase, Service } from '../schema/deployment'

/** Something wrong in one deployment; the name of the deployment is added by the caller. */
export type DeploymentFinding = Omit<Finding, 'deployment'>

/** A rule about one deployment. */
export type DeploymentRule = (deployment: Deployment) => DeploymentFinding[]

/** A rule across deployments. The invalid ones exist, but nothing else can be said about them. */
export type FleetRule = (
  deployments: readonly Deployment[],
  invalid?: readonly Pick<Deployment, 'system' | 'environment'>[],
) => Finding[]

/** A finding, or none. */
export const findingIf = (wrong: boolean, path: string, problem: string, remedy: string): DeploymentFinding[] =>
  wrong ? [{ path, problem, remedy }] : []

export const isProduction = ({ criticality }: Deployment) => criticality === 'production'

export const servicesOf = (deployment: Deployment): readonly (readonly [name: string, service: Service])[] =>
  Object.entries(deployment.services)

/** The database where it runs on RDS. */
export const rdsOf = ({ database }: Deployment): RdsDatabase | undefined => (database.provider === 'rds' ? database : undefined)

/** Instances of a service that always run. */
export const minInstances = ({ scaling }: Service) => (scaling.kind === 'fixed' ? scaling.instances : scaling.minInstances)

export const isSingleton = ({ scaling }: Service) => scaling.kind === 'fixed' && scaling.singleton

/** `one, two or three`. */
export const either = (values: readonly string[]) =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

/** Range of every address. */
export const isEverybody = (cidr: string) => cidr.endsWith('/0')

/** Name that requests are sent to. */
export const hostnameOf = ({ edge }: Pick<Deployment, 'edge'>) =>
  edge.subdomain === '' ? edge.domain : `${edge.subdomain}.${edge.domain}`
