import { mergeParts, type DeploymentPart, type SystemDefinition } from '../compose'

const hostname = 'omnicrm.app'

const release = (reference: string): DeploymentPart => ({
  services: {
    web: { image: { reference } },
    'worker-sync': { image: { reference } },
    'worker-ai': { image: { reference } },
  },
})

const at = (host: string, supabase: string): DeploymentPart => {
  const variables = { NEXT_PUBLIC_APP_URL: `https://${host}`, NEXT_PUBLIC_SUPABASE_URL: `https://${supabase}` }
  return {
    edge: { cors: { allowedOrigins: [`https://${host}`] } },
    externalServices: { supabase: { description: 'sign-in and REST of Supabase (R40)', hosts: [supabase], ports: [443] } },
    services: { web: { variables }, 'worker-sync': { variables }, 'worker-ai': { variables } },
  }
}

const secrets = {
  APP_ENCRYPTION_KEY: { secret: 'application', key: 'APP_ENCRYPTION_KEY' },
  SUPABASE_SECRET_KEY: { secret: 'supabase', key: 'SUPABASE_SECRET_KEY' },
  GOOGLE_CLIENT_ID: { secret: 'google', key: 'GOOGLE_CLIENT_ID' },
  GOOGLE_CLIENT_SECRET: { secret: 'google', key: 'GOOGLE_CLIENT_SECRET' },
  OPENAI_API_KEY: { secret: 'openai', key: 'OPENAI_API_KEY' },
}

const proxy = { enabled: true, maxConnectionsPercent: 90, idleClientSeconds: 1800 } as const

