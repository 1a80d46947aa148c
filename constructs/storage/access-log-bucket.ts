import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { resourceName } from '../core/names'
import { waive } from '../core/waiver'
import { PrivateBucket } from './private-bucket'

/** Which layer the logs belong to, and how long they are kept. */
export interface AccessLogBucketProps extends DeploymentProps {
  /** Purpose, part of the name. */
  readonly purpose: string
  readonly retentionDays: number
}

/** Bucket that S3 writes access logs of the deployment's other buckets to. */
export class AccessLogBucket extends DeploymentConstruct {
  readonly bucket: S3Bucket

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id, props)
    const { deployment } = this
    const { partition, id: accountId } = deployment.account
    const privateBucket = new PrivateBucket(this, 'access-logs', {
      deployment,
      purpose: props.purpose,
      encryption: { kind: 's3' },
      retention: { noncurrentVersionDays: 1, expiresAfterDays: props.retentionDays },
      classification: 'internal',
      statements: (bucketArn) => [
        {
          Sid: 'DeliveredByS3',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${bucketArn}/*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': accountId },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:s3:::${resourceName(deployment, 's3-bucket')}-*` },
          },
        },
      ],
    })
    waive(privateBucket, 'S3-ENCRYPTION-KMS', 'S3 delivers access logs only to buckets that are encrypted with keys of S3 itself')
    waive(privateBucket, 'S3-ACCESS-LOGS', 'The target of access logs can not log its own accesses without an endless loop')
    this.bucket = privateBucket.bucket
  }
}
