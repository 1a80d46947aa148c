import { z } from 'zod'
import { cidr, logRetentionDays } from './common'

const availabilityZone = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-h]$/, 'use an Availability Zone name, e.g. eu-central-1a')

/** VPC over the named Availability Zones (R1, R32, R53, R87). */
export const networkSchema = z.strictObject({
  cidr: cidr.describe('range of the VPC, /16 to /18; the ranges of an account must not overlap'),
  availabilityZones: z
    .array(availabilityZone)
    .min(2)
    .max(6)
    .describe('Availability Zones by name; subnets are keyed by the letter, so adding one changes nothing that exists'),
  natGateways: z
    .enum(['one-per-availability-zone', 'single'])
    .describe('one per Availability Zone survives the loss of a zone; a single one costs less (R150)'),
  interfaceEndpoints: z
    .array(z.string().regex(/^[a-z0-9.-]+$/))
    .describe('AWS services reached inside the VPC, e.g. secretsmanager; S3 always has a gateway endpoint'),
  flowLogs: z.strictObject({
    retentionDays: logRetentionDays.describe('days that flow logs are kept'),
    traffic: z.enum(['ALL', 'REJECT']).describe('which traffic is recorded'),
  }),
})
