import { mergeParts, type DeploymentPart, type SystemDefinition } from '../compose'

const hostname = 'execora.example.com'

const release = (reference: string): DeploymentPart => ({
  services: { api: { image: { reference } }, worker: { image: { reference } }, scheduler: { image: { reference } } },
})

const at = (host: string): DeploymentPart => ({
  edge: { cors: { allowedOrigins: [`https://${host}`] } },
  services: { api: { variables: { PUBLIC_URL: `https://${host}` } } },
})

/** What 004 asks of a launch before the critical findings are fixed: firewalled, fewer than 100 people (004 L235 to L237). */
const unhardened: DeploymentPart = {
  edge: {
    exposure: 'internal',
    // 3b: placeholder range of the VPN.
    allowedCidrs: ['10.200.0.0/16'],
    uptimeCheck: { enabled: false, reason: 'checks from the internet can not reach an internal load balancer' },
  },
  slo: { availability: { targetPercent: 95 } },
}

const messaging = {
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
}

const speech = {
  OPENAI_API_KEY: { secret: 'openai', key: 'OPENAI_API_KEY' },
  DEEPGRAM_API_KEY: { secret: 'deepgram', key: 'DEEPGRAM_API_KEY' },
  ELEVENLABS_API_KEY: { secret: 'elevenlabs', key: 'ELEVENLABS_API_KEY' },
}

const apiKey = (vendor: string, key: string) =>
  ({
    source: 'provided',
    description: `access to the API of ${vendor}`,
    owner: 'execora',
    rotationReminderDays: 90,
    keys: { [key]: { description: `key of ${vendor}`, minCharacters: 32 } },
  }) as const

