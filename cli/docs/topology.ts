import type { Deployment, RdsDatabase } from '../../config/schema/deployment'
import { poolSize } from '../../config/pools'
import { deploymentId } from '../../constructs/core/names'
import { subnetCidr, type Tier } from '../../constructs/network/address-plan'
import { hostname } from '../../constructs/network/hosted-zone'
import { boxHeight, type Arrow, type Box, type Caption, type Drawing, type Frame, type Rectangle, type Subject } from './drawing'

/** Layers that exist; what other layers will add is drawn dashed. */
export const builtLayers = ['bootstrap', 'network', 'data', 'recovery'] as const

type Layer = (typeof builtLayers)[number] | 'edge' | 'cluster' | 'cache' | 'observability' | 'application' | 'backup plans'

/** A deployment with a database of its own. */
export type RdsDeployment = Deployment & { readonly database: RdsDatabase }

const isPlanned = (layer: Layer) => !(builtLayers as readonly string[]).includes(layer)

const width = 920
const rowHeight = boxHeight(1)
const databaseHeight = boxHeight(2)
const gap = 10
const zones = { x: 22, width: 660, gap: 14 } as const
const regional = { x: 704, width: 202 } as const
const inset = 22

const list = (values: readonly string[]) => values.join(', ')

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const box = (id: string, layer: Layer, subject: Subject, place: Rectangle, title: string, ...lines: readonly string[]): Box => ({
  kind: 'box',
  id,
  subject,
  isPlanned: isPlanned(layer),
  title,
  lines,
  ...place,
})

const frame = (id: string, layer: Layer, subject: Subject, place: Rectangle, name: string): Frame => ({
  kind: 'frame',
  id,
  subject,
  isPlanned: isPlanned(layer),
  isQuiet: false,
  name,
  ...place,
})

const caption = (id: string, place: Rectangle, text: string, points = 11, isBold = false): Caption => ({ kind: 'caption', id, text, points, isBold, ...place })

const arrow = (from: string, to: string, layer: Layer, ...points: Arrow['points']): Arrow => ({ from, to, points, isPlanned: isPlanned(layer) })

/** Equal parts of a row, side by side. */
const parts = (count: number, row: Rectangle): readonly Rectangle[] => {
  const each = (row.width - gap * (count - 1)) / count
  return Array.from({ length: count }, (_, index) => ({ ...row, x: row.x + index * (each + gap), width: each }))
}

const centre = ({ x, width: wide }: Rectangle) => x + wide / 2
const bottom = ({ y, height }: Rectangle) => y + height

const zoneColumns = ({ network }: Deployment): readonly { readonly x: number; readonly width: number }[] => {
  const count = network.availabilityZones.length
  const each = (zones.width - zones.gap * (count + 1)) / count
  return network.availabilityZones.map((_, index) => ({ x: zones.x + zones.gap + index * (each + zones.gap), width: each }))
}

const instancesOf = ({ scaling }: Deployment['services'][string]) =>
  scaling.kind === 'automatic' ? `${scaling.minInstances}–${scaling.maxInstances} instances` : counted(scaling.instances, 'instance')

const serviceBoxes = (deployment: Deployment, kind: 'http' | 'worker', row: Rectangle) => {
  const services = Object.entries(deployment.services).filter(([, service]) => service.kind === kind)
  const places = parts(services.length, row)
  return services.map(([name, service], index) => {
    const pool = poolSize(deployment, name)
    const facts = [instancesOf(service), ...(service.kind === 'http' ? [`port ${service.port}`] : []), ...(pool > 0 ? [`${pool} connections each`] : [])]
    return box(`service-${name}`, 'application', 'compute', places[index]!, name, facts.join(' · '))
  })
}

const redisBoxes = ({ redis, network }: Deployment, row: Rectangle) => {
  const instances = Object.entries(redis.instances)
  const places = parts(instances.length, row)
  const nodes = `${counted(redis.nodes, 'node')}${redis.nodes > 1 ? ` over ${network.availabilityZones.length} zones` : ''}`
  return instances.map(([name, instance], index) =>
    box(`redis-${name}`, 'cache', 'data', places[index]!, `Redis ${name}`, `${nodes} · ${instance.maxMemoryMiB} MiB`),
  )
}

const observabilityBoxes = ({ observability, retention }: Deployment, row: Rectangle) => {
  const { prometheus, alertmanager, grafana, loki } = observability
  const programs = [
    ['Prometheus', `${prometheus.replicas} × ${prometheus.storageGiB} GiB`],
    ['Alertmanager', counted(alertmanager.replicas, 'instance')],
    ['Grafana', counted(grafana.replicas, 'instance')],
    ['Loki', `${loki.replicas} × · ${retention.logDays} days`],
  ] as const
  const places = parts(programs.length, row)
  return programs.map(([name, fact], index) => box(`program-${name}`, 'observability', 'observability', places[index]!, name, fact))
}

