/** Resource types that no emulator knows (moto 5.2.5, ministack 1.5.33); they are left out locally. */
export const unsupportedResources: Readonly<Record<string, string>> = {
  aws_serverlessapplicationrepository_cloudformation_stack:
    'ministack answers CreateCloudFormationChangeSet with an unknown error, moto has no Serverless Application Repository',
  aws_secretsmanager_secret_rotation:
    'ministack has no CancelRotateSecret, so that a destroy fails; moto demands the function that only the repository provides',
  aws_db_event_subscription: 'ministack, which holds the databases, has no CreateEventSubscription',
  aws_db_instance_automated_backups_replication: 'neither emulator has StartDBInstanceAutomatedBackupsReplication',
}

/**
 * Attributes that the emulators do not give back, by resource type. `npm run verify` fails on drift that is not listed here
 * and on listed drift that is gone.
 */
export const knownDrift: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_vpc_security_group_ingress_rule: { description: 'moto keeps the description of a rule only where it names a range, not a group' },
  aws_vpc_security_group_egress_rule: { description: 'moto keeps the description of a rule only where it names a range, not a group' },
  aws_db_instance: {
    enabled_cloudwatch_logs_exports: 'ministack answers with an empty list',
    performance_insights_kms_key_id: 'ministack answers with an empty text',
    backup_window: 'ministack answers 03:00-04:00 whatever was asked for',
  },
}
