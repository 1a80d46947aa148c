import type { DeploymentPart, HttpPart, WorkerPart } from '../compose'
import { versions } from '../versions'

/**
 * What every environment has in common. Values marked 3b are given by no report and chosen here once.
 */
export const baseline: DeploymentPart = {
  waivers: [],
  account: {
    // 3b: region and recovery region; both lie in the European Union because personal data must stay there (R93).
    region: 'eu-central-1',
    recoveryRegion: 'eu-west-1',
    allowedRegions: ['eu-central-1', 'eu-west-1'],
    sharedResourcesOwner: 'real-estate-crm',
  },
  deletionProtection: { enabled: true },
  budget: { alertPercents: [50, 80, 100], forecastPercent: 100 },
  edge: {
    exposure: 'internet',
    tls: { policy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06', certificateExpiryAlertDays: 21 },
    idleTimeoutSeconds: 60,
    securityHeaders: { strictTransportSecurityMaxAgeSeconds: 31_536_000, frameOptions: 'DENY' },
    admin: {
      paths: [],
      // 3b: placeholder of the documentation range; put in the ranges of the office and the VPN.
      allowedCidrs: ['203.0.113.0/24'],
    },
    webhooks: { paths: [], maxBodyBytes: 262_144 },
    // 3b: no report gives a number; the largest class fits 1,000 people behind few addresses, login is far below it.
    rateLimits: { api: { requests: 2000, windowSeconds: 300 } },
    maxBodyBytes: 1_048_576,
    cdn: { enabled: false },
  },
  cluster: {
    kubernetesVersion: versions.kubernetes,
    publicAccessCidrs: ['203.0.113.0/24'],
    nodeAutoscaler: 'cluster-autoscaler',
    containerLogs: { maxSizeMiB: 10, maxFiles: 3 },
    imageScanning: { blockSeverities: ['CRITICAL', 'HIGH'] },
    chartMirror: { enabled: false },
  },
  database: {
    provider: 'rds',
    port: 5432,
    engineVersion: versions.postgres['16'],
    // 000 L235 to L240.
    pool: {
      maxPerInstance: 20,
      minPerInstance: 5,
      acquireMilliseconds: 30_000,
      idleMilliseconds: 10_000,
      evictMilliseconds: 1000,
    },
    // 3b: windows at night in Europe, an hour before the backup plan and an hour after it.
    backup: { window: '00:00-01:00' },
    maintenanceWindow: 'sun:04:30-sun:05:30',
    applyChangesImmediately: false,
    // 3b: a statement ends before the load balancer gives up on its request.
    timeouts: {
      statementMilliseconds: 30_000,
      lockMilliseconds: 10_000,
      idleInTransactionMilliseconds: 60_000,
      keepaliveIdleSeconds: 60,
    },
    slowQueryMilliseconds: 1000,
    // 3b: rotation interval.
    passwords: { rotation: { enabled: true, everyDays: 30 }, masterGeneration: 1 },
    proxy: { enabled: false },
    alarms: { cpuPercent: 80, freeMemoryMiB: 256, freeStoragePercent: 10, connectionPercent: 80, replicaLagSeconds: 60 },
  },
  redis: {
    driver: { kind: 'sentinel' },
    version: versions.redis,
    persistence: { appendFsync: 'everysec', snapshotEverySeconds: 900 },
    failover: { downAfterMilliseconds: 5000 },
    backup: { schedule: '15 2 * * *', maxAgeHours: 26 },
    instances: {},
  },
  storage: { buckets: {}, accessLogRetentionDays: 90 },
  variables: { NODE_ENV: 'production', TZ: 'UTC', RUN_MIGRATIONS: 'false' },
  featureToggles: {},
  schedules: {},
  dataLifecycle: {},
  observability: {
    alertmanager: { replicas: 1 },
    // More than one Grafana needs a database that they share; one with a volume is back within a minute.
    grafana: { replicas: 1, signIn: { kind: 'generated-password' } },
    redactedFields: [
      'req.headers.authorization',
      'req.headers.cookie',
      'access_token',
      'refresh_token',
      'payload.accessToken',
      'payload.refreshToken',
      'password',
    ],
    correlationHeaders: ['x-request-id', 'X-Correlation-ID'],
    metricNames: {
      requests: 'http_requests_total',
      requestDuration: 'http_request_duration_seconds',
      requestDurationUnit: 'seconds',
      jobDuration: 'job_processing_duration_seconds',
    },
    sentry: { enabled: false },
    datadog: { enabled: false },
  },
  slo: {
    latency: { percentile: 95, thresholdMilliseconds: 2000, windowDays: 7 },
    errorRate: { maxPercent: 1, warnPercent: 0.5, windowDays: 1 },
    availability: { windowDays: 30 },
  },
  alerts: {
    // 3b: placeholder address.
    operators: ['operations@example.com'],
    quietHours: { enabled: false },
    thresholds: {
      cpuPercent: 80,
      diskPercent: 90,
      memoryPercent: 90,
      slowRequestMilliseconds: 3000,
      slowQueryMilliseconds: 1000,
      cacheHitPercent: 75,
      // 3b: age of a job, and how long a condition holds.
      queueWaitSeconds: 300,
      holdMinutes: 5,
    },
  },
  recovery: {
    // 3b: hours of the weekly and monthly plans and of the restore test, after the backups they depend on; daily is 001 L152.
    plans: {
      daily: { schedule: '0 2 * * *' },
      weekly: { schedule: '0 7 * * 0' },
      monthly: { schedule: '0 8 1 * *' },
    },
    maxBackupAgeHours: 26,
  },
}

/** Alert channels of an environment that wakes people up (R107, R146). The names of channels are placeholders (3b). */
export const onCallAlerts = {
  secrets: {
    alerting: {
      source: 'provided',
      description: 'where alerts are sent',
      owner: 'operations',
      rotationReminderDays: 365,
      keys: {
        PAGERDUTY_ROUTING_KEY: { description: 'integration key of PagerDuty', minCharacters: 32 },
        SLACK_WEBHOOK_URL: { description: 'incoming webhook of Slack', minCharacters: 30, format: 'url' },
      },
    },
  },
  alerts: {
    channels: {
      'on-call': { kind: 'pagerduty', routingKey: { secret: 'alerting', key: 'PAGERDUTY_ROUTING_KEY' } },
      'team-chat': { kind: 'slack', channel: '#alerts', webhookUrl: { secret: 'alerting', key: 'SLACK_WEBHOOK_URL' } },
    },
    severities: {
      P0: { description: 'service completely down', responseMinutes: 15, repeatMinutes: 15, channels: ['on-call', 'team-chat'] },
      P1: {
        description: 'major functionality impaired',
        responseMinutes: 60,
        repeatMinutes: 60,
        channels: ['on-call', 'team-chat'],
      },
      P2: {
        description: 'minor issues, workarounds available',
        responseMinutes: 240,
        repeatMinutes: 240,
        channels: ['team-chat'],
      },
      P3: {
        description: 'non-urgent improvements, next business day',
        responseMinutes: 1440,
        repeatMinutes: 1440,
        channels: ['team-chat'],
      },
    },
  },
} satisfies DeploymentPart

/** Alert channels of an environment whose alerts can wait for the morning; the severities stay the same (R146). */
export const chatAlerts = {
  secrets: {
    alerting: {
      source: 'provided',
      description: 'where alerts are sent',
      owner: 'operations',
      rotationReminderDays: 365,
      keys: { SLACK_WEBHOOK_URL: { description: 'incoming webhook of Slack', minCharacters: 30, format: 'url' } },
    },
  },
  alerts: {
    channels: {
      'team-chat': {
        kind: 'slack',
        channel: '#alerts-non-production',
        webhookUrl: { secret: 'alerting', key: 'SLACK_WEBHOOK_URL' },
      },
    },
    severities: {
      P0: { description: 'service completely down', responseMinutes: 15, repeatMinutes: 60, channels: ['team-chat'] },
      P1: { description: 'major functionality impaired', responseMinutes: 60, repeatMinutes: 240, channels: ['team-chat'] },
      P2: {
        description: 'minor issues, workarounds available',
        responseMinutes: 240,
        repeatMinutes: 1440,
        channels: ['team-chat'],
      },
      P3: {
        description: 'non-urgent improvements, next business day',
        responseMinutes: 1440,
        repeatMinutes: 1440,
        channels: ['team-chat'],
      },
    },
  },
} satisfies DeploymentPart

const everyService: HttpPart & WorkerPart = {
  user: { uid: 1001, gid: 1001 },
  writablePaths: ['/tmp'],
  variables: {},
  secrets: {},
  database: { access: 'none' },
  redis: {},
  buckets: {},
  externalServices: [],
  metrics: { enabled: false },
}

/** What every HTTP service has in common (R3, R23, C20). */
export const httpBaseline: HttpPart = {
  ...everyService,
  shutdown: { drainSeconds: 10, gracePeriodSeconds: 30 },
  probes: { periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3, startupSeconds: 60 },
  loadBalancing: {
    algorithm: 'least_outstanding_requests',
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    intervalSeconds: 30,
    timeoutSeconds: 5,
  },
  webSocket: { enabled: false },
}

/** What every worker has in common. 3b: port and path of its probe, and two minutes to finish a job. */
export const workerBaseline: WorkerPart = {
  ...everyService,
  shutdown: { drainSeconds: 0, gracePeriodSeconds: 120 },
  probes: { port: 8081, path: '/health', periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3, startupSeconds: 60 },
}
