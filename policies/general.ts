import { requiredTags } from '../constructs/core/tags'
import { statefulTypes } from './stateful-types'
import { valueAt, type Policy } from './policy'

const secretAttributes = ['password', 'secret_string', 'secret_binary', 'master_password', 'auth_token']

/** Policies of every kind of resource. */
export const generalPolicies: readonly Policy[] = [
  {
    id: 'DATA-PREVENT-DESTROY',
    rule: 'Terraform refuses to destroy what holds data',
    source: 'design: three layers of delete protection',
    types: statefulTypes,
    check: ({ attributes }, { deletionProtectionReleased }) =>
      deletionProtectionReleased || valueAt(attributes, 'lifecycle', 'prevent_destroy') === true
        ? undefined
        : 'set lifecycle.prevent_destroy, or release it with a reason under deletionProtection in the configuration',
  },
  {
    id: 'KMS-ROTATION',
    rule: 'A key is rotated, and a deletion can be taken back for 30 days',
    source: 'R42; CKV_AWS_7',
    types: ['aws_kms_key'],
    check: ({ attributes }) =>
      attributes['enable_key_rotation'] === true && attributes['deletion_window_in_days'] === 30
        ? undefined
        : 'set enable_key_rotation and deletion_window_in_days = 30',
  },
  {
    id: 'KMS-POLICY',
    rule: 'A key names who may use it, and through what',
    source: 'CKV_AWS_33, CKV2_AWS_64',
    types: ['aws_kms_key', 'aws_kms_replica_key'],
    check: ({ attributes }) => {
      const document = attributes['policy']
      if (typeof document !== 'string') return 'give the key a policy'
      const { Statement } = JSON.parse(document) as { Statement: readonly { Sid: string; Principal: unknown; Condition?: unknown; Action: unknown }[] }
      const open = Statement.find(
        ({ Principal, Condition, Action }) =>
          (JSON.stringify(Principal).includes('"*"') && Condition === undefined) || JSON.stringify(Action).includes('"kms:*"'),
      )
      return open === undefined ? undefined : `statement ${open.Sid} opens the key; add a condition and name the actions`
    },
  },
  {
    id: 'LOGS-ENCRYPTION',
    rule: 'A log group is encrypted with a key of the deployment and ends its entries',
    source: 'R42, R111; CKV_AWS_158, CKV_AWS_66',
    types: ['aws_cloudwatch_log_group'],
    check: ({ attributes }) =>
      attributes['kms_key_id'] !== undefined && Number(attributes['retention_in_days'] ?? 0) > 0 ? undefined : 'set kms_key_id and retention_in_days',
  },
  {
    id: 'SNS-ENCRYPTION',
    rule: 'A topic is encrypted with a key of the deployment',
    source: 'CKV_AWS_26',
    types: ['aws_sns_topic'],
    check: ({ attributes }) => (attributes['kms_master_key_id'] === undefined ? 'set kms_master_key_id' : undefined),
  },
  {
    id: 'SECRET-ENCRYPTION',
    rule: 'A secret is encrypted with a key of the deployment',
    source: 'R70; CKV_AWS_149',
    types: ['aws_secretsmanager_secret'],
    check: ({ attributes }) => (attributes['kms_key_id'] === undefined ? 'set kms_key_id' : undefined),
  },
  {
    id: 'SECRET-NOT-IN-STATE',
    rule: 'No secret value is written where plan or state would keep it',
    source: 'R71',
    types: ['*'],
    check: ({ attributes }) => {
      const written = secretAttributes.filter((attribute) => attributes[attribute] !== undefined)
      return written.length === 0 ? undefined : `${written.join(', ')} would be kept in the state; use the write-only argument`
    },
  },
  {
    id: 'ALARM-ACTION',
    rule: 'An alarm tells somebody',
    source: 'R107',
    types: ['aws_cloudwatch_metric_alarm'],
    check: ({ attributes }) => (Array.isArray(attributes['alarm_actions']) && attributes['alarm_actions'].length > 0 ? undefined : 'set alarm_actions'),
  },
]

/** Tags that a provider has to set on everything (R141). */
export const missingTags = (provider: Readonly<Record<string, unknown>>) => {
  const tags = (valueAt(provider, 'default_tags', 'tags') ?? {}) as Readonly<Record<string, string>>
  return requiredTags.filter((tag) => !tags[tag])
}
