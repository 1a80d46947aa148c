import { mergeParts, type DeploymentPart, type EnvironmentPreset } from '../compose'
import { baseline, chatAlerts, httpBaseline, workerBaseline } from './baseline'

/** The smallest environment on AWS: one NAT gateway, one database instance, one Redis, spot nodes (R150). */
export const development: EnvironmentPreset = {
  environment: 'development',
  deployment: mergeParts<DeploymentPart>(baseline, chatAlerts, {
    criticality: 'development',
    target: { kind: 'aws' },
    // 3b: placeholder account.
    account: { id: '111111111111' },
    delivery: { trigger: { on: 'manual' }, reviewers: 0 },
    // Lowest tier of 003 L839, quoted for other hosting (C23).
    budget: { monthlyUsd: 150 },
    // 3b: sizes of everything below.
    capacity: { concurrentUsers: 20, requestsPerSecond: 5, webSocketConnections: 10 },
    network: {
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      natGateways: 'single',
      interfaceEndpoints: ['secretsmanager'],
      flowLogs: { retentionDays: 7, traffic: 'REJECT' },
    },
    edge: {
      subdomain: 'development',
      managedRules: 'count',
      accessLogs: { retentionDays: 7 },
    },
    cluster: {
      controlPlaneLogRetentionDays: 7,
      nodeGroups: {
        general: {
          instanceTypes: ['t3.large', 't3a.large'],
          capacity: 'spot',
          minNodes: 1,
          maxNodes: 3,
          diskGiB: 30,
          purpose: 'general',
        },
        stateful: {
          instanceTypes: ['t3.large', 't3a.large'],
          capacity: 'on-demand',
          minNodes: 1,
          maxNodes: 2,
          diskGiB: 30,
          purpose: 'stateful',
        },
      },
    },
    database: {
      provider: 'rds',
      connections: { budget: 50, reserved: 5 },
      instanceClass: 'db.t4g.small',
      storage: { allocatedGiB: 20, maxAllocatedGiB: 50 },
      multiAz: {
        enabled: false,
        reason: 'development tolerates an outage of its Availability Zone, a standby doubles the cost (R150)',
      },
      replicas: {},
      backup: { retentionDays: 7 },
      performanceInsights: { retentionDays: 7 },
      enhancedMonitoringSeconds: 60,
      logs: { retentionDays: 7 },
      alarms: { freeMemoryMiB: 128 },
    },
    redis: { nodes: 1, failover: { minReplicasToWrite: 0 }, backup: { retentionDays: 7 } },
    variables: { APP_ENV: 'development' },
    retention: { logDays: 7, metricDays: 7, traceDays: 1, auditDays: 90 },
    observability: {
      prometheus: { replicas: 1, storageGiB: 20 },
      loki: { replicas: 1 },
      traces: { samplePercent: 100 },
      logLevel: 'debug',
    },
    slo: { availability: { targetPercent: 95 } },
    recovery: {
      objectives: {
        instance: { rpoMinutes: 5, rtoMinutes: 60 },
        availabilityZone: { rpoMinutes: 5, rtoMinutes: 240 },
        corruption: { rpoMinutes: 5, rtoMinutes: 240 },
        region: { rpoMinutes: 10_080, rtoMinutes: 10_080 },
      },
      retentionDays: 7,
      plans: {
        daily: { retentionDays: 7, copyToRecoveryRegion: false },
        weekly: { retentionDays: 14, copyToRecoveryRegion: true },
        monthly: { retentionDays: 30, copyToRecoveryRegion: false },
      },
      replicateToRecoveryRegion: {
        enabled: false,
        reason: 'development holds no data that could not be generated again, the weekly copy is enough',
      },
      vaultLock: { enabled: false, reason: 'development is created and destroyed often, and a locked vault outlives its stack' },
      restoreTest: { enabled: false, reason: 'the restore test runs in staging and production on backups of the same kind' },
      logicalDumps: { enabled: true, schedule: '0 3 * * *', retentionDays: 7 },
    },
  }),
  services: {
    http: {
      ...httpBaseline,
      // Images of development follow the branch (C19).
      image: { reference: 'main' },
      zoneSpread: 'preferred',
      resources: { cpuRequestMillicores: 100, cpuLimitMillicores: 1000, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      scaling: { kind: 'fixed', instances: 1, singleton: false },
      rollout: { strategy: 'rolling', maxUnavailable: 0, maxSurge: 1 },
    },
    worker: {
      ...workerBaseline,
      image: { reference: 'main' },
      zoneSpread: 'preferred',
      resources: { cpuRequestMillicores: 50, cpuLimitMillicores: 500, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      scaling: { kind: 'fixed', instances: 1, singleton: false },
      rollout: { strategy: 'rolling', maxUnavailable: 0, maxSurge: 1 },
    },
  },
  cidrs: {
    'real-estate-crm': '10.10.0.0/16',
    'crm-vision': '10.11.0.0/16',
    omnicrm: '10.12.0.0/16',
    execora: '10.13.0.0/16',
  },
}
