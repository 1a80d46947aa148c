import { deploymentRules, fleetRules } from '../../config/rules'
import { deletionProtectionIsOn } from '../../config/rules/availability'
import { all, changed, deployment, fleetWith, nameOf } from './fixtures'

interface Mistake {
  readonly rule: string
  /** Deployment that is changed. */
  readonly in: string
  readonly change: Readonly<Record<string, unknown>>
  /** Path of the finding. */
  readonly path: string
  /** Part of what is wrong. */
  readonly problem: string
  /** Part of what is right. */
  readonly remedy: string
}

const crm = 'real-estate-crm-production'

const mistakes: readonly Mistake[] = [
  {
    rule: 'productionSpansThreeZones',
    in: crm,
    change: { 'network.availabilityZones': ['eu-central-1a', 'eu-central-1c'] },
    path: 'network.availabilityZones',
    problem: 'production has 2 Availability Zones',
    remedy: 'eu-central-1a, eu-central-1b, eu-central-1c',
  },
  {
    rule: 'zonesBelongToRegion',
    in: crm,
    change: { 'network.availabilityZones': ['eu-central-1a', 'eu-west-1b', 'eu-central-1c'] },
    path: 'network.availabilityZones.1',
    problem: 'eu-west-1b is not in the region eu-central-1',
    remedy: 'eu-central-1a',
  },
  {
    rule: 'zonesBelongToRegion',
    in: crm,
    change: { 'network.availabilityZones': ['eu-central-1a', 'eu-central-1b', 'eu-central-1a'] },
    path: 'network.availabilityZones.2',
    problem: 'named twice',
    remedy: 'once',
  },
  {
    rule: 'productionHasNatPerZone',
    in: crm,
    change: { 'network.natGateways': 'single' },
    path: 'network.natGateways',
    problem: 'single NAT gateway',
    remedy: 'one-per-availability-zone',
  },
  {
    rule: 'productionDatabaseIsRedundant',
    in: crm,
    change: { 'database.multiAz': { enabled: false, reason: 'a standby is too expensive for us' } },
    path: 'database.multiAz',
    problem: 'no standby',
    remedy: '{ enabled: true }',
  },
  {
    rule: 'productionDatabaseIsRedundant',
    in: crm,
    change: { 'database.replicas': {} },
    path: 'database.replicas',
    problem: 'no read replica',
    remedy: "reader: { availabilityZone: 'eu-central-1c' }",
  },
  {
    rule: 'replicasLieInNetwork',
    in: 'execora-staging',
    change: { 'database.replicas.reader.availabilityZone': 'eu-central-1c' },
    path: 'database.replicas.reader.availabilityZone',
    problem: 'no subnets in eu-central-1c',
    remedy: 'eu-central-1a, eu-central-1b',
  },
  {
    rule: 'productionRunsTwoInstances',
    in: crm,
    change: { 'services.api.scaling.minInstances': 1 },
    path: 'services.api.scaling.minInstances',
    problem: 'api may run with 1 instance',
    remedy: 'at least 2',
  },
  {
    rule: 'productionSpreadsInstances',
    in: crm,
    change: { 'services.api.zoneSpread': 'preferred' },
    path: 'services.api.zoneSpread',
    problem: 'one Availability Zone',
    remedy: '"required"',
  },
  {
    rule: 'rolloutKeepsServing',
    in: 'real-estate-crm-staging',
    change: { 'services.api.rollout.maxUnavailable': 2 },
    path: 'services.api.rollout.maxUnavailable',
    problem: 'may take away 2 of 2',
    remedy: 'use at most 1',
  },
  {
    rule: 'rolloutKeepsServing',
    in: crm,
    change: { 'services.worker.rollout': { strategy: 'rolling', maxUnavailable: 0, maxSurge: 0 } },
    path: 'services.worker.rollout',
    problem: 'no instance could ever be replaced',
    remedy: 'maxSurge: 1',
  },
  {
    rule: 'redisSurvivesNode',
    in: crm,
    change: { 'redis.nodes': 1 },
    path: 'redis.nodes',
    problem: 'production has 1 Redis node',
    remedy: '3 or 5',
  },
  {
    rule: 'redisSurvivesNode',
    in: 'omnicrm-staging',
    change: { 'redis.failover.minReplicasToWrite': 3 },
    path: 'redis.failover.minReplicasToWrite',
    problem: 'refuse every write',
    remedy: 'at most 2',
  },
  {
    rule: 'nodeGroupsCarryEverything',
    in: crm,
    change: { 'cluster.nodeGroups.stateful.capacity': 'spot' },
    path: 'cluster.nodeGroups.stateful.capacity',
    problem: 'take a spot node back',
    remedy: 'on-demand',
  },
  {
    rule: 'nodeGroupsCarryEverything',
    in: crm,
    change: { 'redis.nodes': 5, 'cluster.nodeGroups.stateful.maxNodes': 4 },
    path: 'cluster.nodeGroups',
    problem: '5 Redis nodes',
    remedy: 'at least 5',
  },
  {
    rule: 'nodeGroupsCarryEverything',
    in: crm,
    change: { 'cluster.nodeGroups.general.minNodes': 20 },
    path: 'cluster.nodeGroups.general.minNodes',
    problem: 'above maxNodes 12',
    remedy: 'at most 12',
  },
  {
    rule: 'nodeGroupsCarryEverything',
    in: crm,
    change: { 'cluster.nodeGroups.general.minNodes': 1 },
    path: 'cluster.nodeGroups',
    problem: '1 nodes with purpose "general"',
    remedy: 'at least 2',
  },
  {
    rule: 'productionHasNoQuietHours',
    in: crm,
    change: { 'alerts.quietHours': { enabled: true, from: '18:00', to: '08:00', timeZone: 'Europe/Berlin', severities: ['P3'] } },
    path: 'alerts.quietHours',
    problem: 'held back',
    remedy: 'P3',
  },
  {
    rule: 'productionMonitoringIsRedundant',
    in: crm,
    change: { 'observability.alertmanager.replicas': 1 },
    path: 'observability.alertmanager.replicas',
    problem: '1 of alertmanager',
    remedy: 'at least 3',
  },
  {
    rule: 'deletionProtectionIsOn',
    in: crm,
    change: { deletionProtection: { enabled: false, reason: 'the database moves to another account' } },
    path: 'deletionProtection.expiresOn',
    problem: 'unlimited time',
    remedy: '{ enabled: true }',
  },
  {
    rule: 'regionsAreAllowed',
    in: crm,
    change: { 'account.recoveryRegion': 'us-east-1' },
    path: 'account.recoveryRegion',
    problem: 'us-east-1 is not an allowed region',
    remedy: 'eu-central-1, eu-west-1',
  },
  {
    rule: 'regionsAreAllowed',
    in: crm,
    change: { 'account.recoveryRegion': 'eu-central-1' },
    path: 'account.recoveryRegion',
    problem: 'would lose the copies too',
    remedy: 'another region',
  },
  {
    rule: 'partitionFitsRegion',
    in: crm,
    change: { 'account.partition': 'aws-cn' },
    path: 'account.partition',
    problem: 'not in the partition aws-cn',
    remedy: '"aws"',
  },
  {
    rule: 'vpcRangeIsUsable',
    in: crm,
    change: { 'network.cidr': '10.30.0.0/20' },
    path: 'network.cidr',
    problem: '4096 addresses',
    remedy: '/16',
  },
  {
    rule: 'vpcRangeIsUsable',
    in: crm,
    change: { 'network.cidr': '10.30.1.0/16' },
    path: 'network.cidr',
    problem: 'does not start',
    remedy: '10.30.0.0/16',
  },
  {
    rule: 'vpcRangeIsUsable',
    in: crm,
    change: { 'network.cidr': '203.0.0.0/16' },
    path: 'network.cidr',
    problem: 'not a private range',
    remedy: '10.0.0.0/8',
  },
  {
    rule: 'exposureIsConsistent',
    in: 'execora-staging',
    change: { 'edge.allowedCidrs': [] },
    path: 'edge.allowedCidrs',
    problem: 'nobody may call it',
    remedy: 'VPN',
  },
  {
    rule: 'exposureIsConsistent',
    in: 'execora-staging',
    change: { 'edge.allowedCidrs': ['0.0.0.0/0'] },
    path: 'edge.allowedCidrs.0',
    problem: 'means everybody',
    remedy: 'VPN',
  },
  {
    rule: 'exposureIsConsistent',
    in: crm,
    change: { 'edge.allowedCidrs': ['10.200.0.0/16'] },
    path: 'edge.allowedCidrs',
    problem: 'would be ignored',
    remedy: 'exposure "internal"',
  },
  {
    rule: 'exposureIsConsistent',
    in: 'execora-staging',
    change: { 'edge.uptimeCheck': { enabled: true, path: '/health', intervalSeconds: 30 } },
    path: 'edge.uptimeCheck',
    problem: 'can not reach an internal load balancer',
    remedy: 'enabled: false',
  },
  {
    rule: 'exposureIsConsistent',
    in: 'execora-staging',
    change: { 'edge.cdn': { enabled: true, cachedPaths: ['/static/*'] } },
    path: 'edge.cdn',
    problem: 'CloudFront can not reach',
    remedy: 'enabled: false',
  },
  {
    rule: 'administrationIsRestricted',
    in: crm,
    change: { 'edge.admin.allowedCidrs': [] },
    path: 'edge.admin.allowedCidrs',
    problem: 'nobody may reach /admin/*',
    remedy: 'name the ranges',
  },
  {
    rule: 'administrationIsRestricted',
    in: crm,
    change: { 'edge.admin.allowedCidrs': ['203.0.113.0/24', '0.0.0.0/0'] },
    path: 'edge.admin.allowedCidrs.1',
    problem: 'to everybody',
    remedy: 'VPN',
  },
  {
    rule: 'administrationIsRestricted',
    in: 'omnicrm-development',
    change: { 'cluster.publicAccessCidrs': ['0.0.0.0/0'] },
    path: 'cluster.publicAccessCidrs.0',
    problem: 'opens the Kubernetes API to everybody',
    remedy: 'empty list',
  },
  {
    rule: 'productionBlocksAttacks',
    in: crm,
    change: { 'edge.managedRules': 'count' },
    path: 'edge.managedRules',
    problem: 'only counts',
    remedy: '"block"',
  },
  {
    rule: 'corsOriginsAreNamed',
    in: crm,
    change: { 'edge.cors.allowedOrigins': ['*'] },
    path: 'edge.cors.allowedOrigins.0',
    problem: 'any site',
    remedy: 'https://real-estate-crm.example.com',
  },
  {
    rule: 'corsOriginsAreNamed',
    in: crm,
    change: { 'edge.cors.allowedOrigins': ['https://a.example.com/'] },
    path: 'edge.cors.allowedOrigins.0',
    problem: 'not an origin',
    remedy: 'without a path',
  },
  {
    rule: 'corsOriginsAreNamed',
    in: crm,
    change: { 'edge.cors.allowedOrigins': ['http://a.example.com'] },
    path: 'edge.cors.allowedOrigins.0',
    problem: 'not encrypted',
    remedy: 'https://a.example.com',
  },
  {
    rule: 'regulatedSystemsAreTight',
    in: crm,
    change: { compliance: ['gdpr', 'hipaa'] },
    path: 'retention.auditDays',
    problem: 'under hipaa',
    remedy: 'at least 2190',
  },
  {
    rule: 'regulatedSystemsAreTight',
    in: 'omnicrm-development',
    change: { compliance: ['pci-dss'] },
    path: 'network.flowLogs.traffic',
    problem: 'under pci-dss',
    remedy: '"ALL"',
  },
  {
    rule: 'regulatedSystemsAreTight',
    in: crm,
    change: { compliance: ['pci-dss'] },
    path: 'cluster.publicAccessCidrs',
    problem: 'reached from outside',
    remedy: '[]',
  },
  {
    rule: 'poolsFitDatabase',
    in: crm,
    change: {
      'services.api.database.poolSize': 20,
      'services.api.rollout.maxSurge': 0,
      'services.worker.database': { access: 'none' },
    },
    path: 'services.api.database.poolSize',
    problem: '20 connections × 10 instances of api = 200; together 200, but the budget of 100 leaves 90 after 10 reserved',
    remedy:
      'use at most 9 for each instance, run fewer instances, raise database.connections.budget to 210 or enable database.proxy',
  },
  {
    rule: 'poolsFitDatabase',
    in: crm,
    change: { 'services.api.scaling.maxInstances': 120 },
    path: 'database.connections',
    problem: 'not one for each instance',
    remedy: 'run fewer instances',
  },
  {
    rule: 'poolsFitDatabase',
    in: crm,
    change: { 'database.connections.reserved': 100 },
    path: 'database.connections.reserved',
    problem: 'leaves none',
    remedy: 'reserve fewer',
  },
  {
    rule: 'poolsHoldTheirMinimum',
    in: crm,
    change: { 'database.pool.minPerInstance': 6 },
    path: 'database.pool.minPerInstance',
    problem: 'gets 5 connections and should keep 6 open',
    remedy: 'at most 5',
  },
  {
    rule: 'poolsHoldTheirMinimum',
    in: crm,
    change: { 'database.pool.minPerInstance': 21 },
    path: 'database.pool.minPerInstance',
    problem: 'at most 20',
    remedy: 'at most 20',
  },
  {
    rule: 'proxyLeavesReserve',
    in: 'omnicrm-production',
    change: { 'database.proxy.maxConnectionsPercent': 95 },
    path: 'database.proxy.maxConnectionsPercent',
    problem: '95 of 100 connections',
    remedy: 'at most 90',
  },
  {
    rule: 'redisConnectionsFit',
    in: crm,
    change: { 'services.api.redis.session.connections': 3 },
    path: 'redis.instances.session.connectionBudget',
    problem: '3 × 11 instances of api = 33, 1 × 5 instances of worker = 5; together 38, but the budget is 30',
    remedy: 'raise it to 38',
  },
  {
    rule: 'queuesAreNeverEvicted',
    in: 'omnicrm-production',
    change: { 'redis.instances.queue.evictionPolicy': 'allkeys-lru' },
    path: 'redis.instances.queue.evictionPolicy',
    problem: 'drops jobs',
    remedy: 'noeviction',
  },
  {
    rule: 'queuesAreNeverEvicted',
    in: crm,
    change: { 'redis.instances.cache.evictionPolicy': 'noeviction' },
    path: 'redis.instances.cache.evictionPolicy',
    problem: 'refuse every write',
    remedy: 'allkeys-lru',
  },
  {
    rule: 'redisVolumesAreLargeEnough',
    in: crm,
    change: { 'redis.instances.cache.maxMemoryMiB': 4096 },
    path: 'redis.instances.cache.storageGiB',
    problem: '5 GiB can not hold',
    remedy: 'at least 8',
  },
  {
    rule: 'boundsAreOrdered',
    in: crm,
    change: { 'services.api.scaling.minInstances': 11 },
    path: 'services.api.scaling.minInstances',
    problem: 'above maxInstances 10',
    remedy: 'at most 10',
  },
  {
    rule: 'boundsAreOrdered',
    in: 'execora-production',
    change: { 'services.scheduler.scaling.instances': 2 },
    path: 'services.scheduler.scaling.instances',
    problem: 'a singleton can not have 2',
    remedy: 'use 1',
  },
  {
    rule: 'boundsAreOrdered',
    in: crm,
    change: { 'services.api.resources.memoryLimitMiB': 128 },
    path: 'services.api.resources.memoryLimitMiB',
    problem: 'below the request of 256',
    remedy: 'at least 256',
  },
  {
    rule: 'boundsAreOrdered',
    in: crm,
    change: { 'services.api.resources.cpuLimitMillicores': 100 },
    path: 'services.api.resources.cpuLimitMillicores',
    problem: 'below the request of 250',
    remedy: 'at least 250',
  },
  {
    rule: 'storageCanGrow',
    in: crm,
    change: { 'database.storage.maxAllocatedGiB': 105 },
    path: 'database.storage.maxAllocatedGiB',
    problem: 'no room above the 100 GiB',
    remedy: 'at least 110',
  },
  {
    rule: 'checksHaveTime',
    in: crm,
    change: { 'services.api.probes.timeoutSeconds': 31 },
    path: 'services.api.probes.timeoutSeconds',
    problem: 'may take 31 s',
    remedy: 'at most 30',
  },
  {
    rule: 'checksHaveTime',
    in: crm,
    change: { 'services.worker.probes.startupSeconds': 10 },
    path: 'services.worker.probes.startupSeconds',
    problem: 'less than one period of 30 s',
    remedy: 'at least 30',
  },
  {
    rule: 'checksHaveTime',
    in: crm,
    change: { 'services.api.loadBalancing.timeoutSeconds': 30 },
    path: 'services.api.loadBalancing.timeoutSeconds',
    problem: 'every 30 s',
    remedy: 'at most 29',
  },
  {
    rule: 'shutdownIsGraceful',
    in: crm,
    change: { 'services.api.shutdown.drainSeconds': 0 },
    path: 'services.api.shutdown.drainSeconds',
    problem: '0 s are given',
    remedy: 'at least 5',
  },
  {
    rule: 'shutdownIsGraceful',
    in: crm,
    change: { 'services.worker.shutdown.gracePeriodSeconds': 10 },
    path: 'services.worker.shutdown.gracePeriodSeconds',
    problem: 'cut off after 10 s',
    remedy: 'at least 30',
  },
  {
    rule: 'webSocketsFitCapacity',
    in: 'crm-vision-production',
    change: { 'capacity.webSocketConnections': 100 },
    path: 'capacity.webSocketConnections',
    problem: 'sized for 100 WebSockets, and the services for 0',
    remedy: 'use 0',
  },
  {
    rule: 'webSocketsFitCapacity',
    in: crm,
    change: { 'edge.idleTimeoutSeconds': 60 },
    path: 'edge.idleTimeoutSeconds',
    problem: 'silent for 60 s',
    remedy: 'more than 60',
  },
  {
    rule: 'usedSecretsAreDeclared',
    in: crm,
    change: { 'services.api.secrets.STRIPE_KEY': { secret: 'stripe', key: 'STRIPE_KEY' } },
    path: 'services.api.secrets.STRIPE_KEY',
    problem: 'no secret "stripe"',
    remedy: 'declare it in secrets',
  },
  {
    rule: 'usedSecretsAreDeclared',
    in: crm,
    change: { 'alerts.channels.on-call.routingKey.key': 'PAGERDUTY_KEY' },
    path: 'alerts.channels.on-call.routingKey',
    problem: 'no key "PAGERDUTY_KEY"',
    remedy: 'PAGERDUTY_ROUTING_KEY',
  },
  {
    rule: 'declaredSecretsAreUsed',
    in: 'omnicrm-production',
    change: { 'secrets.google.keys.GOOGLE_MAPS_KEY': { description: 'maps of Google', minCharacters: 30 } },
    path: 'secrets.google.keys.GOOGLE_MAPS_KEY',
    problem: 'nothing uses the key',
    remedy: "secrets: { GOOGLE_MAPS_KEY: { secret: 'google', key: 'GOOGLE_MAPS_KEY' } }",
  },
  {
    rule: 'usedResourcesAreDeclared',
    in: crm,
    change: { 'services.api.redis.queue': { connections: 1 } },
    path: 'services.api.redis.queue',
    problem: 'no Redis instance "queue"',
    remedy: 'cache, session',
  },
  {
    rule: 'usedResourcesAreDeclared',
    in: 'execora-production',
    change: { 'services.api.buckets.avatars': 'read' },
    path: 'services.api.buckets.avatars',
    problem: 'no bucket "avatars"',
    remedy: 'uploads, media',
  },
  {
    rule: 'usedResourcesAreDeclared',
    in: crm,
    change: { 'services.worker.externalServices': ['whatsapp', 'smtp', 'twilio'] },
    path: 'services.worker.externalServices.2',
    problem: 'no external service "twilio"',
    remedy: 'whatsapp, smtp',
  },
  {
    rule: 'declaredResourcesAreUsed',
    in: crm,
    change: { 'externalServices.twilio': { description: 'text messages', hosts: ['api.twilio.com'], ports: [443] } },
    path: 'externalServices.twilio',
    problem: 'no service uses it',
    remedy: 'remove it',
  },
  {
    rule: 'declaredResourcesAreUsed',
    in: 'execora-production',
    change: { 'services.api.buckets.media': undefined, 'services.worker.buckets.media': undefined },
    path: 'storage.buckets.media',
    problem: 'no service uses it',
    remedy: 'buckets of a service',
  },
  {
    rule: 'commandsRunInServices',
    in: crm,
    change: { 'migration.service': 'backend' },
    path: 'migration.service',
    problem: 'no service "backend"',
    remedy: 'api, worker',
  },
  {
    rule: 'commandsRunInServices',
    in: 'crm-vision-production',
    change: { 'migration.service': 'frontend' },
    path: 'migration.service',
    problem: 'frontend has no access to the database',
    remedy: 'access: "application"',
  },
  {
    rule: 'commandsRunInServices',
    in: 'omnicrm-production',
    change: { 'dataLifecycle.raw-events.service': 'worker-ai' },
    path: 'dataLifecycle.raw-events.service',
    problem: 'nowhere to put an archive',
    remedy: 'services.worker-ai.buckets',
  },
  {
    rule: 'commandsRunInServices',
    in: crm,
    change: {
      'schedules.digest': {
        description: 'sends the daily digest',
        service: 'mailer',
        command: ['x'],
        schedule: '0 6 * * *',
        timeoutSeconds: 60,
      },
    },
    path: 'schedules.digest.service',
    problem: 'no service "mailer"',
    remedy: 'api, worker',
  },
  {
    rule: 'routesAreUnique',
    in: 'crm-vision-production',
    change: { 'services.backend.routes': [{ priority: 200, paths: ['/api/*'] }] },
    path: 'services.backend.routes.0.priority',
    problem: 'frontend has a route with priority 200 too',
    remedy: 'e.g. 300',
  },
  {
    rule: 'routesAreUnique',
    in: 'crm-vision-production',
    change: { 'services.backend.routes': [{ priority: 300, paths: ['/*'] }] },
    path: 'services.backend.routes.0.paths',
    problem: '/* is routed already',
    remedy: 'once',
  },
  {
    rule: 'healthIsNeverCached',
    in: 'crm-vision-production',
    change: { 'edge.cdn.cachedPaths': ['/health*'] },
    path: 'edge.cdn.cachedPaths.0',
    problem: '/health* would cache /health, /health/live',
    remedy: '/_next/static/*',
  },
  {
    rule: 'alertsReachSomebody',
    in: crm,
    change: { 'alerts.severities.P1.channels': ['pager'] },
    path: 'alerts.severities.P1.channels.0',
    problem: 'no channel "pager"',
    remedy: 'on-call, team-chat',
  },
  {
    rule: 'alertsReachSomebody',
    in: crm,
    change: { 'alerts.severities.P0.responseMinutes': 90 },
    path: 'alerts.severities.P1.responseMinutes',
    problem: 'sooner than P0, which is worse',
    remedy: 'at least 90',
  },
  {
    rule: 'alertsReachSomebody',
    in: crm,
    change: { 'alerts.severities.P0.responseMinutes': 30 },
    path: 'alerts.severities.P0.responseMinutes',
    problem: 'answered after 30 minutes',
    remedy: 'at most 15',
  },
  {
    rule: 'alertsReachSomebody',
    in: crm,
    change: { 'alerts.channels.nobody': { kind: 'email', addresses: ['nobody@example.com'] } },
    path: 'alerts.channels.nobody',
    problem: 'no severity uses the channel',
    remedy: 'alerts.severities',
  },
  {
    rule: 'waiversAreNarrow',
    in: crm,
    change: { waivers: [{ policy: 'S3-ENCRYPTION', path: '*', reason: 'we do not want to encrypt anything' }] },
    path: 'waivers.0.path',
    problem: 'many constructs',
    remedy: 'one construct',
  },
  {
    rule: 'imagesAreImmutable',
    in: crm,
    change: { 'services.api.image.reference': 'latest' },
    path: 'services.api.image.reference',
    problem: '"latest" may mean another image tomorrow',
    remedy: 'version',
  },
  {
    rule: 'imagesAreImmutable',
    in: 'omnicrm-staging',
    change: { 'services.web.image.reference': 'develop' },
    path: 'services.web.image.reference',
    problem: '"develop"',
    remedy: 'digest',
  },
  {
    rule: 'variablesAreSound',
    in: 'crm-vision-development',
    change: { 'services.backend.variables.SMTP_HOST': 'localhost' },
    path: 'services.backend.variables.SMTP_HOST',
    problem: 'the instance itself',
    remedy: 'loopback',
  },
  {
    rule: 'variablesAreSound',
    in: crm,
    change: { 'services.api.variables.SMTP_PORT': '70000' },
    path: 'services.api.variables.SMTP_PORT',
    problem: '"70000" is not a port',
    remedy: '65535',
  },
  {
    rule: 'variablesAreSound',
    in: crm,
    change: { 'variables.PARTNER_URL': 'partner.example.com' },
    path: 'variables.PARTNER_URL',
    problem: 'not a URL',
    remedy: 'https://',
  },
  {
    rule: 'variablesAreSound',
    in: crm,
    change: { 'variables.PARTNER_URL': 'https://user:hunter2@partner.example.com' },
    path: 'variables.PARTNER_URL',
    problem: 'holds a password',
    remedy: 'secret',
  },
  {
    rule: 'variablesAreSound',
    in: crm,
    change: { 'services.api.variables.STRIPE_API_KEY': 'sk_live_1' },
    path: 'services.api.variables.STRIPE_API_KEY',
    problem: 'looks like a credential',
    remedy: 'under secrets',
  },
  {
    rule: 'variablesAreSound',
    in: crm,
    change: { 'services.api.variables.SMTP_USER': 'mailer' },
    path: 'services.api.variables.SMTP_USER',
    problem: 'secret of the same name',
    remedy: 'keep one',
  },
  {
    rule: 'keysAreStrong',
    in: crm,
    change: { 'secrets.application.keys.JWT_SECRET.characters': 32 },
    path: 'secrets.application.keys.JWT_SECRET.characters',
    problem: '32 characters are too few',
    remedy: 'at least 64',
  },
  {
    rule: 'keysAreStrong',
    in: 'omnicrm-production',
    change: { 'secrets.application.keys.APP_ENCRYPTION_KEY.characters': 16 },
    path: 'secrets.application.keys.APP_ENCRYPTION_KEY.characters',
    problem: '16 characters',
    remedy: 'at least 32',
  },
  {
    rule: 'objectivesAreMeasurable',
    in: crm,
    change: { 'slo.errorRate.warnPercent': 1 },
    path: 'slo.errorRate.warnPercent',
    problem: 'does not come before the page',
    remedy: 'less than 1',
  },
  {
    rule: 'objectivesAreMeasurable',
    in: crm,
    change: { 'retention.metricDays': 15 },
    path: 'slo.availability.windowDays',
    problem: 'metrics are kept for 15',
    remedy: 'retention.metricDays to 30',
  },
  {
    rule: 'objectivesAreMeasurable',
    in: crm,
    change: { 'slo.latency.thresholdMilliseconds': 300 },
    path: 'slo.latency.baselineMilliseconds',
    problem: '350 ms are above',
    remedy: 'objective',
  },
  {
    rule: 'retentionIsOrdered',
    in: crm,
    change: { 'retention.logDays': 731 },
    path: 'retention.auditDays',
    problem: 'logs for 731',
    remedy: 'at least 731',
  },
  {
    rule: 'retentionIsOrdered',
    in: 'omnicrm-production',
    change: { 'storage.buckets.export.archiveAfterDays': 30 },
    path: 'storage.buckets.export.archiveAfterDays',
    problem: 'before they would be archived',
    remedy: 'less than 7',
  },
  {
    rule: 'retentionIsOrdered',
    in: 'omnicrm-production',
    change: { 'storage.buckets.export.noncurrentVersionDays': 30 },
    path: 'storage.buckets.export.noncurrentVersionDays',
    problem: 'longer than the 7 days',
    remedy: 'at most 7',
  },
  {
    rule: 'productionHasReviewers',
    in: crm,
    change: { 'delivery.reviewers': 1 },
    path: 'delivery.reviewers',
    problem: 'approval of 1',
    remedy: 'at least 2',
  },
  {
    rule: 'bucketNamesFit',
    in: 'real-estate-crm-development',
    change: {
      system: 'real-estate-crm-europe',
      'storage.buckets.customer-documents': {
        purpose: 'documents of customers',
        classification: 'internal',
        noncurrentVersionDays: 1,
        browserUploads: false,
      },
    },
    path: 'storage.buckets.customer-documents',
    problem: 'real-estate-crm-europe-development-customer-documents-111111111111, which has 66 characters',
    remedy: '3 shorter',
  },
  {
    rule: 'productionBackupsAreComplete',
    in: crm,
    change: { 'database.backup.retentionDays': 7 },
    path: 'database.backup.retentionDays',
    problem: '7 days in time',
    remedy: '30 to 35',
  },
  {
    rule: 'productionBackupsAreComplete',
    in: crm,
    change: { 'recovery.vaultLock': { enabled: false, reason: 'we want to be able to delete backups' } },
    path: 'recovery.vaultLock',
    problem: 'off in production',
    remedy: 'enabled: true',
  },
  {
    rule: 'productionBackupsAreComplete',
    in: crm,
    change: { 'recovery.restoreTest': { enabled: false, reason: 'restore tests are too expensive' } },
    path: 'recovery.restoreTest',
    problem: 'can be restored',
    remedy: 'enabled: true',
  },
  {
    rule: 'productionBackupsAreComplete',
    in: crm,
    change: { 'recovery.logicalDumps': { enabled: false, reason: 'snapshots are enough for us today' } },
    path: 'recovery.logicalDumps',
    problem: 'outside AWS',
    remedy: 'enabled: true',
  },
  {
    rule: 'plansRunAsOftenAsTheySay',
    in: 'execora-development',
    change: { 'recovery.plans.daily.schedule': '0 2 * * 1' },
    path: 'recovery.plans.daily.schedule',
    problem: '7 days pass',
    remedy: 'at least every 24 hours',
  },
  {
    rule: 'backupAgesAreDue',
    in: crm,
    change: { 'redis.backup.maxAgeHours': 24 },
    path: 'redis.backup.maxAgeHours',
    problem: 'makes a backup every 24',
    remedy: 'e.g. 26',
  },
  {
    rule: 'planRetentionsAreOrdered',
    in: crm,
    change: { 'recovery.plans.weekly.retentionDays': 29 },
    path: 'recovery.plans.weekly.retentionDays',
    problem: 'weekly backups are kept for 29 days, daily ones for 30',
    remedy: 'at least 30',
  },
  {
    rule: 'planRetentionsAreOrdered',
    in: crm,
    change: { 'recovery.plans.weekly.coldStorageAfterDays': 30 },
    path: 'recovery.plans.weekly.retentionDays',
    problem: 'cold storage after 30 days',
    remedy: 'at least 120',
  },
  {
    rule: 'vaultLockFitsPlans',
    in: crm,
    change: { 'recovery.plans.monthly.retentionDays': 400 },
    path: 'recovery.plans.monthly.retentionDays',
    problem: 'accepts 30 to 365',
    remedy: 'maxRetentionDays',
  },
  {
    rule: 'vaultLockFitsPlans',
    in: crm,
    change: { 'recovery.vaultLock.minRetentionDays': 400 },
    path: 'recovery.vaultLock.minRetentionDays',
    problem: 'more than maxRetentionDays',
    remedy: 'at most 365',
  },
  {
    rule: 'backupWindowsAreApart',
    in: crm,
    change: { 'database.backup.window': '05:00-06:00' },
    path: 'database.backup.window',
    problem: 'meets the maintenance window',
    remedy: 'apart',
  },
  {
    rule: 'backupWindowsAreApart',
    in: crm,
    change: { 'database.backup.window': '01:45-02:30' },
    path: 'recovery.plans.daily.schedule',
    problem: 'snapshot window 01:45-02:30',
    remedy: 'an hour after',
  },
  {
    rule: 'backupWindowsAreApart',
    in: crm,
    change: { 'database.backup.window': '00:00-00:15' },
    path: 'database.backup.window',
    problem: 'shorter than half an hour',
    remedy: '30 minutes',
  },
  {
    rule: 'recoveryObjectivesAreReachable',
    in: 'execora-development',
    change: { 'recovery.objectives.availabilityZone.rpoMinutes': 1 },
    path: 'recovery.objectives.availabilityZone.rpoMinutes',
    problem: 'at most 1 minute of data may be lost, and what is configured loses up to 5 minutes',
    remedy: 'enable database.multiAz',
  },
  {
    rule: 'recoveryObjectivesAreReachable',
    in: crm,
    change: { 'recovery.objectives.corruption.rpoMinutes': 1 },
    path: 'recovery.objectives.corruption.rpoMinutes',
    problem: 'loses up to 5 minutes',
    remedy: 'use at least 5',
  },
  {
    rule: 'recoveryObjectivesAreReachable',
    in: 'real-estate-crm-staging',
    change: { 'recovery.objectives.region.rpoMinutes': 1440 },
    path: 'recovery.objectives.region.rpoMinutes',
    problem: 'loses up to 7 days',
    remedy: 'use at least 10080',
  },
  {
    rule: 'recoveryObjectivesAreReachable',
    in: 'omnicrm-development',
    change: { 'recovery.logicalDumps': { enabled: false, reason: 'the vendor makes backups of its own' } },
    path: 'recovery.objectives.corruption.rpoMinutes',
    problem: 'no backup is made for this case',
    remedy: 'recovery.logicalDumps',
  },
  {
    rule: 'recoveryObjectivesAreReachable',
    in: crm,
    change: { 'recovery.objectives.region.rtoMinutes': 5 },
    path: 'recovery.objectives.region.rtoMinutes',
    problem: 'takes about 60 minutes',
    remedy: 'at least 60',
  },
]

