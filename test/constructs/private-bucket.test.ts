import { AccessLogBucket } from '../../constructs/storage/access-log-bucket'
import { BrowserUploads } from '../../constructs/storage/browser-uploads'
import { PrivateBucket, type PrivateBucketProps } from '../../constructs/storage/private-bucket'
import { deployment } from '../config/fixtures'
import type { LayerJson } from '../synthesized'
import { allResources, composed, only, referenceTo } from './compose'
import { decision } from './permissions'

const production = deployment('execora-production')
const keyArn = 'arn:aws:kms:eu-central-1:333333333333:key/own'
const kms: Partial<PrivateBucketProps> = { encryption: { kind: 'kms', keyArn } }

const bucket = (props: Partial<PrivateBucketProps> = {}, of = production) =>
  composed(of, (layer) => {
    new PrivateBucket(layer, 'bucket', {
      deployment: of,
      purpose: 'media',
      encryption: { kind: 'kms', keyArn },
      retention: { noncurrentVersionDays: 14 },
      ...props,
    })
  })

const policyOf = (json: LayerJson) => only(json, 'aws_s3_bucket_policy')['policy'] as string

const upload = (json: LayerJson, context: Readonly<Record<string, string>>) =>
  decision(policyOf(json), {
    action: 's3:PutObject',
    principal: { AWS: 'arn:aws:iam::333333333333:role/api' },
    resource: `${referenceTo(json, 'aws_s3_bucket', 'bucket/bucket', 'arn')}/object`,
    context: { 'aws:SecureTransport': 'true', ...context },
  })

const algorithm = 's3:x-amz-server-side-encryption'
const keyHeader = 's3:x-amz-server-side-encryption-aws-kms-key-id'

describe('private bucket', () => {
  test('nobody makes it public, by list or by policy, and the owner of the bucket owns every object', () => {
    const json = bucket()
    expect(only(json, 'aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    })
    expect(only(json, 'aws_s3_bucket_ownership_controls')['rule']).toEqual({ object_ownership: 'BucketOwnerEnforced' })
    expect(only(json, 'aws_s3_bucket_policy')['depends_on']).toEqual([
      expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
    ])
  })

  test('it encrypts with the key it is given, and asks KMS once for many objects', () => {
    const [rule] = only(bucket(), 'aws_s3_bucket_server_side_encryption_configuration')['rule']
    expect(rule).toEqual({
      apply_server_side_encryption_by_default: { kms_master_key_id: keyArn, sse_algorithm: 'aws:kms' },
      bucket_key_enabled: true,
    })
  })

  test('it can encrypt with keys of S3, for log delivery that knows no others', () => {
    const json = bucket({ encryption: { kind: 's3' } })
    const [rule] = only(json, 'aws_s3_bucket_server_side_encryption_configuration')['rule']
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'AES256' })
    expect(upload(json, { [algorithm]: 'AES256' })).toBe('not mentioned')
  })

  test('a request without TLS is refused, whatever it wants', () => {
    const json = bucket()
    const arn = referenceTo(json, 'aws_s3_bucket', 'bucket/bucket', 'arn')
    for (const [action, resource] of [
      ['s3:GetObject', `${arn}/object`],
      ['s3:PutObject', `${arn}/object`],
      ['s3:ListBucket', arn],
    ] as const) {
      const request = { action, resource, principal: { AWS: 'arn:aws:iam::333333333333:role/api' } }
      expect([action, decision(policyOf(json), { ...request, context: { 'aws:SecureTransport': 'false' } })]).toEqual([
        action,
        'refused',
      ])
      expect([action, decision(policyOf(json), { ...request, context: { 'aws:SecureTransport': 'true' } })]).toEqual([
        action,
        'not mentioned',
      ])
    }
  })

  test('an upload that says nothing about encryption gets the key of the bucket', () => {
    expect(upload(bucket(), {})).toBe('not mentioned')
  })

  test('an upload that asks for the key of the bucket is accepted', () => {
    expect(upload(bucket(), { [algorithm]: 'aws:kms', [keyHeader]: keyArn })).toBe('not mentioned')
  })

  test('an upload that asks for another kind of encryption or for another key is refused', () => {
    expect(upload(bucket(), { [algorithm]: 'AES256' })).toBe('refused')
    expect(upload(bucket(), { [algorithm]: 'aws:kms', [keyHeader]: 'arn:aws:kms:eu-central-1:999999999999:key/other' })).toBe(
      'refused',
    )
  })

  test('overwritten objects are kept for a while, and incomplete uploads end', () => {
    const json = bucket({ retention: { noncurrentVersionDays: 14 } })
    expect(only(json, 'aws_s3_bucket_versioning')['versioning_configuration']).toEqual({ status: 'Enabled' })
    const [rule] = only(json, 'aws_s3_bucket_lifecycle_configuration')['rule']
    expect(rule).toMatchObject({ status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 14 }] })
    expect(rule.abort_incomplete_multipart_upload[0].days_after_initiation).toBeGreaterThan(0)
    expect(rule.expiration).toBeUndefined()
    expect(rule.transition).toBeUndefined()
  })

  test('objects expire and move to Glacier where somebody asks for it', () => {
    const [rule] = only(
      bucket({ retention: { noncurrentVersionDays: 1, expiresAfterDays: 90, archiveAfterDays: 30 } }),
      'aws_s3_bucket_lifecycle_configuration',
    )['rule']
    expect(rule).toMatchObject({ expiration: [{ days: 90 }], transition: [{ days: 30, storage_class: 'GLACIER' }] })
  })

  test('it is protected from deletion, and can be emptied only where the protection is released', () => {
    expect(only(bucket(), 'aws_s3_bucket')).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } })
    expect(only(bucket({}, deployment('execora-local')), 'aws_s3_bucket')).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    })
  })

  test('it is confidential unless somebody says otherwise', () => {
    expect(only(bucket(), 'aws_s3_bucket')['tags']).toEqual({ DataClassification: 'confidential' })
    expect(only(bucket({ classification: 'public' }), 'aws_s3_bucket')['tags']).toEqual({ DataClassification: 'public' })
  })

  test('every part of it is made by the provider of another region where it lies there', () => {
    const json = composed(production, (layer) => {
      const provider = layer.addRecoveryProvider()
      new PrivateBucket(layer, 'bucket', {
        deployment: production,
        purpose: 'copies',
        encryption: { kind: 'kms', keyArn },
        retention: { noncurrentVersionDays: 1 },
        provider,
      })
    })
    const parts = allResources(json)
    expect(parts.length).toBeGreaterThanOrEqual(7)
    expect(parts.filter(({ attributes }) => attributes['provider'] !== 'aws.recovery').map(({ address }) => address)).toEqual([])
  })

  test('its accesses are recorded under its own prefix in the bucket for access logs', () => {
    const json = composed(production, (layer) => {
      const logs = new AccessLogBucket(layer, 'logs', { deployment: production, purpose: 'access-logs', retentionDays: 90 })
      new PrivateBucket(layer, 'bucket', {
        deployment: production,
        purpose: 'media',
        ...kms,
        encryption: { kind: 'kms', keyArn },
        retention: { noncurrentVersionDays: 1 },
        accessLogBucket: logs.bucket,
      })
    })
    const logging = only(json, 'aws_s3_bucket_logging')
    expect(logging['target_bucket']).toBe(referenceTo(json, 'aws_s3_bucket', 'logs/access-logs/bucket', 'id'))
    expect(logging['bucket']).toBe(referenceTo(json, 'aws_s3_bucket', 'bucket/bucket', 'id'))
    expect(logging['target_prefix']).toBe('media/')
  })
})

