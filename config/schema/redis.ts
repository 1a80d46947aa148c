import { z } from 'zod'
import { count, cronSchedule, identifier, memoryMiB, reason } from './common'

const instance = z.strictObject({
  role: z.enum(['cache', 'queue', 'session']).describe('what it holds; a queue or a session must not be evicted (R48, R49)'),
  maxMemoryMiB: memoryMiB.describe('maxmemory; the container limit is derived from it with head-room for the fork of a snapshot'),
  evictionPolicy: z.enum(['noeviction', 'allkeys-lru', 'volatile-lru', 'volatile-ttl']).describe('maxmemory-policy (R48)'),
  storageGiB: count.describe('volume of each node (R31)'),
  connectionBudget: count.describe('connections of all clients together; an alert, not a limit (R47, C8)'),
})

/** Redis (R44 to R49). */
export const redisSchema = z.strictObject({
  driver: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sentinel') }),
    z.strictObject({
      kind: z.literal('elasticache'),
      nodeType: z.string().regex(/^cache\./),
      reason: reason.describe('why the loss of Sentinel and AOF is accepted (P3)'),
    }),
  ]),
  nodes: z.union([z.literal(1), z.literal(3), z.literal(5)]).describe('Redis and Sentinel processes of each instance (R44)'),
  version: z.string().regex(/^[78]\.\d+(\.\d+)?$/),
  persistence: z.strictObject({
    appendFsync: z.enum(['everysec', 'always']).describe('how often the append-only file reaches the disk (R45)'),
    snapshotEverySeconds: count.describe('interval of RDB snapshots'),
  }),
  failover: z.strictObject({
    downAfterMilliseconds: count.describe('silence after which a Sentinel takes the master for down'),
    minReplicasToWrite: z.int().min(0).describe('replicas that must be connected before the master accepts a write'),
  }),
  backup: z.strictObject({
    schedule: cronSchedule.describe('when the snapshot is copied to S3 (R46)'),
    retentionDays: count,
    maxAgeHours: count.describe('age of the last success that raises an alert'),
  }),
  instances: z.record(identifier, instance).describe('Redis instances by name'),
})
