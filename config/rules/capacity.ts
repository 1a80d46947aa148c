import { databaseConnections, hasProxy, peakInstances } from '../pools'
import { either, findingIf, isProduction, rdsOf, servicesOf, type DeploymentRule } from './rule'

/** The pools of all instances, those a rollout adds included, fit the connections of the database (R18, R37, C7). */
export const poolsFitDatabase: DeploymentRule = (deployment) => {
  const { budget, reserved } = deployment.database.connections
  const left = budget - reserved
  const services = databaseConnections(deployment)
  if (left <= 0) {
    return findingIf(
      true,
      'database.connections.reserved',
      `${reserved} of ${budget} connections are reserved, which leaves none for the services`,
      'reserve fewer, or raise database.connections.budget',
    )
  }
  if (hasProxy(deployment) || services.length === 0) return []
  const total = services.reduce((sum, { connections }) => sum + connections, 0)
  const instances = services.reduce((sum, { peak }) => sum + peak, 0)
  const others = rdsOf(deployment) === undefined ? [] : ['enable database.proxy']
  if (total <= left && services.every((service) => service.poolSize > 0)) return []
  const explicit = services.filter(({ service }) => {
    const { database } = deployment.services[service] ?? {}
    return database?.access === 'application' && database.poolSize !== undefined
  })
  const sums = services
    .filter(({ connections }) => connections > 0 || total <= left)
    .map(
      ({ service, peak, poolSize: size, connections }) =>
        `${size} connections × ${peak} instances of ${service} = ${connections}`,
    )
  const budgetLeft = `the budget of ${budget} leaves ${left} after ${reserved} reserved`
  const each = Math.floor(left / instances)
  const path = explicit.length === 1 ? `services.${explicit[0]?.service}.database.poolSize` : 'database.connections'
  return findingIf(
    true,
    path,
    `${sums.join(', ')}; ${total > left ? `together ${total}, but ${budgetLeft}` : `${budgetLeft}, not one for each instance`}`,
    either([
      ...(each > 0 ? [`use at most ${each} for each instance`] : []),
      'run fewer instances',
      `raise database.connections.budget to ${Math.max(total, instances) + reserved}`,
      ...others,
    ]),
  )
}

/** A pool is as large as the connections it keeps open (000 L236). */
export const poolsHoldTheirMinimum: DeploymentRule = (deployment) => {
  const { minPerInstance, maxPerInstance } = deployment.database.pool
  return [
    ...findingIf(
      minPerInstance > maxPerInstance,
      'database.pool.minPerInstance',
      `a pool of at most ${maxPerInstance} connections can not keep ${minPerInstance} open`,
      `use at most ${maxPerInstance}`,
    ),
    ...databaseConnections(deployment).flatMap(({ service, poolSize: size }) =>
      findingIf(
        size > 0 && size < minPerInstance && minPerInstance <= maxPerInstance,
        'database.pool.minPerInstance',
        `an instance of ${service} gets ${size} connections and should keep ${minPerInstance} open`,
        `use at most ${size}, or raise database.connections.budget`,
      ),
    ),
  ]
}

/** The proxy leaves the reserved connections to those that do not use it (R37). */
export const proxyLeavesReserve: DeploymentRule = (deployment) => {
  const database = rdsOf(deployment)
  if (!database?.proxy.enabled) return []
  const { budget, reserved } = database.connections
  const percent = database.proxy.maxConnectionsPercent
  const most = Math.floor(((budget - reserved) * 100) / budget)
  return findingIf(
    percent > most,
    'database.proxy.maxConnectionsPercent',
    `the proxy may take ${Math.floor((budget * percent) / 100)} of ${budget} connections, and ${reserved} are reserved`,
    `use at most ${most}`,
  )
}

/** The connections of all instances fit the budget of each Redis (R47, C8). */
export const redisConnectionsFit: DeploymentRule = (deployment) =>
  Object.entries(deployment.redis.instances).flatMap(([name, { connectionBudget }]) => {
    const uses = servicesOf(deployment).flatMap(([service, config]) => {
      const use = config.redis[name]
      return use === undefined ? [] : [{ service, each: use.connections, peak: peakInstances(config) }]
    })
    const total = uses.reduce((sum, { each, peak }) => sum + each * peak, 0)
    const sums = uses.map(({ service, each, peak }) => `${each} × ${peak} instances of ${service} = ${each * peak}`).join(', ')
    return findingIf(
      total > connectionBudget,
      `redis.instances.${name}.connectionBudget`,
      `${sums}; together ${total}, but the budget is ${connectionBudget}`,
      `raise it to ${total}, use fewer connections for each instance, or run fewer instances`,
    )
  })

/** Queues and sessions are never evicted; a cache may be (R48, R49). */
export const queuesAreNeverEvicted: DeploymentRule = ({ redis }) =>
  Object.entries(redis.instances).flatMap(([name, { role, evictionPolicy }]) => [
    ...findingIf(
      role !== 'cache' && evictionPolicy !== 'noeviction',
      `redis.instances.${name}.evictionPolicy`,
      `with ${evictionPolicy} a full Redis drops ${role === 'queue' ? 'jobs' : 'sessions'} without a word`,
      'use "noeviction"',
    ),
    ...findingIf(
      role === 'cache' && evictionPolicy === 'noeviction',
      `redis.instances.${name}.evictionPolicy`,
      'a full cache would refuse every write',
      'use "allkeys-lru"',
    ),
  ])

