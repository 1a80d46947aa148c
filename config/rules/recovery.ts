import type { Deployment } from '../schema/deployment'
import { dailySpan, firstMinuteOfDay, longestPause, overlap, weeklySpan } from './schedules'
import { findingIf, isProduction, rdsOf, type DeploymentFinding, type DeploymentRule } from './rule'

const inWords = (minutes: number) => {
  if (minutes >= 2880 && minutes % 1440 === 0) return `${minutes / 1440} days`
  if (minutes > 60 && minutes % 60 === 0) return `${minutes / 60} hours`
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}

/** Production keeps backups for a month, locked, copied, dumped and tested (R54 to R60, R63, R65). */
export const productionBackupsAreComplete: DeploymentRule = (deployment) => {
  if (!isProduction(deployment)) return []
  const { recovery } = deployment
  const pointInTime = rdsOf(deployment)?.backup.retentionDays
  const off = (name: 'vaultLock' | 'restoreTest' | 'logicalDumps' | 'replicateToRecoveryRegion', loss: string) =>
    findingIf(!recovery[name].enabled, `recovery.${name}`, `it is off in production: ${loss}`, 'use { enabled: true, … }')
  return [
    ...findingIf(
      pointInTime !== undefined && pointInTime < 30,
      'database.backup.retentionDays',
      `production can go back ${pointInTime} days in time`,
      'use 30 to 35; RDS keeps 35 at most',
    ),
    ...findingIf(
      recovery.retentionDays < 30,
      'recovery.retentionDays',
      `production keeps backups for ${recovery.retentionDays} days`,
      'use at least 30',
    ),
    ...off('vaultLock', 'whoever gets hold of an administrator can delete every backup'),
    ...off('restoreTest', 'nobody knows whether a backup can be restored'),
    ...off('logicalDumps', 'no backup could be read outside AWS'),
    ...off('replicateToRecoveryRegion', 'losing the region loses the backups'),
    ...findingIf(
      !recovery.plans.daily.copyToRecoveryRegion,
      'recovery.plans.daily.copyToRecoveryRegion',
      'the newest backup of production stays in its region',
      'use true',
    ),
  ]
}

/** Daily is at least once a day, weekly once a week, monthly once a month; so are dumps and restore tests (R46, R54 to R56, C32). */
export const plansRunAsOftenAsTheySay: DeploymentRule = ({ recovery, redis }) => {
  const schedules = [
    ['recovery.plans.daily.schedule', recovery.plans.daily.schedule, 1440, '0 2 * * *'],
    ['recovery.plans.weekly.schedule', recovery.plans.weekly.schedule, 7 * 1440, '0 7 * * 0'],
    ['recovery.plans.monthly.schedule', recovery.plans.monthly.schedule, 31 * 1440, '0 8 1 * *'],
    ['redis.backup.schedule', redis.backup.schedule, 1440, '15 2 * * *'],
    ...(recovery.logicalDumps.enabled
      ? [['recovery.logicalDumps.schedule', recovery.logicalDumps.schedule, 7 * 1440, '0 3 * * *'] as const]
      : []),
    ...(recovery.restoreTest.enabled
      ? [['recovery.restoreTest.schedule', recovery.restoreTest.schedule, 31 * 1440, '0 10 1 * *'] as const]
      : []),
  ] as const
  return schedules.flatMap(([path, schedule, longest, example]) => {
    const pause = longestPause(schedule)
    return findingIf(
      pause > longest,
      path,
      `"${schedule}" lets ${inWords(pause)} pass between two runs`,
      `run it at least every ${inWords(longest)}, e.g. "${example}"`,
    )
  })
}

