import type { Policy, SynthesizedResource } from './policy'

const isReplica = ({ attributes }: SynthesizedResource) => attributes['replicate_source_db'] !== undefined

const instancePolicy = (settings: Omit<Policy, 'types'>): Policy => ({ ...settings, types: ['aws_db_instance'] })

/** Policies of databases. */
export const databasePolicies: readonly Policy[] = [
  instancePolicy({
    id: 'RDS-ENCRYPTION',
    rule: 'A database encrypts its storage and its insights with a key of the deployment',
    source: 'R42; CKV_AWS_16, CKV_AWS_354',
    check: ({ attributes }) =>
      attributes['storage_encrypted'] === true && attributes['kms_key_id'] !== undefined && attributes['performance_insights_kms_key_id'] !== undefined
        ? undefined
        : 'set storage_encrypted, kms_key_id and performance_insights_kms_key_id',
  }),
  instancePolicy({
    id: 'RDS-NOT-PUBLIC',
    rule: 'A database has no public address',
    source: 'R87; CKV_AWS_17',
    check: ({ attributes }) => (attributes['publicly_accessible'] === false ? undefined : 'set publicly_accessible to false'),
  }),
  instancePolicy({
    id: 'RDS-DELETION-PROTECTION',
    rule: 'RDS refuses to delete a database',
    source: 'design: three layers of delete protection; CKV_AWS_293',
    check: ({ attributes }, { deletionProtectionReleased }) =>
      deletionProtectionReleased || attributes['deletion_protection'] === true
        ? undefined
        : 'set deletion_protection, or release it with a reason under deletionProtection in the configuration',
  }),
  instancePolicy({
    id: 'RDS-BACKUP',
    rule: 'A primary can be restored to any second of its retention and leaves a final snapshot',
    source: 'R35, R57; CKV_AWS_133',
    check: (resource, { deletionProtectionReleased }) => {
      if (isReplica(resource)) return undefined
      const { attributes } = resource
      if (Number(attributes['backup_retention_period'] ?? 0) < 1) return 'set backup_retention_period to 1 day or more'
      return deletionProtectionReleased || attributes['skip_final_snapshot'] === false ? undefined : 'set skip_final_snapshot to false'
    },
  }),
  instancePolicy({
    id: 'RDS-LOGS',
    rule: 'A database sends its logs to CloudWatch',
    source: 'R39; CKV_AWS_129',
    check: ({ attributes }) => {
      const logs = attributes['enabled_cloudwatch_logs_exports']
      return Array.isArray(logs) && logs.includes('postgresql') ? undefined : 'export the postgresql log'
    },
  }),
  instancePolicy({
    id: 'RDS-MONITORING',
    rule: 'A database is watched by Performance Insights and enhanced monitoring',
    source: 'R39; CKV_AWS_118, CKV_AWS_353',
    check: ({ attributes }) =>
      attributes['performance_insights_enabled'] === true && Number(attributes['monitoring_interval'] ?? 0) > 0
        ? undefined
        : 'set performance_insights_enabled and a monitoring_interval',
  }),
  {
    id: 'RDS-TLS',
    rule: 'A database refuses connections without TLS',
    source: 'R42; CKV2_AWS_69',
    types: ['aws_db_parameter_group'],
    check: ({ attributes }) => {
      const parameters = (attributes['parameter'] ?? []) as readonly { name?: string; value?: string }[]
      return parameters.some(({ name, value }) => name === 'rds.force_ssl' && value === '1') ? undefined : 'set rds.force_ssl to 1'
    },
  },
  {
    id: 'RDS-PROXY-TLS',
    rule: 'A database proxy refuses connections without TLS',
    source: 'R42',
    types: ['aws_db_proxy'],
    check: ({ attributes }) => (attributes['require_tls'] === true ? undefined : 'set require_tls'),
  },
]
