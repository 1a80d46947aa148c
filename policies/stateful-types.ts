/**
 * Resource types that hold data, or without which data can not be read or found again. Their addresses are locked, their
 * deletion is refused.
 */
export const statefulTypes = [
  'aws_cloudwatch_log_group',
  'aws_db_instance',
  'aws_kms_key',
  'aws_kms_replica_key',
  'aws_route53_zone',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
] as const
