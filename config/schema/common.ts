import { z } from 'zod'

/** A lower-case name made of words and hyphens, short enough to be part of every AWS name. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case words joined by single hyphens, e.g. "worker-sync"')
  .max(24, 'use at most 24 characters: the name becomes part of names that AWS limits to 32')

/** Why a safe default was left. It appears in the review report, so it has to be a sentence. */
export const reason = z.string().min(20, 'give the reason as a sentence that a reviewer can judge (20 characters or more)')

/** A calendar day, e.g. `2027-03-31`. */
export const day = z.iso.date('use a calendar day, e.g. 2027-03-31')

/** IPv4 range in CIDR notation. */
export const cidr = z.cidrv4('use an IPv4 range, e.g. 203.0.113.0/24')

/** TCP port. R75: 1 to 65535. */
export const port = z.int().min(1, 'use a port from 1 to 65535').max(65535, 'use a port from 1 to 65535')

/** A positive whole number. */
export const count = z.int().positive()

/** Path of an HTTP route, e.g. `/api/health`. */
export const httpPath = z.string().regex(/^\/[^\s*]*$/, 'use an absolute path without wildcards, e.g. /api/health')

/** Path pattern of an ALB rule or WAF statement, e.g. `/admin/*`. */
export const pathPattern = z
  .string()
  .regex(/^\/[^\s]*$/, 'use an absolute path, optionally with *, e.g. /admin/*')
  .max(128, 'an ALB path pattern has at most 128 characters')

/** Name of an environment variable. */
export const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'use capital letters, digits and underscores, e.g. DATABASE_URL')

const cronRanges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

const isCronField = (field: string, [least, most]: readonly [number, number]) =>
  field.split(',').every((part) => {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? []
    const [from, to = from] = range === '*' ? [least, most] : range.split('-').map(Number)
    const isWithin = from !== undefined && to !== undefined && from >= least && to <= most && from <= to
    return /^(\*|\d+(-\d+)?)$/.test(range) && isWithin && Number(step) >= 1
  })

/** Five-field cron expression in UTC, e.g. `0 2 * * *`, in the part that Kubernetes and EventBridge share. */
export const cronSchedule = z.string().refine((expression) => {
  const fields = expression.split(' ')
  return fields.length === 5 && cronRanges.every((range, index) => isCronField(fields[index] ?? '', range))
}, 'use the five fields of cron in UTC (minute, hour, day, month, weekday), e.g. "0 2 * * *"')

/** Time window of a day in UTC as RDS writes it, e.g. `03:00-04:00`. */
export const dailyWindow = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'use hh:mm-hh:mm in UTC, e.g. 03:00-04:00')

/** Weekly window in UTC as RDS writes it, e.g. `sun:04:30-sun:05:30`. */
export const weeklyWindow = z
  .string()
  .regex(
    /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/,
    'use ddd:hh:mm-ddd:hh:mm in UTC, e.g. sun:04:30-sun:05:30',
  )

/** Days that CloudWatch Logs accepts as retention. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetentionDays = z.union(
  [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653].map((days) =>
    z.literal(days),
  ),
  'use a retention CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, … days',
)

/** Kubernetes quantity of CPU in thousandths of a core. */
export const cpuMillicores = z.int().min(10)

/** Memory in mebibytes. */
export const memoryMiB = z.int().min(16)

/**
 * A protection that is on unless somebody says in a sentence why it is off.
 *
 * @param settings what can be set while it is on
 */
export const protection = <Settings extends z.ZodRawShape>(settings: Settings) =>
  z.discriminatedUnion('enabled', [
    z.strictObject({ enabled: z.literal(true), ...settings }),
    z.strictObject({ enabled: z.literal(false), reason }),
  ])

/** An optional feature that is off unless asked for; nothing is lost while it is off. */
export const feature = <Settings extends z.ZodRawShape>(settings: Settings) =>
  z.discriminatedUnion('enabled', [
    z.strictObject({ enabled: z.literal(true), ...settings }),
    z.strictObject({ enabled: z.literal(false) }),
  ])
