import type { Deployment } from '../../config/schema/deployment'
import { arn } from '../core/arns'
import type { Statement } from '../core/iam'

/**
 * Lets CloudWatch Logs use a key for the log groups of the deployment.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 *
 * @param logGroupPrefix beginning of the names of the log groups
 */
export const logServiceStatement = (deployment: Deployment, logGroupPrefix: string): Statement => ({
  Sid: 'UsedByCloudWatchLogs',
  Effect: 'Allow',
  Principal: { Service: `logs.${deployment.account.region}.amazonaws.com` },
  Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: '*',
  Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn(deployment, 'logs', `log-group:${logGroupPrefix}*`) } },
})
