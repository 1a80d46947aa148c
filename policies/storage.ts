import { referringTo, valueAt, type Policy, type SynthesizedLayer, type SynthesizedResource } from './policy'

const companion = (type: string, bucket: SynthesizedResource, layer: SynthesizedLayer) => referringTo(layer, type, 'bucket', bucket)[0]?.attributes

const bucketPolicy = (settings: Omit<Policy, 'types'>): Policy => ({ ...settings, types: ['aws_s3_bucket'] })

interface TlsStatement {
  readonly Effect: string
  readonly Principal: unknown
  readonly Action: unknown
  readonly Resource: string | readonly string[]
  readonly Condition?: { readonly Bool?: Readonly<Record<string, string>> }
}

const publicAccess = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets']

/** Policies of buckets. */
export const storagePolicies: readonly Policy[] = [
  bucketPolicy({
    id: 'S3-PUBLIC-ACCESS',
    rule: 'A bucket blocks every kind of public access',
    source: 'R42, R50; AVD-AWS-0086 to 0094',
    check: (bucket, layer) => {
      const block = companion('aws_s3_bucket_public_access_block', bucket, layer) ?? {}
      const open = publicAccess.filter((setting) => block[setting] !== true)
      return open.length === 0 ? undefined : `set ${open.join(', ')} to true in a public access block of the bucket`
    },
  }),
  bucketPolicy({
    id: 'S3-TLS',
    rule: 'A bucket refuses requests without TLS',
    source: 'R42; S3 security best practices',
    check: (bucket, layer) => {
      const document = companion('aws_s3_bucket_policy', bucket, layer)?.['policy']
      const statements = typeof document === 'string' ? (JSON.parse(document) as { Statement: readonly TlsStatement[] }).Statement : []
      const refused = statements.filter(
        ({ Effect, Principal, Action, Condition }) =>
          Effect === 'Deny' && Principal === '*' && Action === 's3:*' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      )
      const covered = refused.flatMap(({ Resource }) => Resource)
      return [`\${${bucket.address}.arn}`, `\${${bucket.address}.arn}/*`].every((resource) => covered.includes(resource))
        ? undefined
        : 'add a bucket policy that denies every action on the bucket and its objects where aws:SecureTransport is false'
    },
  }),
  bucketPolicy({
    id: 'S3-VERSIONING',
    rule: 'A bucket keeps overwritten and deleted objects',
    source: 'R50; CKV_AWS_21',
    check: (bucket, layer) =>
      valueAt(companion('aws_s3_bucket_versioning', bucket, layer) ?? {}, 'versioning_configuration', 'status') === 'Enabled'
        ? undefined
        : 'enable versioning of the bucket',
  }),
  bucketPolicy({
    id: 'S3-ENCRYPTION-KMS',
    rule: 'A bucket encrypts with a key of the deployment',
    source: 'R42; CKV_AWS_145',
    check: (bucket, layer) => {
      const rule = valueAt(companion('aws_s3_bucket_server_side_encryption_configuration', bucket, layer) ?? {}, 'rule')
      const algorithm = valueAt({ rule }, 'rule', 'apply_server_side_encryption_by_default', 'sse_algorithm')
      const key = valueAt({ rule }, 'rule', 'apply_server_side_encryption_by_default', 'kms_master_key_id')
      return algorithm === 'aws:kms' && key !== undefined ? undefined : 'encrypt the bucket with aws:kms and a key of the deployment'
    },
  }),
  bucketPolicy({
    id: 'S3-ACCESS-LOGS',
    rule: 'A bucket records who accesses it',
    source: 'R73; CKV_AWS_18',
    check: (bucket, layer) =>
      companion('aws_s3_bucket_logging', bucket, layer) === undefined ? 'send access logs of the bucket to the access log bucket' : undefined,
  }),
  bucketPolicy({
    id: 'S3-LIFECYCLE',
    rule: 'A bucket ends old versions and incomplete uploads',
    source: 'R96; CKV2_AWS_61',
    check: (bucket, layer) => {
      const rule = companion('aws_s3_bucket_lifecycle_configuration', bucket, layer) ?? {}
      const complete = ['noncurrent_version_expiration', 'abort_incomplete_multipart_upload'].every((part) => valueAt(rule, 'rule', part) !== undefined)
      return complete ? undefined : 'add a lifecycle rule that ends noncurrent versions and incomplete uploads'
    },
  }),
]
