import type { Deployment } from '../../config/schema/deployment'
import { poolSize } from '../../config/pools'
import { subnetCidr, type Tier } from '../../constructs/network/address-plan'
import type { Rectangle } from './drawing'
import {
  arrow,
  bottom,
  box,
  centre,
  counted,
  databaseHeight,
  frame,
  gap,
  parts,
  zoneColumns,
  type RdsDeployment,
} from './topology-shapes'

const instancesOf = ({ scaling }: Deployment['services'][string]) =>
  scaling.kind === 'automatic'
    ? `${scaling.minInstances}–${scaling.maxInstances} instances`
    : counted(scaling.instances, 'instance')

/** Services of a kind, side by side. */
export const serviceBoxes = (deployment: Deployment, kind: 'http' | 'worker', row: Rectangle) => {
  const services = Object.entries(deployment.services).filter(([, service]) => service.kind === kind)
  const places = parts(services.length, row)
  return services.map(([name, service], index) => {
    const pool = poolSize(deployment, name)
    const facts = [
      instancesOf(service),
      ...(service.kind === 'http' ? [`port ${service.port}`] : []),
      ...(pool > 0 ? [`${pool} connections each`] : []),
    ]
    return box(`service-${name}`, 'application', 'compute', places[index]!, name, facts.join(' · '))
  })
}

/** Redis instances, side by side. */
export const redisBoxes = ({ redis, network }: Deployment, row: Rectangle) => {
  const instances = Object.entries(redis.instances)
  const places = parts(instances.length, row)
  const nodes = `${counted(redis.nodes, 'node')}${redis.nodes > 1 ? ` over ${network.availabilityZones.length} zones` : ''}`
  return instances.map(([name, instance], index) =>
    box(`redis-${name}`, 'cache', 'data', places[index]!, `Redis ${name}`, `${nodes} · ${instance.maxMemoryMiB} MiB`),
  )
}

/** Programs that watch the system, side by side. */
export const observabilityBoxes = ({ observability, retention }: Deployment, row: Rectangle) => {
  const { prometheus, alertmanager, grafana, loki } = observability
  const programs = [
    ['Prometheus', `${prometheus.replicas} × ${prometheus.storageGiB} GiB`],
    ['Alertmanager', counted(alertmanager.replicas, 'instance')],
    ['Grafana', counted(grafana.replicas, 'instance')],
    ['Loki', `${loki.replicas} × · ${retention.logDays} days`],
  ] as const
  const places = parts(programs.length, row)
  return programs.map(([name, fact], index) =>
    box(`program-${name}`, 'observability', 'observability', places[index]!, name, fact),
  )
}

/** Nodes of a purpose, in words. */
export const nodesOf = ({ cluster }: Deployment, purpose: 'general' | 'stateful') =>
  Object.values(cluster.nodeGroups)
    .filter((group) => group.purpose === purpose)
    .map(
      ({ minNodes, maxNodes, instanceTypes, capacity }) =>
        `${minNodes}–${maxNodes} × ${instanceTypes[0]}${capacity === 'spot' ? ' spot' : ''}`,
    )
    .join(' + ')

/** Boxes of the database instances, in the zones that hold them: AWS chooses those of primary and standby. */
export const databaseBoxes = (deployment: RdsDeployment, y: number) => {
  const { database, network } = deployment
  const columns = zoneColumns(deployment).map((column) => ({ x: column.x + 14, width: column.width - 28 }))
  const height = databaseHeight
  const replicas = Object.entries(database.replicas).map(([name, replica]) => ({
    name,
    replica,
    zone: network.availabilityZones.indexOf(replica.availabilityZone),
  }))
  const primaryZone = 0
  const standbyZone = columns.findIndex((_, zone) => zone > primaryZone && !replicas.some((replica) => replica.zone === zone))
  const primary = box(
    'primary',
    'data',
    'data',
    { ...columns[primaryZone]!, y, height },
    'PostgreSQL primary',
    `${database.engineVersion} · ${database.instanceClass}`,
    `${database.storage.allocatedGiB}–${database.storage.maxAllocatedGiB} GiB · ${database.backup.retentionDays} days PITR`,
  )
  const standby = database.multiAz.enabled
    ? [
        box(
          'standby',
          'data',
          'data',
          { ...columns.at(standbyZone)!, y, height },
          'PostgreSQL standby',
          'synchronous,',
          'automatic failover',
        ),
      ]
    : []
  const readers = replicas.map(({ name, replica, zone }, index) => {
    const taken =
      replicas.slice(0, index).filter((other) => other.zone === zone).length +
      (zone === primaryZone || (standby.length > 0 && columns[zone] === columns.at(standbyZone)) ? 1 : 0)
    const place = { ...columns[zone]!, y: y + taken * (height + gap), height }
    return box(
      `replica-${name}`,
      'data',
      'data',
      place,
      `PostgreSQL ${name}`,
      replica.instanceClass ?? database.instanceClass,
      'asynchronous read replica',
    )
  })
  const end = Math.max(...[primary, ...standby, ...readers].map(bottom))
  const middle = y + height / 2
  const arrows = [
    ...standby.map((one) => arrow('primary', one.id, 'data', [primary.x + primary.width, middle], [one.x, middle])),
    ...readers.map((one) =>
      arrow(
        'primary',
        one.id,
        'data',
        [centre(primary) + 64, bottom(primary)],
        [centre(primary) + 64, end + 12],
        [centre(one), end + 12],
        [centre(one), bottom(one)],
      ),
    ),
  ]
  return { boxes: [primary, ...standby, ...readers], height: end - y + (readers.length > 0 ? 12 : 0), arrows }
}

/** Subnets of a tier, one in each zone. */
export const tierFrames = (deployment: Deployment, tier: Tier, y: number, height: number) =>
  zoneColumns(deployment).map((column, index) => {
    const zone = deployment.network.availabilityZones[index]!
    const place = { x: column.x + 6, y, width: column.width - 12, height }
    const name = `${tier}  ${subnetCidr(deployment.network.cidr, tier, zone)}`
    return { ...frame(`${tier}-${zone}`, 'network', 'network', place, name), isQuiet: true }
  })