/** OmniCRM (002, 003): a Next.js application and two workers; Drizzle, Bull queues, Google, an AI provider and Supabase. */
export const omnicrm: SystemDefinition = {
  system: 'omnicrm',
  deployment: {
    // 3b: placeholders, as is the repository below.
    team: 'omnicrm',
    costCenter: 'omnicrm',
    compliance: ['gdpr', 'soc2'],
    delivery: { repository: 'example-org/omnicrm' },
    capacity: { webSocketConnections: 0 },
    edge: {
      domain: hostname,
      // The application sets a policy with a nonce (C28), so the edge sets none.
      rateLimits: { login: { requests: 20, windowSeconds: 300, paths: ['/api/auth/*'] } },
      neverCachedPaths: ['/api/health', '/api/health/detailed', '/api/metrics'],
      uptimeCheck: { enabled: true, path: '/api/health', intervalSeconds: 30, expectedText: '"ts"' },
    },
    // A small pool, because three services share the budget.
    database: { name: 'omnicrm', pool: { minPerInstance: 2 } },
    redis: {
      instances: {
        cache: { role: 'cache', maxMemoryMiB: 256, evictionPolicy: 'allkeys-lru', storageGiB: 5, connectionBudget: 50 },
        // Bull opens three connections for each queue it works on, two for each it only fills (R48).
        queue: { role: 'queue', maxMemoryMiB: 512, evictionPolicy: 'noeviction', storageGiB: 10, connectionBudget: 60 },
      },
    },
    storage: {
      buckets: {
        export: {
          purpose: 'exports of personal data that people asked for, fetched by presigned links (R69)',
          classification: 'confidential',
          expiresAfterDays: 7,
          noncurrentVersionDays: 1,
          browserUploads: false,
        },
        archive: {
          purpose: 'raw events older than two years, out of the database (R68)',
          classification: 'confidential',
          archiveAfterDays: 30,
          noncurrentVersionDays: 30,
          browserUploads: false,
        },
      },
    },
    secrets: {
      application: {
        source: 'generated',
        description: 'key that encrypts the tokens of connected accounts',
        owner: 'omnicrm',
        rotationReminderDays: 365,
        generation: 1,
        keys: { APP_ENCRYPTION_KEY: { characters: 64, description: 'at least 32 bytes (002 L112)' } },
      },
      supabase: {
        source: 'provided',
        description: 'project of Supabase for sign-in and REST',
        owner: 'omnicrm',
        rotationReminderDays: 90,
        keys: { SUPABASE_SECRET_KEY: { description: 'secret key of the project', minCharacters: 40 } },
      },
      google: {
        source: 'provided',
        description: 'OAuth client for Calendar and Gmail',
        owner: 'omnicrm',
        rotationReminderDays: 180,
        keys: {
          GOOGLE_CLIENT_ID: { description: 'id of the OAuth client', minCharacters: 30 },
          GOOGLE_CLIENT_SECRET: { description: 'secret of the OAuth client', minCharacters: 24 },
        },
      },
      openai: {
        source: 'provided',
        description: 'AI provider; the reports name none, OpenAI is assumed',
        owner: 'omnicrm',
        rotationReminderDays: 90,
        keys: { OPENAI_API_KEY: { description: 'key of the AI provider', minCharacters: 40 } },
      },
    },
    featureToggles: { 'google-calendar': true, 'google-gmail': true },
    services: {
      web: {
        kind: 'http',
        image: { repository: 'omnicrm/web' },
        command: ['node', 'server.js'],
        port: 3000,
        // 002 L94: interval 30 s, timeout 10 s, 3 retries (C20).
        probes: { path: '/api/health', deepPath: '/api/health/detailed', timeoutSeconds: 10 },
        loadBalancing: { timeoutSeconds: 10 },
        metrics: { enabled: true, path: '/api/metrics', port: 3000 },
        routes: [{ priority: 100, paths: ['/*'] }],
        writablePaths: ['/tmp', '/app/.next/cache'],
        variables: { PORT: '3000', HOSTNAME: '0.0.0.0' },
        secrets,
        database: { access: 'application', readReplica: true },
        redis: { cache: { connections: 2 }, queue: { connections: 2 } },
        buckets: { export: 'read' },
        externalServices: ['google', 'openai', 'supabase'],
      },
      'worker-sync': {
        kind: 'worker',
        image: { repository: 'omnicrm/web' },
        command: ['node', 'workers/sync.js'],
        queue: 'sync jobs',
        // 002 L536.
        concurrency: 10,
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        variables: {},
        secrets,
        database: { access: 'application', readReplica: false },
        redis: { cache: { connections: 1 }, queue: { connections: 3 } },
        buckets: { export: 'read-write', archive: 'read-write' },
        externalServices: ['google', 'supabase'],
      },
      'worker-ai': {
        kind: 'worker',
        image: { repository: 'omnicrm/web' },
        command: ['node', 'workers/ai.js'],
        queue: 'ai jobs',
        // 3b: bounded by the AI provider's limits.
        concurrency: 5,
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        variables: {},
        secrets,
        database: { access: 'application', readReplica: false },
        redis: { cache: { connections: 1 }, queue: { connections: 3 } },
        externalServices: ['openai', 'supabase'],
      },
    },
    migration: { enabled: true, service: 'web', command: ['node', 'scripts/migrate.js'], timeoutSeconds: 600 },
    externalServices: {
      google: {
        description: 'Calendar and Gmail',
        hosts: ['accounts.google.com', 'oauth2.googleapis.com', 'www.googleapis.com', 'gmail.googleapis.com'],
        ports: [443],
      },
      openai: { description: 'AI provider', hosts: ['api.openai.com'], ports: [443] },
    },
    // 002 L465 to L467. 3b: hours, and the days that an expired session stays.
    dataLifecycle: {
      'raw-events': {
        description: 'archives raw events older than two years',
        action: 'archive',
        olderThanDays: 730,
        service: 'worker-sync',
        command: ['node', 'scripts/archive-old-data.js', 'raw_events'],
        schedule: '30 3 * * *',
      },
      'completed-jobs': {
        description: 'deletes completed jobs older than 30 days',
        action: 'delete',
        olderThanDays: 30,
        service: 'worker-sync',
        command: ['node', 'scripts/archive-old-data.js', 'completed_jobs'],
        schedule: '45 3 * * *',
      },
      'expired-sessions': {
        description: 'deletes sessions that have expired',
        action: 'delete',
        olderThanDays: 1,
        service: 'worker-sync',
        command: ['node', 'scripts/archive-old-data.js', 'expired_sessions'],
        schedule: '15 4 * * *',
      },
    },
  },
  // 3b: placeholder projects of Supabase, one for each environment.
  environments: {
    local: mergeParts(at(`local.${hostname}`, 'omnicrm-local.supabase.co'), { database: { provider: 'rds', proxy } }),
    development: mergeParts(at(`development.${hostname}`, 'omnicrm-development.supabase.co'), {
      database: {
        provider: 'external',
        vendor: 'Supabase',
        host: 'db.omnicrm-development.supabase.co',
        port: 5432,
        name: 'postgres',
        reason: 'the free project of Supabase that the team develops against today (003 L481)',
        connectionSecret: { secret: 'supabase', key: 'SUPABASE_DATABASE_URL' },
        connections: { budget: 50, reserved: 5 },
        pool: {
          maxPerInstance: 10,
          minPerInstance: 1,
          acquireMilliseconds: 30_000,
          idleMilliseconds: 10_000,
          evictMilliseconds: 1000,
        },
      },
      secrets: {
        supabase: {
          keys: {
            SUPABASE_DATABASE_URL: {
              description: 'connection string of the database',
              minCharacters: 40,
              format: 'postgres-url',
            },
          },
        },
      },
      // Supabase restores its daily backup (003 L732).
      recovery: {
        objectives: {
          instance: { rpoMinutes: 1440, rtoMinutes: 240 },
          availabilityZone: { rpoMinutes: 1440, rtoMinutes: 240 },
          corruption: { rpoMinutes: 1440, rtoMinutes: 240 },
        },
      },
    }),
    staging: mergeParts(at(`staging.${hostname}`, 'omnicrm-staging.supabase.co'), release('v0.1.0-rc.1')),
    production: mergeParts(at(hostname, 'omnicrm-production.supabase.co'), release('v0.1.0'), {
      // The pooler of Supabase (002 L481) has to be replaced when the database moves.
      database: { provider: 'rds', proxy },
      // 003 L634 (C3).
      slo: { availability: { targetPercent: 99.5 } },
    }),
  },
}
