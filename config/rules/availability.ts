import type { Deployment } from '../schema/deployment'
import {
  findingIf,
  isProduction,
  isSingleton,
  minInstances,
  rdsOf,
  servicesOf,
  type DeploymentFinding,
  type DeploymentRule,
} from './rule'

/** Production spans three Availability Zones, so that losing one leaves two (R1, R9). */
export const productionSpansThreeZones: DeploymentRule = (deployment) => {
  const zones = deployment.network.availabilityZones.length
  return findingIf(
    isProduction(deployment) && zones < 3,
    'network.availabilityZones',
    `production has ${zones} Availability Zones`,
    `name 3, e.g. ${['a', 'b', 'c'].map((letter) => deployment.account.region + letter).join(', ')}`,
  )
}

/** The Availability Zones are of the deployment's region, each named once (R1). */
export const zonesBelongToRegion: DeploymentRule = ({ account, network }) =>
  network.availabilityZones.flatMap((zone, index) => [
    ...findingIf(
      zone.slice(0, -1) !== account.region,
      `network.availabilityZones.${index}`,
      `${zone} is not in the region ${account.region}`,
      `use ${account.region}a to ${account.region}c, or change account.region`,
    ),
    ...findingIf(
      network.availabilityZones.indexOf(zone) !== index,
      `network.availabilityZones.${index}`,
      `${zone} is named twice`,
      'name each Availability Zone once',
    ),
  ])

/** Production has a NAT gateway in each Availability Zone, so that a lost zone takes nobody else's way out (R9, R53). */
export const productionHasNatPerZone: DeploymentRule = (deployment) =>
  findingIf(
    isProduction(deployment) && deployment.network.natGateways === 'single',
    'network.natGateways',
    'production has a single NAT gateway: when its Availability Zone is lost, no instance reaches the internet',
    'use "one-per-availability-zone"',
  )

/** The production database has a standby in another Availability Zone and a read replica (R9, R33, R34). */
export const productionDatabaseIsRedundant: DeploymentRule = (deployment) => {
  const database = rdsOf(deployment)
  if (database === undefined || !isProduction(deployment)) return []
  return [
    ...findingIf(
      !database.multiAz.enabled,
      'database.multiAz',
      'the production database has no standby: losing its Availability Zone loses data and takes hours to restore',
      'use { enabled: true }',
    ),
    ...findingIf(
      Object.keys(database.replicas).length === 0,
      'database.replicas',
      'the production database has no read replica',
      `name at least one, e.g. reader: { availabilityZone: '${deployment.network.availabilityZones.at(-1)}' }`,
    ),
  ]
}

/** A read replica lies in an Availability Zone that has subnets (R34). */
export const replicasLieInNetwork: DeploymentRule = (deployment) =>
  Object.entries(rdsOf(deployment)?.replicas ?? {}).flatMap(([name, { availabilityZone }]) =>
    findingIf(
      !deployment.network.availabilityZones.includes(availabilityZone),
      `database.replicas.${name}.availabilityZone`,
      `the network has no subnets in ${availabilityZone}`,
      `use one of network.availabilityZones: ${deployment.network.availabilityZones.join(', ')}`,
    ),
  )

/** Every production service runs at least twice, unless it must never run twice (R1, R9, R13). */
export const productionRunsTwoInstances: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, service]) =>
    findingIf(
      isProduction(deployment) && !isSingleton(service) && minInstances(service) < 2,
      `services.${name}.scaling.${service.scaling.kind === 'fixed' ? 'instances' : 'minInstances'}`,
      `${name} may run with ${minInstances(service)} instance: one failure stops it`,
      'use at least 2, or a fixed scaling with singleton: true for what must never run twice',
    ),
  )

/** Production instances must be spread over the Availability Zones (R1). */
export const productionSpreadsInstances: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, service]) =>
    findingIf(
      isProduction(deployment) && !isSingleton(service) && service.zoneSpread !== 'required',
      `services.${name}.zoneSpread`,
      `all instances of ${name} may end up in one Availability Zone`,
      'use "required"',
    ),
  )

/** A rollout leaves instances that serve, and it can make progress (R133). */
export const rolloutKeepsServing: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, service]) => {
    const { maxSurge, maxUnavailable } = service.rollout
    if (isSingleton(service)) return []
    const least = minInstances(service)
    return [
      ...findingIf(
        maxSurge + maxUnavailable === 0,
        `services.${name}.rollout`,
        'maxSurge and maxUnavailable are both 0, so no instance could ever be replaced',
        'use maxSurge: 1',
      ),
      ...findingIf(
        service.kind === 'http' && maxUnavailable >= least,
        `services.${name}.rollout.maxUnavailable`,
        `a rollout may take away ${maxUnavailable} of ${least} instances of ${name}, and nothing would answer`,
        least > 1 ? `use at most ${least - 1}` : 'use 0 with maxSurge: 1',
      ),
    ]
  })