/** Alerts about an old backup come after the next one is due, not before (R61). */
export const backupAgesAreDue: DeploymentRule = ({ recovery, redis }) =>
  (
    [
      ['recovery.maxBackupAgeHours', recovery.maxBackupAgeHours, recovery.plans.daily.schedule],
      ['redis.backup.maxAgeHours', redis.backup.maxAgeHours, redis.backup.schedule],
    ] as const
  ).flatMap(([path, hours, schedule]) => {
    const pause = Math.ceil(longestPause(schedule) / 60)
    return findingIf(
      hours <= pause,
      path,
      `the alert comes after ${hours} hours, and "${schedule}" makes a backup every ${pause}`,
      `use more than ${pause}, e.g. ${pause + 2}`,
    )
  })

/** A rarer backup is kept longer, none shorter than the deployment promises (R56, R57, C16). */
export const planRetentionsAreOrdered: DeploymentRule = ({ recovery }) => {
  const { daily, weekly, monthly } = recovery.plans
  const cold = (name: string, plan: typeof daily) =>
    findingIf(
      plan.coldStorageAfterDays !== undefined && plan.retentionDays < plan.coldStorageAfterDays + 90,
      `recovery.plans.${name}.retentionDays`,
      `a backup goes to cold storage after ${plan.coldStorageAfterDays} days, where AWS keeps it for 90, and should go after ${plan.retentionDays}`,
      `use at least ${(plan.coldStorageAfterDays ?? 0) + 90}, or remove coldStorageAfterDays`,
    )
  return [
    ...findingIf(
      daily.retentionDays < recovery.retentionDays,
      'recovery.plans.daily.retentionDays',
      `daily backups are kept for ${daily.retentionDays} days, and recovery.retentionDays promises ${recovery.retentionDays}`,
      `use at least ${recovery.retentionDays}`,
    ),
    ...findingIf(
      weekly.retentionDays < daily.retentionDays,
      'recovery.plans.weekly.retentionDays',
      `weekly backups are kept for ${weekly.retentionDays} days, daily ones for ${daily.retentionDays}`,
      `use at least ${daily.retentionDays}`,
    ),
    ...findingIf(
      monthly.retentionDays < weekly.retentionDays,
      'recovery.plans.monthly.retentionDays',
      `monthly backups are kept for ${monthly.retentionDays} days, weekly ones for ${weekly.retentionDays}`,
      `use at least ${weekly.retentionDays}`,
    ),
    ...cold('daily', daily),
    ...cold('weekly', weekly),
    ...cold('monthly', monthly),
  ]
}

/** The lock of the vault accepts what the plans put into it; AWS refuses a backup outside its bounds (R58). */
export const vaultLockFitsPlans: DeploymentRule = ({ recovery }) => {
  const { vaultLock, plans } = recovery
  if (!vaultLock.enabled) return []
  const { minRetentionDays, maxRetentionDays } = vaultLock
  if (minRetentionDays > maxRetentionDays) {
    return findingIf(
      true,
      'recovery.vaultLock.minRetentionDays',
      `${minRetentionDays} days are more than maxRetentionDays, ${maxRetentionDays}`,
      `use at most ${maxRetentionDays}`,
    )
  }
  return Object.entries(plans).flatMap(([name, { retentionDays }]) =>
    findingIf(
      retentionDays < minRetentionDays || retentionDays > maxRetentionDays,
      `recovery.plans.${name}.retentionDays`,
      `the vault refuses backups that are kept for ${retentionDays} days: its lock accepts ${minRetentionDays} to ${maxRetentionDays}`,
      'change the retention, or minRetentionDays and maxRetentionDays of recovery.vaultLock',
    ),
  )
}

