import { z } from 'zod'
import { count, feature, identifier, variableName } from './common'

const secretReference = z.strictObject({ secret: identifier, key: variableName })

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use hh:mm, e.g. 18:00')

const channel = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pagerduty'), routingKey: secretReference }),
  z.strictObject({ kind: z.literal('slack'), channel: z.string().startsWith('#'), webhookUrl: secretReference }),
  z.strictObject({ kind: z.literal('discord'), webhookUrl: secretReference }),
  z.strictObject({ kind: z.literal('email'), addresses: z.array(z.email()).min(1) }),
])

const severity = z.strictObject({
  description: z.string().min(5),
  responseMinutes: count.describe('time until somebody has to answer (R146)'),
  repeatMinutes: count.describe('interval of the reminder while nobody has'),
  channels: z.array(identifier).min(1),
})

/** Who is told what, and when (R101, R102, R107, R146, R147). */
export const alertsSchema = z.strictObject({
  operators: z.array(z.email()).min(1).describe('addresses for alarms of AWS itself and for the budget'),
  channels: z.record(identifier, channel),
  severities: z.strictObject({ P0: severity, P1: severity, P2: severity, P3: severity }),
  quietHours: feature({
    from: time,
    to: time,
    timeZone: z
      .string()
      .refine((zone) => zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone), 'use a time zone, e.g. Europe/Berlin'),
    severities: z.array(z.enum(['P2', 'P3'])).min(1),
  }),
  thresholds: z.strictObject({
    cpuPercent: z.int().min(1).max(100).describe('R101'),
    diskPercent: z.int().min(1).max(100).describe('R101'),
    memoryPercent: z.int().min(1).max(100).describe('part of the container limit (R120)'),
    slowRequestMilliseconds: count.describe('R102'),
    slowQueryMilliseconds: count.describe('R102'),
    cacheHitPercent: z.int().min(1).max(100).describe('lower bound of the Redis hit ratio (R117)'),
    queueWaitSeconds: count.describe('age of the oldest waiting job (R119)'),
    holdMinutes: count.describe('how long a condition holds before it alerts'),
  }),
})