const fleetMistakes: readonly Mistake[] = [
  {
    rule: 'rangesDoNotOverlap',
    in: 'execora-staging',
    change: { 'network.cidr': '10.20.0.0/17' },
    path: 'network.cidr',
    problem: '10.20.0.0/17 overlaps 10.20.0.0/16 of real-estate-crm-staging',
    remedy: 'a range of its own',
  },
  {
    rule: 'rangesDoNotOverlap',
    in: 'execora-production',
    change: { 'network.cidr': '10.23.0.0/16' },
    path: 'network.cidr',
    problem: 'of execora-staging',
    remedy: 'a range of its own',
  },
  {
    rule: 'namesAreUnique',
    in: 'crm-vision-staging',
    change: { system: 'omnicrm' },
    path: '(deployment)',
    problem: 'are named omnicrm-staging',
    remedy: 'rename',
  },
  {
    rule: 'hostnamesAreUnique',
    in: 'omnicrm-staging',
    change: { 'edge.subdomain': '' },
    path: 'edge.subdomain',
    problem: 'omnicrm.app is also the host name of omnicrm-',
    remedy: '"',
  },
  {
    rule: 'sharedResourcesHaveAnOwner',
    in: 'omnicrm-staging',
    change: { 'account.sharedResourcesOwner': 'execora' },
    path: 'account.sharedResourcesOwner',
    problem: 'would both own',
    remedy: 'same system',
  },
  {
    rule: 'sharedResourcesHaveAnOwner',
    in: 'omnicrm-staging',
    change: { 'account.id': '444444444444' },
    path: 'account.sharedResourcesOwner',
    problem: 'real-estate-crm is not deployed in the account 444444444444',
    remedy: 'omnicrm',
  },
  {
    rule: 'productionHasItsOwnAccount',
    in: 'omnicrm-staging',
    change: { 'account.id': '333333333333' },
    path: 'account.id',
    problem: 'also the account of',
    remedy: 'no production',
  },
  {
    rule: 'environmentsHaveTheSameKeys',
    in: 'omnicrm-production',
    change: { 'services.web.variables.NEXT_PUBLIC_APP_URL': undefined },
    path: 'services.web.variables.NEXT_PUBLIC_APP_URL',
    problem: 'it is missing, and local, development, staging of omnicrm have it',
    remedy: 'add it',
  },
  {
    rule: 'environmentsHaveTheSameKeys',
    in: 'execora-staging',
    change: { 'services.scheduler': undefined },
    path: 'services.scheduler',
    problem: 'local, development, production of execora have it',
    remedy: 'add it',
  },
]

