import { z } from 'zod'
import { day, identifier, reason } from './common'

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'use a region name, e.g. eu-central-1')

/** The AWS account and regions a deployment lives in. Ids are configuration, never looked up, so that every plan works offline. */
export const accountSchema = z.strictObject({
  id: z.string().regex(/^\d{12}$/, 'use the 12 digits of the account id').describe('AWS account id'),
  partition: z.enum(['aws', 'aws-us-gov', 'aws-cn']).default('aws').describe('AWS partition, part of every ARN'),
  region: region.describe('region of the deployment'),
  recoveryRegion: region.describe('region that holds the copies of backups (R65)'),
  allowedRegions: z.array(region).min(1).describe('regions in which data may be kept (R93)'),
  sharedResourcesOwner: identifier.describe(
    'system whose deployment owns what exists once in an account, e.g. the GitHub OIDC provider; the other deployments of the account refer to it',
  ),
})

/** Where the infrastructure runs: the AWS API, or emulators on loopback that know only a part of it. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('aws') }),
  z.strictObject({
    kind: z.literal('emulator'),
    unsupportedResources: z
      .record(z.string(), reason)
      .describe('resource types that no emulator knows, left out, each with the reason'),
    knownDrift: z
      .record(z.string(), z.record(z.string(), reason))
      .describe('attributes by resource type that the emulators do not give back, each with the reason'),
  }),
])

/** How changes reach the environment (C17, R126, R127). */
export const deliverySchema = z.strictObject({
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'use owner/name')
    .describe('GitHub repository whose workflows may assume the roles'),
  trigger: z
    .discriminatedUnion('on', [
      z.strictObject({ on: z.literal('branch'), branch: z.string() }),
      z.strictObject({ on: z.literal('tag'), pattern: z.string() }),
      z.strictObject({ on: z.literal('manual') }),
    ])
    .describe('what starts a deployment'),
  reviewers: z.int().min(0).describe('people who have to approve before the apply role can be assumed'),
})

/** Monthly budget in US dollars (R149). */
export const budgetSchema = z.strictObject({
  monthlyUsd: z.number().positive().describe('monthly budget of the deployment in US dollars'),
  alertPercents: z.array(z.int().min(1).max(200)).min(1).max(4).describe('percentages of actual spend that raise an alert'),
  forecastPercent: z.int().min(1).max(200).describe('percentage of forecast spend that raises an alert'),
})

/** One switch for every delete protection; it releases the service flag, `prevent_destroy` and the plan guard together. */
export const deletionProtectionSchema = z.discriminatedUnion('enabled', [
  z.strictObject({ enabled: z.literal(true) }),
  z.strictObject({
    enabled: z.literal(false),
    reason,
    expiresOn: day.optional().describe('day after which the release is refused again; required on AWS'),
  }),
])

/** A policy finding that is accepted, and why. */
export const waiverSchema = z.strictObject({
  policy: z.string().regex(/^[A-Z0-9]+(-[A-Z0-9]+)+$/, 'use the id of a policy, e.g. S3-ENCRYPTION').describe('id of the policy'),
  path: z.string().min(1).describe('construct path or the end of one that the waiver is about'),
  reason,
})