const nodesOf = ({ cluster }: Deployment, purpose: 'general' | 'stateful') =>
  Object.values(cluster.nodeGroups)
    .filter((group) => group.purpose === purpose)
    .map(({ minNodes, maxNodes, instanceTypes, capacity }) => `${minNodes}–${maxNodes} × ${instanceTypes[0]}${capacity === 'spot' ? ' spot' : ''}`)
    .join(' + ')

/** Boxes of the database instances, in the zones that hold them: AWS chooses those of primary and standby. */
const databaseBoxes = (deployment: RdsDeployment, y: number) => {
  const { database, network } = deployment
  const columns = zoneColumns(deployment).map((column) => ({ x: column.x + 14, width: column.width - 28 }))
  const height = databaseHeight
  const replicas = Object.entries(database.replicas).map(([name, replica]) => ({ name, replica, zone: network.availabilityZones.indexOf(replica.availabilityZone) }))
  const primaryZone = 0
  const standbyZone = columns.findIndex((_, zone) => zone > primaryZone && !replicas.some((replica) => replica.zone === zone))
  const primary = box(
    'primary',
    'data',
    'data',
    { ...columns[primaryZone]!, y, height },
    'PostgreSQL primary',
    `${database.engineVersion} · ${database.instanceClass}`,
    `${database.storage.allocatedGiB}–${database.storage.maxAllocatedGiB} GiB`,
  )
  const standby = database.multiAz.enabled
    ? [box('standby', 'data', 'data', { ...columns.at(standbyZone)!, y, height }, 'PostgreSQL standby', 'synchronous,', 'automatic failover')]
    : []
  const readers = replicas.map(({ name, replica, zone }, index) => {
    const taken = replicas.slice(0, index).filter((other) => other.zone === zone).length + (zone === primaryZone || (standby.length > 0 && columns[zone] === columns.at(standbyZone)) ? 1 : 0)
    const place = { ...columns[zone]!, y: y + taken * (height + gap), height }
    return box(`replica-${name}`, 'data', 'data', place, `PostgreSQL ${name}`, replica.instanceClass ?? database.instanceClass, 'asynchronous read replica')
  })
  const end = Math.max(...[primary, ...standby, ...readers].map(bottom))
  const middle = y + height / 2
  const arrows = [
    ...standby.map((one) => arrow('primary', one.id, 'data', [primary.x + primary.width, middle], [one.x, middle])),
    ...readers.map((one) =>
      arrow('primary', one.id, 'data', [centre(primary) + 64, bottom(primary)], [centre(primary) + 64, end + 12], [centre(one), end + 12], [centre(one), bottom(one)]),
    ),
  ]
  return { boxes: [primary, ...standby, ...readers], height: end - y + (readers.length > 0 ? 12 : 0), arrows }
}

/** Words in lines of at most so many characters. */
const wrapped = (words: string, columns = 34): readonly string[] =>
  words.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) return [...lines, word]
    return [...lines.slice(0, -1), `${last} ${word}`]
  }, [])

const triggers = ({ delivery: { trigger } }: Deployment) => {
  if (trigger.on === 'manual') return 'by hand'
  return trigger.on === 'tag' ? `on tags ${trigger.pattern}` : `on branch ${trigger.branch}`
}

const regionalBoxes = (deployment: RdsDeployment, y: number, end: number) => {
  const { secrets, database, delivery, budget, recovery, alerts, storage } = deployment
  const { daily, weekly, monthly } = recovery.plans
  const items: readonly (readonly [string, Layer, Subject, string, ...string[]])[] = [
    ['zone', 'network', 'network', 'Route 53', `zone ${hostname(deployment)}`],
    ['delivery', 'bootstrap', 'neutral', 'State bucket, GitHub roles', `applied ${triggers(deployment)}`, counted(delivery.reviewers, 'reviewer')],
    ['alarms', 'bootstrap', 'observability', 'Alarms and budget', `e-mail to ${counted(alerts.operators.length, 'operator')}`, `${budget.monthlyUsd} US dollars a month`],
    [
      'secrets',
      'data',
      'protection',
      'Secrets Manager',
      list(Object.keys(secrets)),
      'and three of the database',
      ...(database.passwords.rotation.enabled ? [`passwords rotated every ${database.passwords.rotation.everyDays} days`] : []),
    ],
    ['keys', 'data', 'protection', 'KMS keys', 'storage, secrets, database, state, alarms, flow logs', 'rotated every year'],
    ['plans', 'backup plans', 'data', 'AWS Backup', `daily for ${daily.retentionDays} days, weekly for ${weekly.retentionDays}, monthly for ${monthly.retentionDays}`],
    ['buckets', 'data', 'data', 'S3 buckets', list(['backups', 'access logs', ...Object.keys(storage.buckets)]), 'versioned, encrypted, TLS only'],
  ]
  const boxes = items.map(([id, layer, subject, title, ...paragraphs]) => ({ id, layer, subject, title, lines: paragraphs.flatMap((one) => wrapped(one)) }))
  const heights = boxes.map(({ lines }) => boxHeight(lines.length) + 6)
  const space = (end - y - heights.reduce((sum, one) => sum + one, 0)) / (items.length - 1)
  return boxes.map(({ id, layer, subject, title, lines }, index) => {
    const above = heights.slice(0, index).reduce((sum, one) => sum + one + space, 0)
    return box(id, layer, subject, { x: regional.x, y: y + above, width: regional.width, height: heights[index]! }, title, ...lines)
  })
}