const title = ({ rule, path, in: name }: Mistake) => `${rule} finds ${path} of ${name}`

describe('rules about one deployment', () => {
  test.each(mistakes.map((mistake) => [title(mistake), mistake] as const))('%s', (_, mistake) => {
    const findings = deploymentRules[mistake.rule]?.(changed(mistake.in, mistake.change)) ?? []
    expect(findings).toContainEqual({
      path: mistake.path,
      problem: expect.stringContaining(mistake.problem),
      remedy: expect.stringContaining(mistake.remedy),
    })
  })

  test.each(Object.entries(deploymentRules))('%s is silent about every deployment and is shown to fire', (name, rule) => {
    expect(all.flatMap((candidate) => rule(candidate).map((finding) => ({ ...finding, deployment: nameOf(candidate) })))).toEqual(
      [],
    )
    expect(mistakes.map(({ rule: shown }) => shown)).toContain(name)
  })

  test('a release of the deletion protection is accepted with its last day', () => {
    const released = changed('crm-vision-development', {
      deletionProtection: { enabled: false, reason: 'the database moves to another account', expiresOn: '2027-03-31' },
    })
    expect(deletionProtectionIsOn(released)).toEqual([])
  })

  test('a proxy lifts the budget of the pools', () => {
    const omnicrm = changed('omnicrm-production', { 'services.web.database.poolSize': 20 })
    expect(deploymentRules.poolsFitDatabase?.(omnicrm)).toEqual([])
  })

  test('rules do not know environments or systems by name', () => {
    const renamed = changed('real-estate-crm-production', { system: 'another', environment: 'live', 'delivery.reviewers': 0 })
    expect(deploymentRules.productionHasReviewers?.(renamed)).toHaveLength(1)
  })

  test('loopback is allowed in the emulator only', () => {
    const change = { 'variables.PARTNER_URL': 'http://localhost:4566' }
    expect(deploymentRules.variablesAreSound?.(changed('execora-local', change))).toEqual([])
    expect(deploymentRules.variablesAreSound?.(changed('execora-development', change))).toHaveLength(1)
  })

  test.each(['v1.4.2', '1.4.2-rc.1', '0a1b2c3', `sha256:${'0'.repeat(64)}`, `sha-${'a'.repeat(40)}`])(
    '%s names an image',
    (reference) => {
      expect(
        deploymentRules.imagesAreImmutable?.(changed('omnicrm-production', { 'services.web.image.reference': reference })),
      ).toEqual([])
    },
  )

  test.each(['latest', 'main', 'develop', 'release', 'v1', 'feature-x', 'production'])(
    '%s does not name an image',
    (reference) => {
      expect(
        deploymentRules.imagesAreImmutable?.(changed('omnicrm-production', { 'services.web.image.reference': reference })),
      ).toHaveLength(1)
    },
  )
})

