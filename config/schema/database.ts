import { z } from 'zod'
import { count, dailyWindow, identifier, logRetentionDays, port, protection, reason, variableName, weeklyWindow } from './common'

const alarmThresholds = z.strictObject({
  cpuPercent: z.int().min(1).max(100).describe('CPU utilisation (R101)'),
  freeMemoryMiB: count,
  freeStoragePercent: z.int().min(1).max(50).describe('free part of the allocated storage (R43)'),
  connectionPercent: z.int().min(1).max(100).describe('part of the connection budget in use (R117)'),
  replicaLagSeconds: count.describe('lag of a read replica (R34)'),
})

const replica = z.strictObject({
  availabilityZone: z.string().describe('Availability Zone of the replica, one of the network'),
  instanceClass: z.string().regex(/^db\./).optional().describe('default: the class of the primary'),
})

const connections = z.strictObject({
  budget: count.describe('connections of all clients together (R18, R37)'),
  reserved: z.int().min(1).describe('kept for migrations, exporters, dumps and people'),
})

const pool = z.strictObject({
  maxPerInstance: count.describe('upper bound of a pool, also where the budget would allow more (000 L235)'),
  minPerInstance: z.int().min(0).describe('connections a pool keeps open'),
  acquireMilliseconds: count.describe('longest wait for a connection'),
  idleMilliseconds: count.describe('idle time after which a connection is closed'),
  evictMilliseconds: count.describe('interval of the idle check'),
})

const common = {
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores').describe('name of the database'),
  connections,
  pool,
}

/** PostgreSQL on RDS (R33 to R43). */
const rds = z.strictObject({
  provider: z.literal('rds'),
  ...common,
  port: port.describe('5432 unless the system says otherwise'),
  engineVersion: z.string().regex(/^1[3-7](\.\d+)?$/, 'use a PostgreSQL version, e.g. 15.12').describe('PostgreSQL version (R41)'),
  instanceClass: z.string().regex(/^db\./, 'use an RDS class, e.g. db.t4g.medium').describe('class of the primary'),
  storage: z.strictObject({
    allocatedGiB: z.int().min(20),
    maxAllocatedGiB: z.int().min(20).describe('upper bound of storage autoscaling (R43)'),
  }),
  multiAz: protection({}).describe('synchronous standby in another Availability Zone with automatic failover (R33)'),
  replicas: z.record(identifier, replica).describe('read replicas by name (R34)'),
  backup: z.strictObject({
    retentionDays: z.int().min(1).max(35).describe('days of point-in-time recovery; RDS keeps 35 at most (R35, R57)'),
    window: dailyWindow.describe('daily snapshot, before the AWS Backup plan of the same night'),
  }),
  maintenanceWindow: weeklyWindow,
  applyChangesImmediately: z.boolean().describe('false waits for the maintenance window'),
  timeouts: z.strictObject({
    statementMilliseconds: count.describe('statement_timeout (R38)'),
    lockMilliseconds: count.describe('lock_timeout'),
    idleInTransactionMilliseconds: count.describe('idle_in_transaction_session_timeout'),
    keepaliveIdleSeconds: count.describe('tcp_keepalives_idle'),
  }),
  slowQueryMilliseconds: count.describe('log_min_duration_statement (R39)'),
  performanceInsights: z.strictObject({ retentionDays: z.union([z.literal(7), z.literal(31), z.literal(93), z.literal(186), z.literal(372), z.literal(731)]) }),
  enhancedMonitoringSeconds: z.union([1, 5, 10, 15, 30, 60].map((seconds) => z.literal(seconds))),
  logs: z.strictObject({ retentionDays: logRetentionDays }),
  passwords: z.strictObject({
    rotation: protection({ everyDays: z.int().min(1).max(365) }).describe('rotation of the application and migrator passwords (R72)'),
    masterGeneration: count.describe('raise it to give the master user a new password at the next deployment'),
  }),
  proxy: z
    .discriminatedUnion('enabled', [
      z.strictObject({ enabled: z.literal(true), maxConnectionsPercent: z.int().min(1).max(100), idleClientSeconds: z.int().min(1).max(28800) }),
      z.strictObject({ enabled: z.literal(false) }),
    ])
    .describe('RDS Proxy between the services and the primary (R37)'),
  alarms: alarmThresholds,
})

/** PostgreSQL that somebody else runs, e.g. Supabase, which OmniCRM also uses for sign-in and REST (R40). */
const external = z.strictObject({
  provider: z.literal('external'),
  ...common,
  vendor: z.string().min(2).describe('who runs the database'),
  host: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'use a host name').describe('host name that the services connect to'),
  port,
  reason: reason.describe('why the database is not part of the deployment'),
  connectionSecret: z.strictObject({ secret: identifier, key: variableName }).describe('where the vendor\'s connection string is kept'),
})

/** The SQL database of a deployment. */
export const databaseSchema = z.discriminatedUnion('provider', [rds, external])