/** Snapshots, the maintenance and the backup plan do not meet: RDS refuses the first two, AWS Backup fails in the others (R54). */
export const backupWindowsAreApart: DeploymentRule = (deployment) => {
  const database = rdsOf(deployment)
  if (database === undefined) return []
  const { schedule } = deployment.recovery.plans.daily
  const snapshot = dailySpan(database.backup.window)
  const maintenance = weeklySpan(database.maintenanceWindow)
  const start = firstMinuteOfDay(schedule)
  const plan = { start, end: start + 60 }
  const short = (path: string, window: string, { start: from, end }: typeof plan) =>
    findingIf(end - from < 30, path, `${window} is shorter than half an hour`, 'use at least 30 minutes: RDS refuses less')
  return [
    ...short('database.backup.window', database.backup.window, snapshot),
    ...short('database.maintenanceWindow', database.maintenanceWindow, maintenance),
    ...findingIf(
      overlap(snapshot, maintenance),
      'database.backup.window',
      `${database.backup.window} meets the maintenance window ${database.maintenanceWindow}`,
      'use hours that are apart, e.g. 00:00-01:00 and sun:04:30-sun:05:30',
    ),
    ...findingIf(
      overlap(plan, snapshot),
      'recovery.plans.daily.schedule',
      `"${schedule}" starts in or just before the snapshot window ${database.backup.window}`,
      'start it an hour after the window ends',
    ),
    ...findingIf(
      overlap(plan, maintenance),
      'recovery.plans.daily.schedule',
      `"${schedule}" starts in or just before the maintenance window ${database.maintenanceWindow}`,
      'start it an hour before the window, or after it',
    ),
  ]
}

/** RDS uploads its log every five minutes, which is as near as point-in-time recovery comes (P1). */
const pointInTimeLagMinutes = 5

/** What a mechanism can reach, and what would reach more. */
const reachable = (deployment: Deployment) => {
  const { recovery } = deployment
  const database = rdsOf(deployment)
  const dumps = recovery.logicalDumps.enabled ? longestPause(recovery.logicalDumps.schedule) : Infinity
  const copies = Object.values(recovery.plans).filter(({ copyToRecoveryRegion }) => copyToRecoveryRegion)
  const region = Math.min(...copies.map(({ schedule }) => longestPause(schedule)), Infinity)
  const restored = database === undefined ? dumps : pointInTimeLagMinutes
  const isRedundant = database?.multiAz.enabled === true
  return {
    // A replica is promoted by hand and lags, so only the synchronous standby keeps every commit.
    instance: { rpo: isRedundant ? 0 : restored, rto: isRedundant ? 3 : 30, better: 'enable database.multiAz' },
    availabilityZone: { rpo: isRedundant ? 0 : restored, rto: isRedundant ? 3 : 30, better: 'enable database.multiAz' },
    corruption: {
      rpo: restored,
      rto: 30,
      better: database === undefined ? 'run recovery.logicalDumps more often' : 'no mechanism of RDS comes nearer',
    },
    region: { rpo: region, rto: 60, better: 'copy a plan that runs more often to the recovery region' },
  }
}

/** Each recovery objective can be reached by what is configured (R36, R64, C1, C2, P1). */
export const recoveryObjectivesAreReachable: DeploymentRule = (deployment) => {
  const { objectives } = deployment.recovery
  return Object.entries(reachable(deployment)).flatMap(([name, { rpo, rto, better }]): DeploymentFinding[] => {
    const objective = objectives[name as keyof typeof objectives]
    const path = `recovery.objectives.${name}`
    return [
      ...findingIf(
        objective.rpoMinutes < rpo,
        `${path}.rpoMinutes`,
        rpo === Infinity
          ? `at most ${inWords(objective.rpoMinutes)} of data may be lost, and no backup is made for this case`
          : `at most ${inWords(objective.rpoMinutes)} of data may be lost, and what is configured loses up to ${inWords(rpo)}`,
        rpo === Infinity ? better : `use at least ${rpo}, or ${better}`,
      ),
      ...findingIf(
        objective.rtoMinutes < rto,
        `${path}.rtoMinutes`,
        `${inWords(objective.rtoMinutes)} are given to recover, and what is configured takes about ${inWords(rto)}`,
        `use at least ${rto}${rto === 30 && better.startsWith('enable') ? `, or ${better}` : ''}`,
      ),
    ]
  })
}
