import { deploymentId } from '../../constructs/core/names'
import { hostname } from '../../constructs/network/hosted-zone'
import type { Drawing, Rectangle } from './drawing'
import { legend, regionalBoxes } from './topology-region'
import {
  arrow,
  bottom,
  box,
  caption,
  centre,
  counted,
  frame,
  gap,
  inset,
  list,
  parts,
  regional,
  rowHeight,
  width,
  zoneColumns,
  zones,
  type RdsDeployment,
} from './topology-shapes'
import { databaseBoxes, nodesOf, observabilityBoxes, redisBoxes, serviceBoxes, tierFrames } from './topology-tiers'

/**
 * The topology of one deployment, with everything that its configuration declares. Columns are Availability Zones, rows are
 * tiers; what spans columns runs in all of them.
 */
export const topology = (deployment: RdsDeployment): Drawing => {
  const { account, network, edge, cluster, capacity, database, recovery } = deployment
  const name = deploymentId(deployment)
  const host = hostname(deployment)
  const columns = zoneColumns(deployment)
  const zoneGap = columns.at(-1)!.x - zones.gap / 2
  const span = (y: number, height: number, margin = 0): Rectangle => ({
    x: zones.x + inset + 10 + margin,
    y,
    width: zones.width - 2 * (inset + 10 + margin),
    height,
  })
  const hasWorkers = Object.values(deployment.services).some(({ kind }) => kind === 'worker')
  const hasRedis = Object.keys(deployment.redis.instances).length > 0

  const internet = box(
    'internet',
    'network',
    'neutral',
    { x: zones.x, y: 34, width: zones.width, height: rowHeight },
    edge.exposure === 'internet' ? 'Internet' : 'Private networks and the internet',
    `people at https://${host} · calls to ${list(Object.keys(deployment.externalServices))}`,
  )
  const vpcTop = 132
  const publicTop = vpcTop + 48
  const nats = columns
    .filter((_, index) => network.natGateways === 'one-per-availability-zone' || index === 0)
    .map((column, index) =>
      box(
        `nat-${index}`,
        'network',
        'network',
        { x: column.x + column.width - 128, y: publicTop + 24, width: 114, height: 26 },
        'NAT gateway',
      ),
    )
  const balancer = box(
    'balancer',
    'edge',
    'compute',
    span(publicTop + 60, rowHeight),
    'Application Load Balancer with WAF',
    `${host} · TLS 1.2 and 1.3 · ${counted(Object.keys(edge.rateLimits).length, 'rate limit')} · managed rules ${edge.managedRules}`,
  )
  const publicHeight = bottom(balancer) + 10 - publicTop

  const privateTop = publicTop + publicHeight + gap
  const generalTop = privateTop + 26
  const generalHeight = 24 + rowHeight + (hasWorkers ? rowHeight + gap : 0) + 8
  const general = frame(
    'general',
    'cluster',
    'compute',
    span(generalTop, generalHeight),
    `EKS ${cluster.kubernetesVersion}, general nodes · ${nodesOf(deployment, 'general')}`,
  )
  const http = serviceBoxes(deployment, 'http', span(generalTop + 24, rowHeight, 8))
  const workers = hasWorkers ? serviceBoxes(deployment, 'worker', span(generalTop + 24 + rowHeight + gap, rowHeight, 8)) : []
  const statefulTop = bottom(general) + 22
  const statefulHeight = 24 + rowHeight + (hasRedis ? rowHeight + gap : 0) + 8
  const stateful = frame(
    'stateful',
    'cluster',
    'compute',
    span(statefulTop, statefulHeight),
    `EKS ${cluster.kubernetesVersion}, stateful nodes · ${nodesOf(deployment, 'stateful')}`,
  )
  const redis = hasRedis ? redisBoxes(deployment, span(statefulTop + 24, rowHeight, 8)) : []
  const programs = observabilityBoxes(deployment, span(bottom(stateful) - rowHeight - 8, rowHeight, 8))
  const privateHeight = bottom(stateful) + 10 - privateTop

  const dataTop = privateTop + privateHeight + gap
  const hasProxy = database.proxy.enabled
  const maxConnectionsPercent = database.proxy.enabled ? database.proxy.maxConnectionsPercent : 0
  const proxy = hasProxy
    ? [
        box(
          'proxy',
          'data',
          'data',
          span(dataTop + 26, rowHeight),
          'RDS Proxy',
          `the services share ${maxConnectionsPercent} % of the connections of the database`,
        ),
      ]
    : []
  const databaseTop = dataTop + 26 + (hasProxy ? rowHeight + 22 : 0)
  const databases = databaseBoxes(deployment, databaseTop)
  const primary = databases.boxes[0]!
  const dataHeight = databaseTop + databases.height + 10 - dataTop
  const vpcHeight = dataTop + dataHeight + 16 - vpcTop

  const vpc = frame(
    'vpc',
    'network',
    'network',
    { x: zones.x - 8, y: vpcTop, width: zones.width + 16, height: vpcHeight },
    `VPC ${network.cidr}`,
  )
  const region = frame(
    'region',
    'network',
    'neutral',
    { x: 0, y: 108, width, height: vpcTop + vpcHeight + 12 - 108 },
    `Region ${account.region}`,
  )
  const zoneFrames = columns.map((column, index) => ({
    ...frame(
      `zone-${index}`,
      'network',
      'network',
      { ...column, y: vpcTop + 24, height: vpcHeight - 34 },
      network.availabilityZones[index]!,
    ),
    isQuiet: true,
    background: '#EFF6FB',
  }))
  const services = regionalBoxes(deployment, vpcTop, vpcTop + vpcHeight)
  const buckets = services.find(({ id }) => id === 'buckets')!
  const plans = services.find(({ id }) => id === 'plans')!

  const recoveryTop = bottom(region) + 34
  const recoveryPlace = (index: number): Rectangle =>
    index === 3
      ? { ...regional, y: recoveryTop + 26, height: 54 }
      : { ...parts(3, { x: zones.x, y: recoveryTop + 26, width: zones.width, height: 54 })[index]! }
  const isReplicated = recovery.replicateToRecoveryRegion.enabled
  const copied = Object.entries(recovery.plans).filter(([, plan]) => plan.copyToRecoveryRegion)
  const copies = [
    ...(isReplicated
      ? [
          box(
            'copy-database',
            'recovery',
            'data',
            recoveryPlace(0),
            'PostgreSQL backups',
            'replicated automatically,',
            `${database.backup.retentionDays} days of point-in-time recovery`,
          ),
        ]
      : []),
    ...(isReplicated
      ? [
          box(
            'copy-keys',
            'recovery',
            'protection',
            recoveryPlace(1),
            'KMS replica keys',
            'storage and database:',
            'copies can be read here',
          ),
        ]
      : []),
    box(
      'copy-plans',
      'backup plans',
      'data',
      recoveryPlace(2),
      'AWS Backup copies',
      list(copied.map(([plan]) => plan)),
      `vault lock: ${recovery.vaultLock.enabled ? recovery.vaultLock.mode : 'off'}`,
    ),
    ...(isReplicated
      ? [
          box(
            'copy-buckets',
            'recovery',
            'data',
            recoveryPlace(3),
            'S3 backup copies',
            `kept ${recovery.retentionDays} days,`,
            'deletions are not copied',
          ),
        ]
      : []),
  ]
  const recoveryRegion = frame(
    'recovery',
    'recovery',
    'neutral',
    { x: 0, y: recoveryTop, width, height: 92 },
    `Recovery region ${account.recoveryRegion}`,
  )
  const has = (id: string) => copies.some((copy) => copy.id === id)

  const bus = zones.x + inset
  const databaseEntry = proxy[0] ?? primary
  const lane = (zones.x + zones.width + 8 + regional.x) / 2
  const planLane = recoveryPlace(2)
  const arrows = [
    ...nats.map((nat) =>
      arrow(nat.id, 'internet', 'network', [nat.x + nat.width - 16, nat.y], [nat.x + nat.width - 16, bottom(internet)]),
    ),
    arrow('internet', 'balancer', 'edge', [zoneGap, bottom(internet)], [zoneGap, balancer.y]),
    ...http.map((service) => {
      const x = http.length === 1 ? zoneGap : centre(service)
      return arrow('balancer', service.id, 'application', [x, bottom(balancer)], [x, service.y])
    }),
    arrow('general', 'stateful', 'application', [zoneGap, bottom(general)], [zoneGap, stateful.y]),
    arrow(
      'general',
      databaseEntry.id,
      'application',
      [general.x, general.y + 40],
      [bus, general.y + 40],
      [bus, databaseEntry.y + 20],
      [databaseEntry.x, databaseEntry.y + 20],
    ),
    ...proxy.map((one) => arrow(one.id, 'primary', 'data', [centre(primary), bottom(one)], [centre(primary), primary.y])),
    ...databases.arrows,
    ...(has('copy-database')
      ? [
          arrow(
            'primary',
            'copy-database',
            'recovery',
            [centre(primary) + 40, bottom(primary)],
            [centre(primary) + 40, recoveryTop + 26],
          ),
        ]
      : []),
    ...(has('copy-buckets')
      ? [arrow('buckets', 'copy-buckets', 'recovery', [centre(buckets), bottom(buckets)], [centre(buckets), recoveryTop + 26])]
      : []),
    arrow(
      'plans',
      'copy-plans',
      'backup plans',
      [plans.x, plans.y + 27],
      [lane, plans.y + 27],
      [lane, recoveryTop - 12],
      [centre(planLane), recoveryTop - 12],
      [centre(planLane), planLane.y],
    ),
  ]
  const heading = `${name}, sized for ${capacity.concurrentUsers} people at a time and ${capacity.requestsPerSecond} requests a second`
  return {
    title: `Topology of ${name}`,
    width,
    height: bottom(recoveryRegion) + 58,
    shapes: [
      caption('heading', { x: 2, y: 4, width: width - 4, height: 20 }, heading, 14, true),
      internet,
      region,
      vpc,
      ...zoneFrames,
      ...tierFrames(deployment, 'public', publicTop, publicHeight),
      ...tierFrames(deployment, 'private', privateTop, privateHeight),
      ...tierFrames(deployment, 'data', dataTop, dataHeight),
      ...nats,
      balancer,
      general,
      stateful,
      ...http,
      ...workers,
      ...redis,
      ...programs,
      ...proxy,
      ...databases.boxes,
      ...services,
      recoveryRegion,
      ...copies,
      ...legend(bottom(recoveryRegion) + 14),
    ],
    arrows,
  }
}
