import { z } from 'zod'
import { count, cronSchedule, identifier, protection } from './common'

const objective = z.strictObject({
  rpoMinutes: z.number().min(0).describe('data that may be lost, in minutes'),
  rtoMinutes: z.number().positive().describe('time until the system works again, in minutes'),
})

const plan = z.strictObject({
  schedule: cronSchedule,
  retentionDays: count,
  coldStorageAfterDays: count.optional(),
  copyToRecoveryRegion: z.boolean(),
})

/** Backups and what they have to achieve (R36, R54 to R67). */
export const recoverySchema = z.strictObject({
  objectives: z
    .strictObject({ instance: objective, availabilityZone: objective, corruption: objective, region: objective })
    .describe('by class of failure (R36, R64, C1, C2)'),
  retentionDays: count.describe('days that backups are kept (R57, C16)'),
  plans: z.strictObject({ daily: plan, weekly: plan, monthly: plan }).describe('AWS Backup rules (R54 to R56)'),
  replicateToRecoveryRegion: protection({}).describe('copies of database backups and of the backup bucket in the recovery region (R58, R65)'),
  vaultLock: protection({
    mode: z.enum(['governance', 'compliance']).describe('compliance can not be undone by anybody'),
    minRetentionDays: count,
    maxRetentionDays: count,
  }),
  restoreTest: protection({ schedule: cronSchedule, validationMinutes: count }).describe('R60, R63, C32'),
  logicalDumps: protection({ schedule: cronSchedule, retentionDays: count }).describe('pg_dump to S3, readable outside AWS (R40, R59)'),
  maxBackupAgeHours: count.describe('age of the last backup that raises an alert (R61)'),
})

/** What happens to old data (R68). */
export const dataLifecycleSchema = z.strictObject({
  description: z.string().min(10),
  action: z.enum(['archive', 'delete']),
  olderThanDays: count,
  service: identifier.describe('service whose image runs the command'),
  command: z.array(z.string().min(1)).min(1),
  schedule: cronSchedule,
})
