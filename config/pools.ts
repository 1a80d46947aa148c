import type { Deployment, Service } from './schema/deployment'

/** Instances of a service that run at the same time at most: the upper bound of the autoscaler and those a rollout adds (R37). */
export const peakInstances = ({ scaling, rollout }: Pick<Service, 'scaling' | 'rollout'>): number => {
  if (scaling.kind === 'fixed' && scaling.singleton) return 1
  const instances = scaling.kind === 'fixed' ? scaling.instances : scaling.maxInstances
  return rollout.strategy === 'blue-green' ? instances * 2 : instances + rollout.maxSurge
}

/** Services that keep a pool of database connections. */
const poolingServices = (deployment: Deployment) =>
  Object.entries(deployment.services).flatMap(([name, { scaling, rollout, database }]) =>
    database.access === 'application' ? [{ name, peak: peakInstances({ scaling, rollout }), poolSize: database.poolSize }] : [],
  )

/** Whether the services connect to a proxy, which shares few connections of the database among many clients. */
export const hasProxy = ({ database }: Deployment) => database.provider === 'rds' && database.proxy.enabled

/**
 * Connections that each instance gets when the service does not say how many: what the budget leaves after the reserve and after the
 * services that do say, in equal parts at the peak of all of them. A proxy takes the limit away (R37, C7).
 */
const share = (deployment: Deployment): number => {
  const { connections, pool } = deployment.database
  if (hasProxy(deployment)) return pool.maxPerInstance
  const services = poolingServices(deployment)
  const fixed = services.reduce((sum, { peak, poolSize }) => sum + peak * (poolSize ?? 0), 0)
  const sharing = services.reduce((sum, { peak, poolSize }) => sum + (poolSize === undefined ? peak : 0), 0)
  return Math.max(0, Math.floor((connections.budget - connections.reserved - fixed) / Math.max(1, sharing)))
}

/**
 * Size of the database pool of one instance of a service.
 *
 * @returns 0 for a service without a database and where the budget leaves nothing, which a rule refuses
 */
export const poolSize = (deployment: Deployment, serviceName: string): number => {
  const database = deployment.services[serviceName]?.database
  if (database?.access !== 'application') return 0
  return Math.min(database.poolSize ?? share(deployment), deployment.database.pool.maxPerInstance)
}

/** Connections of all services at their peak, by service. */
export const databaseConnections = (deployment: Deployment) =>
  poolingServices(deployment).map(({ name, peak }) => {
    const size = poolSize(deployment, name)
    return { service: name, peak, poolSize: size, connections: peak * size }
  })
