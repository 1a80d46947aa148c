import { mergeParts, type DeploymentPart, type SystemDefinition } from '../compose'
import { versions } from '../versions'

const hostname = 'crm-vision.example.com'

const release = (reference: string): DeploymentPart => ({
  services: { frontend: { image: { reference } }, backend: { image: { reference } } },
})

const at = (host: string): DeploymentPart => ({
  edge: { cors: { allowedOrigins: [`https://${host}`] } },
  services: {
    frontend: { variables: { NEXT_PUBLIC_API_URL: `https://${host}/api` } },
    backend: { variables: { FRONTEND_URL: `https://${host}` } },
  },
})

/** CRM-VISION (001): a Next.js frontend and a backend with Prisma, PostgreSQL 15 and a Redis cache. */
export const crmVision: SystemDefinition = {
  system: 'crm-vision',
  deployment: {
    // 3b: placeholders, as are the domain and the repository below.
    team: 'crm-vision',
    costCenter: 'crm-vision',
    compliance: ['gdpr'],
    delivery: { repository: 'example-org/crm-vision' },
    // The report has no figures of people or load; nothing uses WebSockets.
    capacity: { webSocketConnections: 0 },
    edge: {
      domain: hostname,
      rateLimits: { login: { requests: 20, windowSeconds: 300, paths: ['/api/auth/*'] } },
      // Static assets and compression are part of the load balancer gap (001 L308).
      cdn: { enabled: true, cachedPaths: ['/_next/static/*'] },
      neverCachedPaths: ['/health', '/health/live', '/metrics'],
      uptimeCheck: { enabled: true, path: '/health/live', intervalSeconds: 30 },
    },
    // PostgreSQL 15 is named in the report (001 L91). Its Redis 7 moves to 8 with the others, which reads the same data and is patched.
    database: { name: 'crm_vision', engineVersion: versions.postgres['15'] },
    redis: {
      instances: {
        cache: { role: 'cache', maxMemoryMiB: 256, evictionPolicy: 'allkeys-lru', storageGiB: 5, connectionBudget: 50 },
      },
    },
    secrets: {
      application: {
        source: 'generated',
        description: 'keys that sign tokens',
        owner: 'crm-vision',
        rotationReminderDays: 180,
        generation: 1,
        keys: {
          JWT_SECRET: { characters: 88, description: 'signs access tokens, as long as openssl rand -base64 64 makes it' },
          JWT_REFRESH_SECRET: { characters: 88, description: 'signs refresh tokens' },
        },
      },
      smtp: {
        source: 'provided',
        description: 'account that sends e-mail',
        owner: 'crm-vision',
        rotationReminderDays: 90,
        keys: {
          SMTP_USER: { description: 'user name at the mail server', minCharacters: 4 },
          SMTP_PASSWORD: { description: 'password at the mail server', minCharacters: 16 },
        },
      },
      sentry: {
        source: 'provided',
        description: 'project of Sentry that errors are sent to',
        owner: 'crm-vision',
        rotationReminderDays: 365,
        keys: { SENTRY_DSN: { description: 'address of the project', minCharacters: 30, format: 'url' } },
      },
    },
    services: {
      frontend: {
        kind: 'http',
        image: { repository: 'crm-vision/frontend' },
        // 3b: ports; 3000 is what Next.js listens on.
        port: 3000,
        probes: { path: '/' },
        routes: [{ priority: 200, paths: ['/*'] }],
        writablePaths: ['/tmp', '/app/.next/cache'],
        variables: { PORT: '3000', HOSTNAME: '0.0.0.0' },
        externalServices: ['sentry'],
      },
      backend: {
        kind: 'http',
        image: { repository: 'crm-vision/backend' },
        port: 4000,
        // 3b: /health checks the database and Redis (001 L172), so it is the deep one; a shallow path beside it is assumed (C34).
        probes: { path: '/health/live', deepPath: '/health', periodSeconds: 10, startupSeconds: 40 },
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        routes: [{ priority: 100, paths: ['/api/*', '/health', '/health/*'] }],
        // The groups that 001 L265 to L271 documents; database and Redis variables come from the deployment itself.
        variables: {
          PORT: '4000',
          API_PREFIX: '/api',
          JWT_EXPIRES_IN: '15m',
          JWT_REFRESH_EXPIRES_IN: '7d',
          TWO_FACTOR_ISSUER: 'CRM-VISION',
          SMTP_HOST: 'email-smtp.eu-central-1.amazonaws.com',
          SMTP_PORT: '587',
          SMTP_SECURE: 'false',
          SMTP_FROM: 'no-reply@crm-vision.example.com',
        },
        secrets: {
          JWT_SECRET: { secret: 'application', key: 'JWT_SECRET' },
          JWT_REFRESH_SECRET: { secret: 'application', key: 'JWT_REFRESH_SECRET' },
          SMTP_USER: { secret: 'smtp', key: 'SMTP_USER' },
          SMTP_PASSWORD: { secret: 'smtp', key: 'SMTP_PASSWORD' },
        },
        database: { access: 'application', readReplica: true },
        redis: { cache: { connections: 3 } },
        externalServices: ['smtp', 'sentry'],
      },
    },
    migration: {
      enabled: true,
      service: 'backend',
      command: ['npx', '--no-install', 'prisma', 'migrate', 'deploy'],
      timeoutSeconds: 600,
    },
    externalServices: {
      smtp: { description: 'mail server, 3b: SES is assumed', hosts: ['email-smtp.eu-central-1.amazonaws.com'], ports: [587] },
      sentry: { description: 'error reports', hosts: ['sentry.io', 'ingest.sentry.io', 'ingest.de.sentry.io'], ports: [443] },
    },
    // 10 % in production, 100 % in development (001 L195).
    observability: { sentry: { enabled: true, tracesSampleRate: 0.1, dsn: { secret: 'sentry', key: 'SENTRY_DSN' } } },
    // 001 L157: recovery from a backup within an hour, a day of data at most.
    recovery: { objectives: { region: { rpoMinutes: 1440, rtoMinutes: 60 } } },
  },
  environments: {
    local: mergeParts(at(`local.${hostname}`), { observability: { sentry: { enabled: true, tracesSampleRate: 1 } } }),
    development: mergeParts(at(`development.${hostname}`), {
      observability: { sentry: { enabled: true, tracesSampleRate: 1 } },
      // Development keeps one copy a week in the other region.
      recovery: { objectives: { region: { rpoMinutes: 10_080, rtoMinutes: 10_080 } } },
    }),
    staging: mergeParts(at(`staging.${hostname}`), release('v1.0.0-rc.1'), {
      recovery: { objectives: { region: { rpoMinutes: 10_080, rtoMinutes: 1440 } } },
    }),
    production: mergeParts(at(hostname), release('v1.0.0')),
  },
}
