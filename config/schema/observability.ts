import { z } from 'zod'
import { count, feature, identifier, logRetentionDays, variableName } from './common'

const secretReference = z.strictObject({ secret: identifier, key: variableName })

/** How long everything that is recorded is kept (R96, R111, C33). */
export const retentionSchema = z.strictObject({
  logDays: logRetentionDays,
  metricDays: count,
  traceDays: count,
  auditDays: z.int().min(90).describe('audit trail, under object lock (R92)'),
})

/** Metrics, logs and traces (R97 to R122). */
export const observabilitySchema = z.strictObject({
  prometheus: z.strictObject({ replicas: count, storageGiB: count }),
  alertmanager: z.strictObject({ replicas: count }),
  grafana: z.strictObject({
    replicas: count,
    signIn: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('generated-password') }),
      z.strictObject({
        kind: z.literal('oidc'),
        issuerUrl: z.url(),
        clientId: z.string().min(1),
        clientSecret: secretReference,
      }),
    ]),
  }),
  loki: z.strictObject({ replicas: count }),
  traces: z.strictObject({ samplePercent: z.number().min(0).max(100).describe('part of the requests that is traced (R113)') }),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']),
  redactedFields: z.array(z.string().min(1)).min(1).describe('fields of a log line that are masked before it is stored (R112)'),
  correlationHeaders: z.array(z.string().min(1)).min(1).describe('headers that carry the id of a request (R114, C24)'),
  metricNames: z
    .strictObject({
      requests: z.string(),
      requestDuration: z.string().describe('histogram of request durations'),
      requestDurationUnit: z.enum(['seconds', 'milliseconds']),
      jobDuration: z.string(),
    })
    .describe('names that the applications export (R99, C21)'),
  sentry: feature({ tracesSampleRate: z.number().min(0).max(1), dsn: secretReference }).describe('R116'),
  datadog: feature({ apiKey: secretReference }).describe('R115'),
})

/** Service level objectives (R103 to R106). */
export const sloSchema = z.strictObject({
  availability: z.strictObject({
    targetPercent: z.number().min(90).max(99.999),
    windowDays: count,
  }),
  latency: z.strictObject({
    percentile: z.union([z.literal(50), z.literal(90), z.literal(95), z.literal(99)]),
    thresholdMilliseconds: count,
    windowDays: count,
    baselineMilliseconds: count.optional().describe('measured value, a line in the dashboards (R20, C5)'),
  }),
  errorRate: z.strictObject({
    maxPercent: z.number().positive().max(100).describe('pages (R105, C4)'),
    warnPercent: z.number().positive().max(100).describe('warns (R105, C4)'),
    windowDays: count,
  }),
})