const legend = (y: number): readonly (Box | Caption)[] => {
  const entries: readonly (readonly [Subject, string])[] = [
    ['network', 'network'],
    ['compute', 'services'],
    ['data', 'data'],
    ['protection', 'secrets and keys'],
    ['observability', 'observability'],
  ]
  const swatch = (id: string, layer: Layer, subject: Subject, x: number, top: number) => box(id, layer, subject, { x, y: top, width: 26, height: 14 }, ' ')
  const note = (id: string, x: number, top: number, wide: number, words: string) => caption(id, { x: x + 34, y: top, width: wide, height: 14 }, words)
  const columns = [0, 120, 240, 330, 490]
  return [
    swatch('legend-solid', 'data', 'neutral', 2, y),
    note('legend-solid-text', 2, y, 330, `built by the layers ${list(builtLayers)}`),
    swatch('legend-dashed', 'application', 'neutral', 410, y),
    note('legend-dashed-text', 410, y, 400, 'declared in the configuration, layer not built yet'),
    ...entries.flatMap(([subject, words], index) => [
      swatch(`legend-${subject}`, 'data', subject, 2 + columns[index]!, y + 22),
      note(`legend-${subject}-text`, 2 + columns[index]!, y + 22, 110, words),
    ]),
  ]
}

const tierFrames = (deployment: Deployment, tier: Tier, y: number, height: number) =>
  zoneColumns(deployment).map((column, index) => {
    const zone = deployment.network.availabilityZones[index]!
    const place = { x: column.x + 6, y, width: column.width - 12, height }
    const name = `${tier}  ${subnetCidr(deployment.network.cidr, tier, zone)}`
    return { ...frame(`${tier}-${zone}`, 'network', 'network', place, name), isQuiet: true }
  })

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
  const span = (y: number, height: number, margin = 0): Rectangle => ({ x: zones.x + inset + 10 + margin, y, width: zones.width - 2 * (inset + 10 + margin), height })
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
    .map((column, index) => box(`nat-${index}`, 'network', 'network', { x: column.x + column.width - 128, y: publicTop + 24, width: 114, height: 26 }, 'NAT gateway'))
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
  const general = frame('general', 'cluster', 'compute', span(generalTop, generalHeight), `EKS ${cluster.kubernetesVersion}, general nodes · ${nodesOf(deployment, 'general')}`)
  const http = serviceBoxes(deployment, 'http', span(generalTop + 24, rowHeight, 8))
  const workers = hasWorkers ? serviceBoxes(deployment, 'worker', span(generalTop + 24 + rowHeight + gap, rowHeight, 8)) : []
  const statefulTop = bottom(general) + 22
  const statefulHeight = 24 + rowHeight + (hasRedis ? rowHeight + gap : 0) + 8
  const stateful = frame('stateful', 'cluster', 'compute', span(statefulTop, statefulHeight), `EKS ${cluster.kubernetesVersion}, stateful nodes · ${nodesOf(deployment, 'stateful')}`)
  const redis = hasRedis ? redisBoxes(deployment, span(statefulTop + 24, rowHeight, 8)) : []
  const programs = observabilityBoxes(deployment, span(bottom(stateful) - rowHeight - 8, rowHeight, 8))
  const privateHeight = bottom(stateful) + 10 - privateTop

  const dataTop = privateTop + privateHeight + gap
  const hasProxy = database.proxy.enabled
  const proxy = hasProxy
    ? [box('proxy', 'data', 'data', span(dataTop + 26, rowHeight), 'RDS Proxy', `${database.connections.budget} connections, ${database.connections.reserved} of them reserved`)]
    : []
  const databaseTop = dataTop + 26 + (hasProxy ? rowHeight + 22 : 0)
  const databases = databaseBoxes(deployment, databaseTop)
  const primary = databases.boxes[0]!
  const dataHeight = databaseTop + databases.height + 10 - dataTop
  const vpcHeight = dataTop + dataHeight + 16 - vpcTop

  const vpc = frame('vpc', 'network', 'network', { x: zones.x - 8, y: vpcTop, width: zones.width + 16, height: vpcHeight }, `VPC ${network.cidr}`)
  const region = frame('region', 'network', 'neutral', { x: 0, y: 108, width, height: vpcTop + vpcHeight + 12 - 108 }, `Region ${account.region}`)
  const zoneFrames = columns.map((column, index) => ({
    ...frame(`zone-${index}`, 'network', 'network', { ...column, y: vpcTop + 24, height: vpcHeight - 34 }, network.availabilityZones[index]!),
    isQuiet: true,
    background: '#EFF6FB',
  }))
  const services = regionalBoxes(deployment, vpcTop, vpcTop + vpcHeight)
  const buckets = services.find(({ id }) => id === 'buckets')!
  const plans = services.find(({ id }) => id === 'plans')!

  const recoveryTop = bottom(region) + 34
  const recoveryPlace = (index: number): Rectangle =>
    index === 3 ? { ...regional, y: recoveryTop + 26, height: 54 } : { ...parts(3, { x: zones.x, y: recoveryTop + 26, width: zones.width, height: 54 })[index]! }
  const isReplicated = recovery.replicateToRecoveryRegion.enabled
  const copied = Object.entries(recovery.plans).filter(([, plan]) => plan.copyToRecoveryRegion)
  const copies = [
    ...(isReplicated
      ? [box('copy-database', 'recovery', 'data', recoveryPlace(0), 'PostgreSQL backups', 'replicated automatically,', `${database.backup.retentionDays} days of point-in-time recovery`)]
      : []),
    ...(isReplicated ? [box('copy-keys', 'recovery', 'protection', recoveryPlace(1), 'KMS replica keys', 'storage and database:', 'copies can be read here')] : []),
    box('copy-plans', 'backup plans', 'data', recoveryPlace(2), 'AWS Backup copies', list(copied.map(([plan]) => plan)), `vault lock: ${recovery.vaultLock.enabled ? recovery.vaultLock.mode : 'off'}`),
    ...(isReplicated
      ? [box('copy-buckets', 'recovery', 'data', recoveryPlace(3), 'S3 backup copies', `kept ${recovery.retentionDays} days,`, 'deletions are not copied')]
      : []),
  ]
  const recoveryRegion = frame('recovery', 'recovery', 'neutral', { x: 0, y: recoveryTop, width, height: 92 }, `Recovery region ${account.recoveryRegion}`)
  const has = (id: string) => copies.some((copy) => copy.id === id)

  const bus = zones.x + inset
  const databaseEntry = proxy[0] ?? primary
  const lane = (zones.x + zones.width + 8 + regional.x) / 2
  const planLane = recoveryPlace(2)
  const arrows = [
    ...nats.map((nat) => arrow(nat.id, 'internet', 'network', [nat.x + nat.width - 16, nat.y], [nat.x + nat.width - 16, bottom(internet)])),
    arrow('internet', 'balancer', 'edge', [zoneGap, bottom(internet)], [zoneGap, balancer.y]),
    ...http.map((service) => {
      const x = http.length === 1 ? zoneGap : centre(service)
      return arrow('balancer', service.id, 'application', [x, bottom(balancer)], [x, service.y])
    }),
    arrow('general', 'stateful', 'application', [zoneGap, bottom(general)], [zoneGap, stateful.y]),
    arrow('general', databaseEntry.id, 'application', [general.x, general.y + 40], [bus, general.y + 40], [bus, databaseEntry.y + 20], [databaseEntry.x, databaseEntry.y + 20]),
    ...proxy.map((one) => arrow(one.id, 'primary', 'data', [centre(primary), bottom(one)], [centre(primary), primary.y])),
    ...databases.arrows,
    ...(has('copy-database') ? [arrow('primary', 'copy-database', 'recovery', [centre(primary) + 40, bottom(primary)], [centre(primary) + 40, recoveryTop + 26])] : []),
    ...(has('copy-buckets') ? [arrow('buckets', 'copy-buckets', 'recovery', [centre(buckets), bottom(buckets)], [centre(buckets), recoveryTop + 26])] : []),
    arrow('plans', 'copy-plans', 'backup plans', [plans.x, plans.y + 27], [lane, plans.y + 27], [lane, recoveryTop - 12], [centre(planLane), recoveryTop - 12], [centre(planLane), planLane.y]),
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
