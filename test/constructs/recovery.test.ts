import { BucketReplication } from '../../constructs/recovery/bucket-replication'
import { PrivateBucket } from '../../constructs/storage/private-bucket'
import { deployment } from '../config/fixtures'
import { composed, only, referenceTo } from './compose'
import { decision } from './permissions'

const production = deployment('omnicrm-production')
const sourceKeyArn = 'arn:aws:kms:eu-central-1:333333333333:key/mrk-1'
const destinationKeyArn = 'arn:aws:kms:eu-west-1:333333333333:key/mrk-1'
const source = 'arn:aws:s3:::omnicrm-production-backups-333333333333'

const json = composed(production, (layer) => {
  const provider = layer.addRecoveryProvider()
  const destination = new PrivateBucket(layer, 'copies', {
    deployment: production,
    purpose: 'backup-copies',
    encryption: { kind: 'kms', keyArn: destinationKeyArn },
    retention: { noncurrentVersionDays: 30 },
    provider,
  })
  new BucketReplication(layer, 'replication', {
    deployment: production,
    purpose: 'backups',
    sourceKeyArn,
    destination,
    destinationKeyArn,
  })
})
const copies = referenceTo(json, 'aws_s3_bucket', 'copies/bucket', 'arn')
const configuration = only(json, 'aws_s3_bucket_replication_configuration')
const [rule] = configuration['rule']

describe('bucket replication', () => {
  test('every object is copied, also those that are encrypted with a key of the account, and encrypted again there', () => {
    expect(configuration['bucket']).toBe('omnicrm-production-backups-333333333333')
    expect(rule).toMatchObject({
      status: 'Enabled',
      filter: { prefix: '' },
      source_selection_criteria: { sse_kms_encrypted_objects: { status: 'Enabled' } },
      destination: { bucket: copies, encryption_configuration: { replica_kms_key_id: destinationKeyArn } },
    })
  })

  test('what somebody deletes stays in the copy', () => {
    expect(rule.delete_marker_replication).toEqual({ status: 'Disabled' })
  })

  test('it begins when the destination keeps versions, and is made in the region of the source', () => {
    expect(configuration['depends_on']).toEqual([expect.stringMatching(/^aws_s3_bucket_versioning\.copies/)])
    expect(configuration['provider']).toBeUndefined()
  })

  test('the role reads the source, writes the copies, and does nothing else', () => {
    const policy = only(json, 'aws_iam_role_policy')['policy'] as string
    const may = (action: string, resource: string, context = {}) => decision(policy, { action, resource, context })
    expect(may('s3:GetObjectVersionForReplication', `${source}/dump`)).toBe('allowed')
    expect(may('s3:ReplicateObject', `${copies}/dump`)).toBe('allowed')
    expect(may('s3:ReplicateObject', `${source}/dump`)).toBe('not mentioned')
    expect(may('s3:ReplicateDelete', `${copies}/dump`)).toBe('not mentioned')
    expect(may('s3:DeleteObject', `${source}/dump`)).toBe('not mentioned')
    const inRegion = { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' }
    const inRecovery = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }
    expect(may('kms:Decrypt', sourceKeyArn, inRegion)).toBe('allowed')
    expect(may('kms:Decrypt', sourceKeyArn, inRecovery)).toBe('not mentioned')
    expect(may('kms:GenerateDataKey', destinationKeyArn, inRecovery)).toBe('allowed')
    expect(may('kms:Decrypt', destinationKeyArn, inRecovery)).toBe('not mentioned')
  })

  test('the role is assumed by S3 for this account only', () => {
    const trust = only(json, 'aws_iam_role')['assume_role_policy'] as string
    const assume = (account: string) =>
      decision(trust, {
        action: 'sts:AssumeRole',
        principal: { Service: 's3.amazonaws.com' },
        context: { 'aws:SourceAccount': account },
      })
    expect([assume(production.account.id), assume('999999999999')]).toEqual(['allowed', 'not mentioned'])
  })
})