describe('rules across deployments', () => {
  test.each(fleetMistakes.map((mistake) => [title(mistake), mistake] as const))('%s', (_, mistake) => {
    const findings = fleetRules[mistake.rule]?.(fleetWith(mistake.in, mistake.change)) ?? []
    expect(findings).toContainEqual({
      deployment: expect.any(String),
      path: mistake.path,
      problem: expect.stringContaining(mistake.problem),
      remedy: expect.stringContaining(mistake.remedy),
    })
  })

  test.each(Object.entries(fleetRules))('%s is silent about the deployments and is shown to fire', (name, rule) => {
    expect(rule(all)).toEqual([])
    expect(fleetMistakes.map(({ rule: shown }) => shown)).toContain(name)
  })

  test('a missing service is one finding, not one for each of its variables', () => {
    const fleet = fleetWith('execora-staging', { 'services.scheduler': undefined })
    expect(fleetRules.environmentsHaveTheSameKeys?.(fleet)).toHaveLength(1)
  })

  test('an owner that is itself invalid is not reported as absent', () => {
    const others = all.filter(({ system }) => system !== 'real-estate-crm')
    const invalid = [{ system: 'real-estate-crm', environment: 'production' }]
    expect(fleetRules.sharedResourcesHaveAnOwner?.(others)).not.toEqual([])
    expect(fleetRules.sharedResourcesHaveAnOwner?.(others, invalid)).toEqual([])
  })
})

test('all deployments are of the four systems in the four environments', () => {
  expect(all).toHaveLength(16)
  expect(deployment('omnicrm-production').edge.domain).toBe('omnicrm.app')
})
