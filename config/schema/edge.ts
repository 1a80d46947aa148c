import { z } from 'zod'
import { cidr, count, httpPath, identifier, pathPattern, protection } from './common'

const rateLimit = z.strictObject({
  requests: z.int().min(10).describe('requests per key in the window; AWS WAF accepts 10 or more'),
  windowSeconds: z.union([z.literal(60), z.literal(120), z.literal(300), z.literal(600)]).describe('evaluation window of AWS WAF'),
  aggregateBy: z.enum(['ip', 'ip-and-authorization-header']).default('ip').describe('what is counted separately (R80)'),
  paths: z.array(pathPattern).default([]).describe('paths the limit is about; empty means all'),
})

/** How requests reach the system: names, TLS, load balancer, filtering (R2 to R7, R79 to R89). */
export const edgeSchema = z.strictObject({
  domain: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'use a domain name, e.g. omnicrm.app')
    .describe('registered domain of the system'),
  subdomain: z.string().regex(/^[a-z0-9-]*$/).describe('label before the domain; empty for the domain itself'),
  exposure: z.enum(['internet', 'internal']).describe('internal keeps the load balancer inside the VPC (R22)'),
  allowedCidrs: z.array(cidr).default([]).describe('ranges that may reach an internal load balancer, e.g. of a VPN'),
  tls: z.strictObject({
    policy: z.enum(['ELBSecurityPolicy-TLS13-1-2-Res-2021-06', 'ELBSecurityPolicy-TLS13-1-3-2021-06']),
    certificateExpiryAlertDays: count.describe('days before expiry that raise an alert (R5)'),
  }),
  idleTimeoutSeconds: z.int().min(1).max(4000).describe('idle time before the load balancer closes a connection; WebSockets need more than the default 60'),
  securityHeaders: z.strictObject({
    strictTransportSecurityMaxAgeSeconds: count,
    frameOptions: z.enum(['DENY', 'SAMEORIGIN']),
    contentSecurityPolicy: z.string().optional().describe('absent where the application sets a nonce policy of its own (C28)'),
  }),
  cors: z.strictObject({ allowedOrigins: z.array(z.string().min(1)).describe('origins that browsers may call from (R83)') }),
  admin: z.strictObject({
    paths: z.array(pathPattern).describe('administrator routes (R81)'),
    allowedCidrs: z.array(cidr).describe('ranges that may reach them, also Grafana and the Kubernetes API'),
  }),
  webhooks: z.strictObject({
    paths: z.array(pathPattern).describe('routes that other systems call (R85)'),
    signatureHeader: z.string().optional().describe('header that a caller must send'),
    maxBodyBytes: count,
  }),
  rateLimits: z.record(identifier, rateLimit).describe('limits by class of path (R79, R80, R84)'),
  maxBodyBytes: count.describe('largest request body outside the webhook routes (R86)'),
  managedRules: z.enum(['block', 'count']).describe('what the managed rule groups do with a match (R89)'),
  accessLogs: z.strictObject({ retentionDays: count }),
  cdn: z
    .discriminatedUnion('enabled', [
      z.strictObject({ enabled: z.literal(true), cachedPaths: z.array(pathPattern).min(1) }),
      z.strictObject({ enabled: z.literal(false) }),
    ])
    .describe('CloudFront for static assets (R6)'),
  neverCachedPaths: z.array(httpPath).describe('health and metrics paths that no cache may answer (R7)'),
  uptimeCheck: protection({
    path: httpPath,
    intervalSeconds: z.union([z.literal(10), z.literal(30)]),
    expectedText: z.string().max(255).optional().describe('text in the answer, e.g. "ts" (R108)'),
  }),
})
