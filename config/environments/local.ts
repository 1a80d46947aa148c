import { mergeParts, type DeploymentPart, type EnvironmentPreset } from '../compose'
import { baseline, httpBaseline, onCallAlerts, workerBaseline } from './baseline'
import { knownDrift, unsupportedResources } from './emulator-limits'

/** The AWS layers against emulators on loopback: small, but every feature that production has. */
export const local: EnvironmentPreset = {
  environment: 'local',
  deployment: mergeParts<DeploymentPart>(baseline, onCallAlerts, {
    criticality: 'development',
    target: { kind: 'emulator', unsupportedResources, knownDrift },
    account: { id: '000000000000' },
    delivery: { trigger: { on: 'manual' }, reviewers: 0 },
    budget: { monthlyUsd: 10 },
    deletionProtection: { enabled: false, reason: 'the local environment is destroyed after every use and holds no data' },
    capacity: { concurrentUsers: 20, requestsPerSecond: 5, webSocketConnections: 10 },
    network: {
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      natGateways: 'one-per-availability-zone',
      interfaceEndpoints: ['ecr.api', 'secretsmanager'],
      flowLogs: { retentionDays: 1, traffic: 'ALL' },
    },
    edge: {
      subdomain: 'local',
      managedRules: 'block',
      accessLogs: { retentionDays: 1 },
    },
    cluster: {
      controlPlaneLogRetentionDays: 1,
      nodeGroups: {
        general: { instanceTypes: ['t3.large'], capacity: 'on-demand', minNodes: 2, maxNodes: 3, diskGiB: 20, purpose: 'general' },
        stateful: { instanceTypes: ['t3.large'], capacity: 'on-demand', minNodes: 3, maxNodes: 3, diskGiB: 20, purpose: 'stateful' },
      },
    },
    database: {
      provider: 'rds',
      connections: { budget: 100, reserved: 10 },
      instanceClass: 'db.t4g.small',
      storage: { allocatedGiB: 20, maxAllocatedGiB: 50 },
      multiAz: { enabled: true },
      replicas: { reader: { availabilityZone: 'eu-central-1b' } },
      backup: { retentionDays: 7 },
      performanceInsights: { retentionDays: 7 },
      enhancedMonitoringSeconds: 60,
      logs: { retentionDays: 1 },
      alarms: { freeMemoryMiB: 128 },
    },
    redis: { nodes: 3, failover: { minReplicasToWrite: 1 }, backup: { retentionDays: 7 } },
    variables: { APP_ENV: 'local' },
    retention: { logDays: 1, metricDays: 1, traceDays: 1, auditDays: 90 },
    observability: {
      prometheus: { replicas: 1, storageGiB: 10 },
      loki: { replicas: 1 },
      traces: { samplePercent: 100 },
      logLevel: 'debug',
    },
    slo: { availability: { targetPercent: 95 } },
    recovery: {
      objectives: {
        instance: { rpoMinutes: 1, rtoMinutes: 5 },
        availabilityZone: { rpoMinutes: 1, rtoMinutes: 5 },
        corruption: { rpoMinutes: 5, rtoMinutes: 60 },
        region: { rpoMinutes: 1440, rtoMinutes: 240 },
      },
      retentionDays: 7,
      plans: {
        daily: { retentionDays: 7, copyToRecoveryRegion: true },
        weekly: { retentionDays: 14, copyToRecoveryRegion: true },
        monthly: { retentionDays: 30, copyToRecoveryRegion: true },
      },
      replicateToRecoveryRegion: { enabled: true },
      vaultLock: { enabled: true, mode: 'governance', minRetentionDays: 1, maxRetentionDays: 365 },
      restoreTest: { enabled: true, schedule: '0 10 1 * *', validationMinutes: 60 },
      logicalDumps: { enabled: true, schedule: '0 3 * * *', retentionDays: 7 },
    },
  }),
  services: {
    http: {
      ...httpBaseline,
      image: { reference: 'main' },
      zoneSpread: 'required',
      resources: { cpuRequestMillicores: 50, cpuLimitMillicores: 500, memoryRequestMiB: 128, memoryLimitMiB: 256 },
      scaling: {
        kind: 'automatic',
        minInstances: 2,
        maxInstances: 3,
        targetCpuPercent: 70,
        targetMemoryPercent: 80,
        scaleUp: { instances: 1, stabilizationSeconds: 120, cooldownSeconds: 300 },
        scaleDown: { instances: 1, stabilizationSeconds: 300, cooldownSeconds: 300 },
      },
      rollout: { strategy: 'rolling', maxUnavailable: 0, maxSurge: 1 },
    },
    worker: {
      ...workerBaseline,
      image: { reference: 'main' },
      zoneSpread: 'preferred',
      resources: { cpuRequestMillicores: 50, cpuLimitMillicores: 500, memoryRequestMiB: 128, memoryLimitMiB: 256 },
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
    'real-estate-crm': '10.40.0.0/16',
    'crm-vision': '10.41.0.0/16',
    omnicrm: '10.42.0.0/16',
    execora: '10.43.0.0/16',
  },
}