describe('bucket for access logs', () => {
  const json = composed(production, (layer) => {
    new AccessLogBucket(layer, 'logs', { deployment: production, purpose: 'access-logs', retentionDays: 90 })
  })

  const delivery = (source: string, account = production.account.id) =>
    decision(policyOf(json), {
      action: 's3:PutObject',
      principal: { Service: 'logging.s3.amazonaws.com' },
      resource: `${referenceTo(json, 'aws_s3_bucket', 'logs/access-logs/bucket', 'arn')}/media/2026`,
      context: { 'aws:SecureTransport': 'true', 'aws:SourceAccount': account, 'aws:SourceArn': `arn:aws:s3:::${source}` },
    })

  test('S3 delivers logs of the buckets of the deployment, and of no other', () => {
    expect(delivery('execora-production-media-333333333333')).toBe('allowed')
    expect(delivery('omnicrm-production-media-333333333333')).toBe('not mentioned')
    expect(delivery('execora-production-media-333333333333', '999999999999')).toBe('not mentioned')
  })

  test('logs end after the configured days', () => {
    expect(only(json, 'aws_s3_bucket_lifecycle_configuration')['rule'][0].expiration).toEqual([{ days: 90 }])
  })
})

describe('uploads from browsers', () => {
  test('only the origins of the deployment may upload and download', () => {
    const json = composed(production, (layer) => {
      const own = new PrivateBucket(layer, 'bucket', {
        deployment: production,
        purpose: 'media',
        encryption: { kind: 'kms', keyArn },
        retention: { noncurrentVersionDays: 1 },
      })
      new BrowserUploads(layer, 'uploads', { deployment: production, bucket: own.bucket })
    })
    const [rule, ...others] = only(json, 'aws_s3_bucket_cors_configuration')['cors_rule']
    expect(others).toEqual([])
    expect(rule.allowed_origins).toEqual(production.edge.cors.allowedOrigins)
    expect([...rule.allowed_methods].sort()).toEqual(['GET', 'PUT'])
  })
})
