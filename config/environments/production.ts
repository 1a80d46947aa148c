import { mergeParts, type DeploymentPart, type EnvironmentPreset } from '../compose'
import { baseline, httpBaseline, onCallAlerts, workerBaseline } from './baseline'

/** The topology the reports ask for: three Availability Zones, everything redundant, every protection on. */
export const production: EnvironmentPreset = {
  environment: 'production',
  deployment: mergeParts<DeploymentPart>(baseline, onCallAlerts, {
    criticality: 'production',
    target: { kind: 'aws' },
    // 3b: placeholder account.
    account: { id: '333333333333' },
    delivery: { trigger: { on: 'tag', pattern: 'v*.*.*' }, reviewers: 2 },
    // Upper tier of 003 L851, quoted for other hosting (C23): compare it with the cost estimate of the review.
    budget: { monthlyUsd: 1200 },
    capacity: { concurrentUsers: 1000, requestsPerSecond: 100, webSocketConnections: 500 },
    network: {
      availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
      natGateways: 'one-per-availability-zone',
      interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'sts'],
      // 3b: days of every log below; 30 for what explains an incident, 365 for the audit trail (C33).
      flowLogs: { retentionDays: 90, traffic: 'ALL' },
    },
    edge: {
      subdomain: '',
      managedRules: 'block',
      accessLogs: { retentionDays: 90 },
    },
    // 3b: node, database and Redis classes and sizes here and below, for the envelope of R18 with room for one lost zone.
    cluster: {
      controlPlaneLogRetentionDays: 90,
      nodeGroups: {
        general: {
          instanceTypes: ['m7i.large', 'm6i.large'],
          capacity: 'on-demand',
          minNodes: 3,
          maxNodes: 12,
          diskGiB: 50,
          purpose: 'general',
        },
        stateful: {
          instanceTypes: ['m7i.large', 'm6i.large'],
          capacity: 'on-demand',
          minNodes: 3,
          maxNodes: 6,
          diskGiB: 50,
          purpose: 'stateful',
        },
      },
    },
    database: {
      provider: 'rds',
      connections: { budget: 100, reserved: 10 },
      instanceClass: 'db.m7g.large',
      storage: { allocatedGiB: 100, maxAllocatedGiB: 500 },
      multiAz: { enabled: true },
      replicas: { reader: { availabilityZone: 'eu-central-1c' } },
      backup: { retentionDays: 35 },
      performanceInsights: { retentionDays: 31 },
      enhancedMonitoringSeconds: 60,
      logs: { retentionDays: 30 },
      alarms: { freeMemoryMiB: 1024 },
    },
    redis: { nodes: 3, failover: { minReplicasToWrite: 1 }, backup: { retentionDays: 30 } },
    variables: { APP_ENV: 'production' },
    retention: { logDays: 30, metricDays: 30, traceDays: 7, auditDays: 365 },
    observability: {
      prometheus: { replicas: 2, storageGiB: 100 },
      alertmanager: { replicas: 3 },
      loki: { replicas: 3 },
      traces: { samplePercent: 10 },
      logLevel: 'info',
    },
    slo: { availability: { targetPercent: 99.9 } },
    recovery: {
      // C1 and C2. 3b: the time to rebuild in the other region.
      objectives: {
        instance: { rpoMinutes: 1, rtoMinutes: 5 },
        availabilityZone: { rpoMinutes: 1, rtoMinutes: 5 },
        corruption: { rpoMinutes: 5, rtoMinutes: 60 },
        region: { rpoMinutes: 1440, rtoMinutes: 240 },
      },
      retentionDays: 30,
      plans: {
        daily: { retentionDays: 30, copyToRecoveryRegion: true },
        weekly: { retentionDays: 90, copyToRecoveryRegion: true },
        monthly: { retentionDays: 365, copyToRecoveryRegion: true },
      },
      replicateToRecoveryRegion: { enabled: true },
      // Governance, because compliance can not be undone by anybody: turn it on when the retention has proved right.
      vaultLock: { enabled: true, mode: 'governance', minRetentionDays: 30, maxRetentionDays: 365 },
      restoreTest: { enabled: true, schedule: '0 10 1 * *', validationMinutes: 120 },
      logicalDumps: { enabled: true, schedule: '0 3 * * *', retentionDays: 30 },
    },
  }),
  services: {
    http: {
      ...httpBaseline,
      zoneSpread: 'required',
      // From the baseline of 200 MB and 5 % of a core (R19).
      resources: { cpuRequestMillicores: 250, cpuLimitMillicores: 1000, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      scaling: {
        kind: 'automatic',
        minInstances: 3,
        maxInstances: 10,
        targetCpuPercent: 70,
        targetMemoryPercent: 80,
        scaleUp: { instances: 1, stabilizationSeconds: 120, cooldownSeconds: 300 },
        scaleDown: { instances: 1, stabilizationSeconds: 300, cooldownSeconds: 300 },
      },
      rollout: { strategy: 'rolling', maxUnavailable: 1, maxSurge: 1 },
    },
    worker: {
      ...workerBaseline,
      zoneSpread: 'required',
      resources: { cpuRequestMillicores: 250, cpuLimitMillicores: 1000, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      // 3b: no report sizes the workers.
      scaling: {
        kind: 'automatic',
        minInstances: 2,
        maxInstances: 4,
        targetCpuPercent: 70,
        targetMemoryPercent: 80,
        scaleUp: { instances: 1, stabilizationSeconds: 120, cooldownSeconds: 300 },
        scaleDown: { instances: 1, stabilizationSeconds: 300, cooldownSeconds: 300 },
      },
      rollout: { strategy: 'rolling', maxUnavailable: 1, maxSurge: 1 },
    },
  },
  cidrs: {
    'real-estate-crm': '10.30.0.0/16',
    'crm-vision': '10.31.0.0/16',
    omnicrm: '10.32.0.0/16',
    execora: '10.33.0.0/16',
  },
}
