import { mergeParts, type DeploymentPart, type EnvironmentPreset } from '../compose'
import { baseline, chatAlerts, httpBaseline, workerBaseline } from './baseline'

/** The shape of production in two Availability Zones and smaller sizes, in an account of its own (R128, R150). */
export const staging: EnvironmentPreset = {
  environment: 'staging',
  deployment: mergeParts<DeploymentPart>(baseline, chatAlerts, {
    criticality: 'staging',
    target: { kind: 'aws' },
    // 3b: placeholder account.
    account: { id: '222222222222' },
    delivery: { trigger: { on: 'branch', branch: 'main' }, reviewers: 0 },
    // Lower tier of 003 L839, quoted for other hosting (C23).
    budget: { monthlyUsd: 300 },
    // 3b: sizes of everything below; a fifth of production's envelope.
    capacity: { concurrentUsers: 200, requestsPerSecond: 20, webSocketConnections: 100 },
    network: {
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      natGateways: 'single',
      interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'sts'],
      flowLogs: { retentionDays: 30, traffic: 'ALL' },
    },
    edge: {
      subdomain: 'staging',
      // What would be blocked shows here first (R89).
      managedRules: 'count',
      accessLogs: { retentionDays: 30 },
    },
    cluster: {
      controlPlaneLogRetentionDays: 30,
      nodeGroups: {
        general: {
          instanceTypes: ['t3.large', 't3a.large'],
          capacity: 'on-demand',
          minNodes: 2,
          maxNodes: 5,
          diskGiB: 40,
          purpose: 'general',
        },
        stateful: {
          instanceTypes: ['t3.large', 't3a.large'],
          capacity: 'on-demand',
          minNodes: 3,
          maxNodes: 4,
          diskGiB: 40,
          purpose: 'stateful',
        },
      },
    },
    database: {
      provider: 'rds',
      connections: { budget: 100, reserved: 10 },
      instanceClass: 'db.t4g.medium',
      storage: { allocatedGiB: 50, maxAllocatedGiB: 200 },
      multiAz: { enabled: true },
      replicas: { reader: { availabilityZone: 'eu-central-1b' } },
      backup: { retentionDays: 14 },
      performanceInsights: { retentionDays: 7 },
      enhancedMonitoringSeconds: 60,
      logs: { retentionDays: 14 },
    },
    redis: { nodes: 3, failover: { minReplicasToWrite: 1 }, backup: { retentionDays: 14 } },
    variables: { APP_ENV: 'staging' },
    retention: { logDays: 14, metricDays: 30, traceDays: 3, auditDays: 365 },
    observability: {
      prometheus: { replicas: 2, storageGiB: 50 },
      loki: { replicas: 3 },
      traces: { samplePercent: 50 },
      logLevel: 'info',
    },
    slo: { availability: { targetPercent: 99 } },
    alerts: { quietHours: { enabled: true, from: '18:00', to: '08:00', timeZone: 'Europe/Berlin', severities: ['P3'] } },
    recovery: {
      objectives: {
        instance: { rpoMinutes: 1, rtoMinutes: 5 },
        availabilityZone: { rpoMinutes: 1, rtoMinutes: 5 },
        corruption: { rpoMinutes: 5, rtoMinutes: 60 },
        region: { rpoMinutes: 10_080, rtoMinutes: 1440 },
      },
      retentionDays: 14,
      plans: {
        daily: { retentionDays: 14, copyToRecoveryRegion: false },
        weekly: { retentionDays: 30, copyToRecoveryRegion: true },
        monthly: { retentionDays: 90, copyToRecoveryRegion: false },
      },
      replicateToRecoveryRegion: { enabled: true },
      vaultLock: { enabled: true, mode: 'governance', minRetentionDays: 7, maxRetentionDays: 365 },
      restoreTest: { enabled: true, schedule: '0 10 1 * *', validationMinutes: 120 },
      logicalDumps: { enabled: true, schedule: '0 3 * * *', retentionDays: 14 },
    },
  }),
  services: {
    http: {
      ...httpBaseline,
      zoneSpread: 'preferred',
      resources: { cpuRequestMillicores: 250, cpuLimitMillicores: 1000, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      scaling: {
        kind: 'automatic',
        minInstances: 2,
        maxInstances: 4,
        targetCpuPercent: 70,
        targetMemoryPercent: 80,
        scaleUp: { instances: 1, stabilizationSeconds: 120, cooldownSeconds: 300 },
        scaleDown: { instances: 1, stabilizationSeconds: 300, cooldownSeconds: 300 },
      },
      // With two instances none may be missing during a rollout (R133).
      rollout: { strategy: 'rolling', maxUnavailable: 0, maxSurge: 1 },
    },
    worker: {
      ...workerBaseline,
      zoneSpread: 'preferred',
      resources: { cpuRequestMillicores: 100, cpuLimitMillicores: 1000, memoryRequestMiB: 256, memoryLimitMiB: 512 },
      scaling: {
        kind: 'automatic',
        minInstances: 1,
        maxInstances: 2,
        targetCpuPercent: 70,
        targetMemoryPercent: 80,
        scaleUp: { instances: 1, stabilizationSeconds: 120, cooldownSeconds: 300 },
        scaleDown: { instances: 1, stabilizationSeconds: 300, cooldownSeconds: 300 },
      },
      rollout: { strategy: 'rolling', maxUnavailable: 0, maxSurge: 1 },
    },
  },
  cidrs: {
    'real-estate-crm': '10.20.0.0/16',
    'crm-vision': '10.21.0.0/16',
    omnicrm: '10.22.0.0/16',
    execora: '10.23.0.0/16',
  },
}
