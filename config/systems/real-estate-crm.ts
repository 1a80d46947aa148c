import { mergeParts, type DeploymentPart, type SystemDefinition } from '../compose'

const hostname = 'real-estate-crm.example.com'

const release = (reference: string): DeploymentPart => ({
  services: { api: { image: { reference } }, worker: { image: { reference } } },
})

const at = (host: string): DeploymentPart => ({
  edge: { cors: { allowedOrigins: [`https://${host}`] } },
  services: { api: { variables: { PUBLIC_URL: `https://${host}` } } },
})

/** Real Estate CRM (000): an API with WebSockets and a worker; Sequelize, sessions, cache, locks and limits in Redis. */
export const realEstateCrm: SystemDefinition = {
  system: 'real-estate-crm',
  deployment: {
    // 3b: placeholders, as are the domain and the repository below.
    team: 'real-estate',
    costCenter: 'real-estate-crm',
    compliance: ['gdpr'],
    delivery: { repository: 'example-org/real-estate-crm' },
    edge: {
      domain: hostname,
      // 3b: no report gives the paths of administrator, sign-in and health routes. WebSockets send a ping every half minute.
      idleTimeoutSeconds: 300,
      admin: { paths: ['/admin/*', '/api/admin/*'] },
      rateLimits: {
        login: { requests: 20, windowSeconds: 300, paths: ['/api/auth/*'] },
        'web-socket': { requests: 60, windowSeconds: 60, paths: ['/socket.io/*'] },
      },
      neverCachedPaths: ['/health', '/health/deep', '/metrics'],
      uptimeCheck: { enabled: true, path: '/health', intervalSeconds: 30 },
    },
    database: { name: 'real_estate_crm' },
    redis: {
      instances: {
        // 3b: memory. The 50 connections of 000 L376 are shared by the two instances (C8).
        cache: { role: 'cache', maxMemoryMiB: 256, evictionPolicy: 'allkeys-lru', storageGiB: 5, connectionBudget: 20 },
        // Sessions, locks and rate limits: nothing of it may be evicted (R12, R49).
        session: { role: 'session', maxMemoryMiB: 256, evictionPolicy: 'noeviction', storageGiB: 5, connectionBudget: 30 },
      },
    },
    secrets: {
      application: {
        source: 'generated',
        description: 'keys that sign sessions and tokens',
        owner: 'real-estate',
        rotationReminderDays: 180,
        generation: 1,
        keys: {
          JWT_SECRET: { characters: 88, description: 'signs access tokens' },
          SESSION_SECRET: { characters: 64, description: 'signs session cookies' },
        },
      },
      whatsapp: {
        source: 'provided',
        description: 'access to the WhatsApp Business API',
        owner: 'real-estate',
        rotationReminderDays: 90,
        keys: { WHATSAPP_ACCESS_TOKEN: { description: 'token of the system user', minCharacters: 40 } },
      },
      smtp: {
        source: 'provided',
        description: 'account that sends e-mail',
        owner: 'real-estate',
        rotationReminderDays: 90,
        keys: {
          SMTP_USER: { description: 'user name at the mail server', minCharacters: 4 },
          SMTP_PASSWORD: { description: 'password at the mail server', minCharacters: 16 },
        },
      },
    },
    services: {
      api: {
        kind: 'http',
        image: { repository: 'real-estate-crm/api' },
        // 3b: port and paths; the report says that a health check exists, not where.
        port: 3000,
        probes: { path: '/health', deepPath: '/health/deep' },
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        routes: [{ priority: 100, paths: ['/*'] }],
        webSocket: { enabled: true, path: '/socket.io/*', stickiness: 'load-balancer-cookie', maxConnections: 500 },
        variables: {
          PORT: '3000',
          JWT_EXPIRES_IN: '15m',
          SMTP_HOST: 'email-smtp.eu-central-1.amazonaws.com',
          SMTP_PORT: '587',
          WHATSAPP_API_URL: 'https://graph.facebook.com',
        },
        secrets: {
          JWT_SECRET: { secret: 'application', key: 'JWT_SECRET' },
          SESSION_SECRET: { secret: 'application', key: 'SESSION_SECRET' },
          WHATSAPP_ACCESS_TOKEN: { secret: 'whatsapp', key: 'WHATSAPP_ACCESS_TOKEN' },
          SMTP_USER: { secret: 'smtp', key: 'SMTP_USER' },
          SMTP_PASSWORD: { secret: 'smtp', key: 'SMTP_PASSWORD' },
        },
        database: { access: 'application', readReplica: true },
        redis: { cache: { connections: 1 }, session: { connections: 2 } },
        externalServices: ['whatsapp', 'smtp'],
      },
      worker: {
        kind: 'worker',
        image: { repository: 'real-estate-crm/api' },
        command: ['node', 'dist/worker.js'],
        concurrency: 5,
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        variables: {
          SMTP_HOST: 'email-smtp.eu-central-1.amazonaws.com',
          SMTP_PORT: '587',
          WHATSAPP_API_URL: 'https://graph.facebook.com',
        },
        secrets: {
          WHATSAPP_ACCESS_TOKEN: { secret: 'whatsapp', key: 'WHATSAPP_ACCESS_TOKEN' },
          SMTP_USER: { secret: 'smtp', key: 'SMTP_USER' },
          SMTP_PASSWORD: { secret: 'smtp', key: 'SMTP_PASSWORD' },
        },
        database: { access: 'application', readReplica: false },
        redis: { cache: { connections: 1 }, session: { connections: 1 } },
        externalServices: ['whatsapp', 'smtp'],
      },
    },
    migration: {
      enabled: true,
      service: 'api',
      command: ['npx', '--no-install', 'sequelize-cli', 'db:migrate'],
      timeoutSeconds: 600,
    },
    externalServices: {
      whatsapp: { description: 'WhatsApp Business API of Meta', hosts: ['graph.facebook.com'], ports: [443] },
      smtp: { description: 'mail server, 3b: SES is assumed', hosts: ['email-smtp.eu-central-1.amazonaws.com'], ports: [587] },
    },
    // 000 L201: what was measured with ten people (C5).
    slo: { latency: { baselineMilliseconds: 350 } },
  },
  environments: {
    local: at(`local.${hostname}`),
    development: at(`development.${hostname}`),
    staging: mergeParts(at(`staging.${hostname}`), release('v1.0.0-rc.1')),
    production: mergeParts(at(hostname), release('v1.0.0')),
  },
}