/** EXECORA (004): REST and voice over WebSockets, a queue worker and reminders; Prisma, Redis, object storage, five vendors. */
export const execora: SystemDefinition = {
  system: 'execora',
  deployment: {
    // 3b: placeholders, as are the domain and the repository below.
    team: 'execora',
    costCenter: 'execora',
    compliance: ['gdpr'],
    delivery: { repository: 'example-org/execora' },
    edge: {
      domain: hostname,
      // 3b: no report gives ports, paths or limits. A call may be silent for long; each connection costs money at three vendors (004 L154).
      idleTimeoutSeconds: 3600,
      webhooks: { paths: ['/webhooks/*'], signatureHeader: 'X-Hub-Signature-256' },
      rateLimits: {
        login: { requests: 20, windowSeconds: 300, paths: ['/api/auth/*'] },
        voice: { requests: 20, windowSeconds: 60, paths: ['/ws/*'] },
        webhooks: { requests: 1000, windowSeconds: 60, paths: ['/webhooks/*'] },
      },
      maxBodyBytes: 10_485_760,
      neverCachedPaths: ['/health', '/health/deep', '/metrics'],
      uptimeCheck: { enabled: true, path: '/health', intervalSeconds: 30 },
    },
    database: { name: 'execora' },
    redis: {
      instances: {
        cache: { role: 'cache', maxMemoryMiB: 256, evictionPolicy: 'allkeys-lru', storageGiB: 5, connectionBudget: 50 },
        // Sessions are kept beside the jobs: neither may be evicted (R49).
        queue: { role: 'queue', maxMemoryMiB: 512, evictionPolicy: 'noeviction', storageGiB: 10, connectionBudget: 60 },
      },
    },
    storage: {
      buckets: {
        uploads: {
          purpose: 'files that people upload, MinIO today (R50)',
          classification: 'confidential',
          noncurrentVersionDays: 30,
          browserUploads: true,
        },
        media: {
          purpose: 'synthesized voice, which can be made again',
          classification: 'internal',
          expiresAfterDays: 30,
          noncurrentVersionDays: 7,
          browserUploads: false,
        },
      },
    },
    secrets: {
      application: {
        source: 'generated',
        description: 'keys that sign tokens',
        owner: 'execora',
        rotationReminderDays: 180,
        generation: 1,
        keys: { JWT_SECRET: { characters: 88, description: 'signs access tokens of REST and voice' } },
      },
      openai: apiKey('OpenAI', 'OPENAI_API_KEY'),
      deepgram: apiKey('Deepgram', 'DEEPGRAM_API_KEY'),
      elevenlabs: apiKey('ElevenLabs', 'ELEVENLABS_API_KEY'),
      whatsapp: {
        source: 'provided',
        description: 'access to the WhatsApp Business API and its webhooks',
        owner: 'execora',
        rotationReminderDays: 90,
        keys: {
          WHATSAPP_ACCESS_TOKEN: { description: 'token of the system user', minCharacters: 40 },
          WHATSAPP_APP_SECRET: { description: 'verifies the signature of webhooks (R85)', minCharacters: 32 },
          WHATSAPP_VERIFY_TOKEN: { description: 'answers the subscription of the webhook', minCharacters: 16 },
        },
      },
      smtp: {
        source: 'provided',
        description: 'account that sends e-mail and one-time passwords',
        owner: 'execora',
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
        image: { repository: 'execora/api' },
        port: 3000,
        probes: { path: '/health', deepPath: '/health/deep' },
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        routes: [
          { priority: 100, paths: ['/webhooks/*'] },
          { priority: 200, paths: ['/*'] },
        ],
        webSocket: { enabled: true, path: '/ws/*', stickiness: 'load-balancer-cookie', maxConnections: 500 },
        // A call needs more time to end than a request.
        shutdown: { gracePeriodSeconds: 120 },
        variables: { PORT: '3000', JWT_EXPIRES_IN: '15m', ...messaging.variables },
        secrets: {
          JWT_SECRET: { secret: 'application', key: 'JWT_SECRET' },
          WHATSAPP_APP_SECRET: { secret: 'whatsapp', key: 'WHATSAPP_APP_SECRET' },
          WHATSAPP_VERIFY_TOKEN: { secret: 'whatsapp', key: 'WHATSAPP_VERIFY_TOKEN' },
          ...messaging.secrets,
          ...speech,
        },
        database: { access: 'application', readReplica: true },
        redis: { cache: { connections: 2 }, queue: { connections: 3 } },
        buckets: { uploads: 'read-write', media: 'read-write' },
        externalServices: ['openai', 'deepgram', 'elevenlabs', 'whatsapp', 'smtp'],
      },
      worker: {
        kind: 'worker',
        image: { repository: 'execora/api' },
        command: ['node', 'dist/worker.js'],
        // 3b.
        concurrency: 5,
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        variables: messaging.variables,
        secrets: { ...messaging.secrets, ...speech },
        database: { access: 'application', readReplica: false },
        redis: { cache: { connections: 1 }, queue: { connections: 3 } },
        buckets: { uploads: 'read-write', media: 'read-write' },
        externalServices: ['openai', 'deepgram', 'elevenlabs', 'whatsapp', 'smtp'],
      },
      scheduler: {
        kind: 'worker',
        image: { repository: 'execora/api' },
        command: ['node', 'dist/reminder.js'],
        concurrency: 1,
        // Two schedulers would send every reminder twice (R12, R52).
        scaling: { kind: 'fixed', instances: 1, singleton: true },
        zoneSpread: 'preferred',
        metrics: { enabled: true, path: '/metrics', port: 9464 },
        variables: messaging.variables,
        secrets: messaging.secrets,
        database: { access: 'application', readReplica: false },
        redis: { queue: { connections: 3 } },
        externalServices: ['whatsapp', 'smtp'],
      },
    },
    migration: {
      enabled: true,
      service: 'api',
      command: ['npx', '--no-install', 'prisma', 'migrate', 'deploy'],
      timeoutSeconds: 600,
    },
    externalServices: {
      openai: { description: 'GPT-4', hosts: ['api.openai.com'], ports: [443] },
      deepgram: { description: 'speech to text', hosts: ['api.deepgram.com'], ports: [443] },
      elevenlabs: { description: 'voice synthesis', hosts: ['api.elevenlabs.io'], ports: [443] },
      whatsapp: { description: 'WhatsApp Business API of Meta', hosts: ['graph.facebook.com'], ports: [443] },
      smtp: { description: 'mail server, 3b: SES is assumed', hosts: ['email-smtp.eu-central-1.amazonaws.com'], ports: [587] },
    },
  },
  environments: {
    local: at(`local.${hostname}`),
    development: mergeParts(at(`development.${hostname}`), unhardened),
    staging: mergeParts(at(`staging.${hostname}`), unhardened, release('v1.0.0-rc.1'), {
      capacity: { concurrentUsers: 100, requestsPerSecond: 10, webSocketConnections: 50 },
    }),
    production: mergeParts(at(hostname), release('v1.0.0')),
  },
}