/** A volume of Redis holds the append-only file while it is rewritten: twice the memory (R31, R45). */
export const redisVolumesAreLargeEnough: DeploymentRule = ({ redis }) =>
  Object.entries(redis.instances).flatMap(([name, { maxMemoryMiB, storageGiB }]) => {
    const needed = Math.ceil((maxMemoryMiB * 2) / 1024)
    return findingIf(
      storageGiB < needed,
      `redis.instances.${name}.storageGiB`,
      `${storageGiB} GiB can not hold the files of ${maxMemoryMiB} MiB while they are rewritten`,
      `use at least ${needed}`,
    )
  })

/** Bounds of scaling and resources are in order (R13, R19). */
export const boundsAreOrdered: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, { scaling, resources }]) => [
    ...(scaling.kind === 'automatic'
      ? findingIf(
          scaling.minInstances > scaling.maxInstances,
          `services.${name}.scaling.minInstances`,
          `minInstances ${scaling.minInstances} is above maxInstances ${scaling.maxInstances}`,
          `use at most ${scaling.maxInstances}, or raise maxInstances`,
        )
      : findingIf(
          scaling.singleton && scaling.instances !== 1,
          `services.${name}.scaling.instances`,
          `a singleton can not have ${scaling.instances} instances`,
          'use 1, or singleton: false',
        )),
    ...findingIf(
      resources.memoryLimitMiB < resources.memoryRequestMiB,
      `services.${name}.resources.memoryLimitMiB`,
      `the limit of ${resources.memoryLimitMiB} MiB is below the request of ${resources.memoryRequestMiB} MiB`,
      `use at least ${resources.memoryRequestMiB}`,
    ),
    ...findingIf(
      resources.cpuLimitMillicores < resources.cpuRequestMillicores,
      `services.${name}.resources.cpuLimitMillicores`,
      `the limit of ${resources.cpuLimitMillicores} is below the request of ${resources.cpuRequestMillicores}`,
      `use at least ${resources.cpuRequestMillicores}`,
    ),
  ])

/** Storage autoscaling has room; RDS asks for ten percent (R43). */
export const storageCanGrow: DeploymentRule = (deployment) => {
  const storage = rdsOf(deployment)?.storage
  if (storage === undefined) return []
  const least = Math.ceil((storage.allocatedGiB * 110) / 100)
  return findingIf(
    storage.maxAllocatedGiB < least,
    'database.storage.maxAllocatedGiB',
    `${storage.maxAllocatedGiB} GiB leaves no room above the ${storage.allocatedGiB} GiB allocated`,
    `use at least ${least}`,
  )
}

/** A check ends before the next one begins, and a start takes longer than one check (R23, C20). */
export const checksHaveTime: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, service]) => {
    const { periodSeconds, timeoutSeconds, startupSeconds } = service.probes
    const path = `services.${name}`
    return [
      ...findingIf(
        timeoutSeconds > periodSeconds,
        `${path}.probes.timeoutSeconds`,
        `a probe may take ${timeoutSeconds} s and the next one starts after ${periodSeconds} s`,
        `use at most ${periodSeconds}`,
      ),
      ...findingIf(
        startupSeconds < periodSeconds,
        `${path}.probes.startupSeconds`,
        `${startupSeconds} s for a start is less than one period of ${periodSeconds} s`,
        `use at least ${periodSeconds}`,
      ),
      ...(service.kind === 'http'
        ? findingIf(
            service.loadBalancing.timeoutSeconds >= service.loadBalancing.intervalSeconds,
            `${path}.loadBalancing.timeoutSeconds`,
            `the load balancer checks every ${service.loadBalancing.intervalSeconds} s and may wait ${service.loadBalancing.timeoutSeconds} s`,
            `use at most ${service.loadBalancing.intervalSeconds - 1}`,
          )
        : []),
    ]
  })

/** An instance leaves the load balancer before it ends, and production has half a minute to finish requests (R25). */
export const shutdownIsGraceful: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, { kind, shutdown }]) => [
    ...findingIf(
      kind === 'http' && shutdown.drainSeconds < 5,
      `services.${name}.shutdown.drainSeconds`,
      `the load balancer needs some seconds to learn that an instance ends, and ${shutdown.drainSeconds} s are given`,
      'use at least 5',
    ),
    ...findingIf(
      isProduction(deployment) && shutdown.gracePeriodSeconds < 30,
      `services.${name}.shutdown.gracePeriodSeconds`,
      `requests in progress are cut off after ${shutdown.gracePeriodSeconds} s`,
      'use at least 30',
    ),
  ])

/** WebSockets outlive a pause, and there are as many as the deployment is sized for (R4, R18). */
export const webSocketsFitCapacity: DeploymentRule = (deployment) => {
  const needed = deployment.capacity.webSocketConnections
  const serving = servicesOf(deployment).flatMap(([name, service]) =>
    service.kind === 'http' && service.webSocket.enabled ? [{ name, most: service.webSocket.maxConnections }] : [],
  )
  const most = serving.reduce((sum, service) => sum + service.most, 0)
  return [
    ...findingIf(
      most < needed,
      'capacity.webSocketConnections',
      `the deployment is sized for ${needed} WebSockets, and the services for ${most}`,
      serving.length === 0
        ? 'use 0, or enable webSocket for a service'
        : `raise webSocket.maxConnections of ${either(serving.map(({ name }) => name))}`,
    ),
    ...findingIf(
      serving.length > 0 && deployment.edge.idleTimeoutSeconds <= 60,
      'edge.idleTimeoutSeconds',
      `the load balancer closes a WebSocket that is silent for ${deployment.edge.idleTimeoutSeconds} s`,
      'use more than 60, e.g. 300',
    ),
  ]
}
