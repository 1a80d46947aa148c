import { ReplicaKey } from '../../constructs/recovery/replica-key'
import { EncryptionKey, type EncryptionKeyProps } from '../../constructs/secrets/encryption-key'
import { logServiceStatement } from '../../constructs/secrets/log-encryption'
import { deployment } from '../config/fixtures'
import { composed, only } from './compose'
import { decision } from './permissions'

const production = deployment('omnicrm-production')
const { id: account } = production.account

const key = (props: Partial<EncryptionKeyProps> = {}) =>
  composed(
    production,
    (layer) => new EncryptionKey(layer, 'key', { deployment: production, domain: 'storage', usedThrough: ['s3'], ...props }),
  )

const policyOf = (props?: Partial<EncryptionKeyProps>) => only(key(props), 'aws_kms_key')['policy'] as string

const user = { AWS: `arn:aws:iam::${account}:role/anybody` }
const throughS3 = { 'kms:CallerAccount': account, 'kms:ViaService': 's3.eu-central-1.amazonaws.com' }

describe('encryption key', () => {
  test('it is rotated, kept for 30 days after a deletion, and has an alias', () => {
    const json = key()
    expect(only(json, 'aws_kms_key')).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    })
    expect(only(json, 'aws_kms_alias')['name']).toBe('alias/omnicrm-production-storage')
  })

  test('it decrypts through the named service, and for nobody who asks directly', () => {
    const policy = policyOf()
    expect(decision(policy, { action: 'kms:Decrypt', principal: user, context: throughS3 })).toBe('allowed')
    expect(decision(policy, { action: 'kms:Decrypt', principal: user, context: { 'kms:CallerAccount': account } })).toBe(
      'not mentioned',
    )
    expect(
      decision(policy, {
        action: 'kms:Decrypt',
        principal: user,
        context: { ...throughS3, 'kms:ViaService': 'rds.eu-central-1.amazonaws.com' },
      }),
    ).toBe('not mentioned')
  })

  test('another account can not use it, not even through the service', () => {
    expect(
      decision(policyOf(), {
        action: 'kms:Decrypt',
        principal: user,
        context: { ...throughS3, 'kms:CallerAccount': '999999999999' },
      }),
    ).toBe('not mentioned')
  })

  test('administrators of the account manage it and can not decrypt with it', () => {
    const root = { AWS: `arn:aws:iam::${account}:root` }
    for (const action of ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:EnableKeyRotation']) {
      expect([action, decision(policyOf(), { action, principal: root })]).toEqual([action, 'allowed'])
    }
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']) {
      expect([action, decision(policyOf(), { action, principal: root, context: { 'kms:CallerAccount': account } })]).toEqual([
        action,
        'not mentioned',
      ])
    }
  })

  test('grants are only for services of AWS', () => {
    const request = { action: 'kms:CreateGrant', principal: user }
    expect(decision(policyOf(), { ...request, context: { ...throughS3, 'kms:GrantIsForAWSResource': 'true' } })).toBe('allowed')
    // `kms:Create*` of the administrators is about the root of the account, not about a user.
    expect(decision(policyOf(), { ...request, context: { ...throughS3, 'kms:GrantIsForAWSResource': 'false' } })).toBe(
      'not mentioned',
    )
  })

  test('CloudWatch Logs uses it for the log groups it is made for, and for no other', () => {
    const policy = policyOf({ servicePrincipals: [logServiceStatement(production, '/vpc/')] })
    const request = (group: string) => ({
      action: 'kms:GenerateDataKey',
      principal: { Service: 'logs.eu-central-1.amazonaws.com' },
      context: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-central-1:${account}:log-group:${group}` },
    })
    expect(decision(policy, request('/vpc/omnicrm-production/flow-logs'))).toBe('allowed')
    expect(decision(policy, request('/aws/lambda/other'))).toBe('not mentioned')
  })

  test('it has replicas in other regions only where somebody asks for it', () => {
    expect(only(key(), 'aws_kms_key')['multi_region']).toBe(false)
    expect(only(key({ multiRegion: true }), 'aws_kms_key')['multi_region']).toBe(true)
  })

  test('its replica is made by the provider of the recovery region and used through the service there', () => {
    const json = composed(production, (layer) => {
      const provider = layer.addRecoveryProvider()
      const primaryKeyArn = 'arn:aws:kms:eu-central-1:333333333333:key/mrk-1'
      new ReplicaKey(layer, 'key', { deployment: production, domain: 'storage', usedThrough: ['s3'], primaryKeyArn, provider })
    })
    const replica = only(json, 'aws_kms_replica_key')
    expect(replica).toMatchObject({ provider: 'aws.recovery', deletion_window_in_days: 30, lifecycle: { prevent_destroy: true } })
    const policy = replica['policy'] as string
    const there = { ...throughS3, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }
    expect(decision(policy, { action: 'kms:GenerateDataKey', principal: user, context: there })).toBe('allowed')
    expect(decision(policy, { action: 'kms:GenerateDataKey', principal: user, context: throughS3 })).toBe('not mentioned')
    expect(only(json, 'aws_kms_alias')['provider']).toBe('aws.recovery')
  })
})
