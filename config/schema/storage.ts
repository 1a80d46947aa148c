import { z } from 'zod'
import { count, identifier } from './common'

const bucket = z.strictObject({
  purpose: z.string().min(10).describe('what the bucket holds'),
  classification: z.enum(['public', 'internal', 'confidential']).describe('data classification, becomes a tag (R93)'),
  expiresAfterDays: count.optional().describe('days after which objects are deleted; absent keeps them'),
  archiveAfterDays: count.optional().describe('days after which objects move to Glacier (R68)'),
  noncurrentVersionDays: count.describe('days that overwritten and deleted objects can be brought back'),
  browserUploads: z.boolean().describe('lets the origins of edge.cors upload with a presigned URL'),
})

/** Object storage (R50, R68, R69). */
export const storageSchema = z.strictObject({
  buckets: z.record(identifier, bucket).describe('application buckets by name'),
  accessLogRetentionDays: count.describe('days that bucket access logs are kept'),
})