/** Redis survives the loss of a node, and a write never waits for replicas that do not exist (R9, R44). */
export const redisSurvivesNode: DeploymentRule = (deployment) => {
  const { nodes, failover } = deployment.redis
  return [
    ...findingIf(
      isProduction(deployment) && nodes < 3,
      'redis.nodes',
      `production has ${nodes} Redis node: two Sentinels must agree before a replica is promoted`,
      'use 3 or 5',
    ),
    ...findingIf(
      failover.minReplicasToWrite >= nodes,
      'redis.failover.minReplicasToWrite',
      `the master of ${nodes} ${nodes === 1 ? 'node' : 'nodes'} would wait for ${failover.minReplicasToWrite} replicas and refuse every write`,
      `use at most ${nodes - 1}`,
    ),
  ]
}

/** There are nodes for both purposes; those with volumes are never reclaimed and are enough for Redis (R9, R31, R44). */
export const nodeGroupsCarryEverything: DeploymentRule = (deployment) => {
  const groups = Object.entries(deployment.cluster.nodeGroups)
  const nodes = (purpose: string, bound: 'minNodes' | 'maxNodes') =>
    groups.reduce((sum, [, group]) => sum + (group.purpose === purpose ? group[bound] : 0), 0)
  const general = nodes('general', 'minNodes')
  return [
    ...groups.flatMap(([name, group]) => [
      ...findingIf(
        group.minNodes > group.maxNodes,
        `cluster.nodeGroups.${name}.minNodes`,
        `minNodes ${group.minNodes} is above maxNodes ${group.maxNodes}`,
        `use at most ${group.maxNodes}, or raise maxNodes`,
      ),
      ...findingIf(
        group.purpose === 'stateful' && group.capacity === 'spot',
        `cluster.nodeGroups.${name}.capacity`,
        'AWS may take a spot node back at any time, and these carry Redis, Prometheus and Loki',
        'use "on-demand"',
      ),
    ]),
    ...findingIf(
      nodes('stateful', 'maxNodes') < deployment.redis.nodes,
      'cluster.nodeGroups',
      `${deployment.redis.nodes} Redis nodes need as many stateful nodes, but there are at most ${nodes('stateful', 'maxNodes')}`,
      `give a node group with purpose "stateful" maxNodes of at least ${deployment.redis.nodes}`,
    ),
    ...findingIf(
      general < (isProduction(deployment) ? 2 : 1),
      'cluster.nodeGroups',
      `${general} nodes with purpose "general" always run`,
      `use minNodes of at least ${isProduction(deployment) ? '2, so that one may fail' : 1}`,
    ),
  ]
}

/** Monitoring of production survives what it reports about (R97, R109). */
export const productionMonitoringIsRedundant: DeploymentRule = (deployment) => {
  const { prometheus, alertmanager, loki } = deployment.observability
  const least = [
    ['prometheus', prometheus.replicas, 2],
    ['alertmanager', alertmanager.replicas, 3],
    ['loki', loki.replicas, 3],
  ] as const
  return least.flatMap(([name, replicas, needed]) =>
    findingIf(
      isProduction(deployment) && replicas < needed,
      `observability.${name}.replicas`,
      `production has ${replicas} of ${name}`,
      `use at least ${needed}`,
    ),
  )
}

/** Production has no quiet hours: an alert that may wait has a severity that may wait (R107, R146). */
export const productionHasNoQuietHours: DeploymentRule = (deployment) =>
  findingIf(
    isProduction(deployment) && deployment.alerts.quietHours.enabled,
    'alerts.quietHours',
    'alerts of production are held back at night',
    'use { enabled: false } and give what may wait the severity P3, which has until the next business day',
  )

/** Nothing that holds data can be deleted in production; elsewhere on AWS a release of the protection ends by itself (design.md, 3). */
export const deletionProtectionIsOn = ({ deletionProtection, target }: Deployment): DeploymentFinding[] =>
  findingIf(
    target.kind === 'aws' && !deletionProtection.enabled && deletionProtection.expiresOn === undefined,
    'deletionProtection.expiresOn',
    'databases, buckets and keys can be deleted for an unlimited time',
    'name the day after which the protection returns, e.g. 2027-03-31, or use { enabled: true }',
  )
