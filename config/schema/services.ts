import { z } from 'zod'
import { count, cpuMillicores, cronSchedule, feature, httpPath, identifier, memoryMiB, pathPattern, port, variableName } from './common'

const command = z.array(z.string().min(1)).min(1)

const resources = z.strictObject({
  cpuRequestMillicores: cpuMillicores.describe('CPU the scheduler reserves; the autoscaler measures against it (R14, R19)'),
  cpuLimitMillicores: cpuMillicores,
  memoryRequestMiB: memoryMiB,
  memoryLimitMiB: memoryMiB,
})

const scalingStep = z.strictObject({
  instances: count.describe('instances added or removed at a time'),
  stabilizationSeconds: z.int().min(0).max(3600).describe('how long the condition has to hold'),
  cooldownSeconds: z.int().min(1).max(1800).describe('time between two steps (R17)'),
})

const scaling = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('automatic'),
    minInstances: count.describe('instances that always run (R13)'),
    maxInstances: count,
    targetCpuPercent: z.int().min(1).max(100).describe('part of the CPU request (R14)'),
    targetMemoryPercent: z.int().min(1).max(100).describe('part of the memory request (R14)'),
    scaleUp: scalingStep,
    scaleDown: scalingStep,
  }),
  z.strictObject({
    kind: z.literal('fixed'),
    instances: count,
    singleton: z.boolean().describe('never two at a time: the old instance ends before the new one starts (R12)'),
  }),
])

const probes = z.strictObject({
  path: httpPath.describe('shallow check for readiness, liveness and load balancer (C34)'),
  deepPath: httpPath.optional().describe('check of the dependencies, for alerts only (R24)'),
  periodSeconds: count.describe('interval (R23, C20)'),
  timeoutSeconds: count,
  failureThreshold: count,
  startupSeconds: count.describe('time a start may take'),
})

const rollout = z.strictObject({
  strategy: z.enum(['rolling', 'blue-green', 'canary']).describe('R133, R134'),
  maxUnavailable: z.int().min(0),
  maxSurge: z.int().min(0),
})

const secretReference = z.strictObject({ secret: identifier, key: variableName })

const workload = {
  image: z.strictObject({
    repository: z.string().regex(/^[a-z0-9]+([._/-][a-z0-9]+)*$/, 'use a repository name, e.g. omnicrm/web'),
    reference: z
      .string()
      .regex(/^(sha256:[0-9a-f]{64}|[\w][\w.-]{0,127})$/, 'use a tag or a digest (sha256:…)')
      .describe('tag or digest; outside development a version, a commit or a digest (R123, C19)'),
  }),
  command: command.optional().describe('default: the command of the image'),
  resources,
  scaling,
  rollout,
  shutdown: z.strictObject({
    drainSeconds: z.int().min(0).describe('pause before SIGTERM while the load balancer takes the instance out'),
    gracePeriodSeconds: z.int().min(1).describe('time between SIGTERM and SIGKILL (R25)'),
  }),
  user: z.strictObject({ uid: z.int().min(1), gid: z.int().min(1) }).describe('user and group of the process; never 0 (R26)'),
  writablePaths: z.array(z.string().startsWith('/')).describe('everything else of the file system is read-only'),
  zoneSpread: z.enum(['required', 'preferred']).describe('whether instances must be spread over Availability Zones (R1)'),
  variables: z.record(variableName, z.string()).describe('plain environment variables (R76)'),
  secrets: z.record(variableName, secretReference).describe('environment variables from Secrets Manager (R70, R76)'),
  database: z
    .discriminatedUnion('access', [
      z.strictObject({ access: z.literal('none') }),
      z.strictObject({
        access: z.literal('application'),
        readReplica: z.boolean().describe('exports the address of the read replica too (R34)'),
        poolSize: count.optional().describe('connections of one instance; default: the share that the budget leaves (R37)'),
      }),
    ])
    .describe('how the service uses the database'),
  redis: z
    .record(identifier, z.strictObject({ connections: count.describe('connections of one instance (R47)') }))
    .describe('Redis instances it uses'),
  buckets: z.record(identifier, z.enum(['read', 'read-write'])).describe('buckets it uses'),
  externalServices: z.array(identifier).describe('external services it calls; everything else is closed (R53)'),
  metrics: feature({ path: httpPath, port }).describe('Prometheus endpoint (R98)'),
}

/** Something that answers requests behind the load balancer. */
const http = z.strictObject({
  kind: z.literal('http'),
  ...workload,
  port,
  probes,
  routes: z
    .array(z.strictObject({ priority: z.int().min(1).max(50000), paths: z.array(pathPattern).min(1).max(5) }))
    .min(1)
    .describe('rules of the load balancer; a lower priority is asked first (R10)'),
  loadBalancing: z.strictObject({
    algorithm: z.enum(['least_outstanding_requests', 'round_robin', 'weighted_random']).describe('R3'),
    healthyThreshold: z.int().min(2).max(10),
    unhealthyThreshold: z.int().min(2).max(10).describe('failed checks in a row (R3)'),
    intervalSeconds: z.int().min(5).max(300),
    timeoutSeconds: z.int().min(2).max(120),
  }),
  webSocket: feature({
    path: pathPattern,
    stickiness: z.enum(['load-balancer-cookie', 'application-cookie', 'none']).describe('none needs a Redis adapter (R4, C31)'),
    maxConnections: count.describe('concurrent connections the system is sized for'),
  }),
})

/** Something that takes jobs from a queue; nothing is routed to it (R11). */
const worker = z.strictObject({
  kind: z.literal('worker'),
  ...workload,
  queue: z.string().optional().describe('queue it takes jobs from'),
  concurrency: count.describe('jobs that one instance handles at a time (R48)'),
  probes: z.strictObject({ port, path: httpPath, periodSeconds: count, timeoutSeconds: count, failureThreshold: count, startupSeconds: count }),
})

/** A long-running part of a system. */
export const serviceSchema = z.discriminatedUnion('kind', [http, worker])

/** A command that runs at fixed times, never twice at once (R12, R52). */
export const scheduleSchema = z.strictObject({
  description: z.string().min(10),
  service: identifier.describe('service whose image, variables and secrets it uses'),
  command,
  schedule: cronSchedule,
  timeoutSeconds: count,
})

/** The one migration before a rollout (R136, R137). */
export const migrationSchema = feature({
  service: identifier.describe('service whose image it uses'),
  command,
  timeoutSeconds: count,
})

/** A system outside the deployment that services call (R53). */
export const externalServiceSchema = z.strictObject({
  description: z.string().min(3),
  hosts: z.array(z.string().min(3)).min(1),
  ports: z.array(port).min(1),
})
