import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy'
import { S3BucketReplicationConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-replication-configuration'
import { bucketArn } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument } from '../core/iam'
import { bucketName } from '../core/names'
import { ServiceRole } from '../core/service-role'
import type { PrivateBucket } from '../storage/private-bucket'

/** From which bucket to which. */
export interface BucketReplicationProps extends DeploymentProps {
  /** Purpose of the source bucket. */
  readonly purpose: string
  readonly sourceKeyArn: string
  readonly destination: PrivateBucket
  readonly destinationKeyArn: string
}

/**
 * Copies every new object of a bucket to the recovery region within minutes (R65). Deletions are not copied: what somebody
 * removes in the region stays in the copy.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
 */
export class BucketReplication extends DeploymentConstruct {
  constructor(scope: Construct, id: string, props: BucketReplicationProps) {
    super(scope, id, props)
    const { account } = this.deployment
    const source = bucketArn(this.deployment, props.purpose)
    const destination = props.destination.bucket.arn
    const { role } = new ServiceRole(this, 'role', {
      deployment: this.deployment,
      name: `${props.purpose}-replication`,
      description: `Copies ${props.purpose} to ${account.recoveryRegion}`,
      service: 's3.amazonaws.com',
    })
    new IamRolePolicy(this, 'role-policy', {
      name: 'replicate',
      role: role.name,
      policy: policyDocument(
        { Sid: 'ReadSource', Effect: 'Allow', Action: ['s3:GetReplicationConfiguration', 's3:ListBucket'], Resource: source },
        {
          Sid: 'ReadSourceObjects',
          Effect: 'Allow',
          Action: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
          Resource: `${source}/*`,
        },
        { Sid: 'WriteCopies', Effect: 'Allow', Action: ['s3:ReplicateObject', 's3:ReplicateTags'], Resource: `${destination}/*` },
        {
          Sid: 'DecryptSource',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: props.sourceKeyArn,
          Condition: { StringEquals: { 'kms:ViaService': `s3.${account.region}.amazonaws.com` } },
        },
        {
          Sid: 'EncryptCopies',
          Effect: 'Allow',
          Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
          Resource: props.destinationKeyArn,
          Condition: { StringEquals: { 'kms:ViaService': `s3.${account.recoveryRegion}.amazonaws.com` } },
        },
      ),
    })
    new S3BucketReplicationConfigurationA(this, 'replication', {
      bucket: bucketName(this.deployment, props.purpose),
      role: role.arn,
      rule: [
        {
          id: 'everything',
          status: 'Enabled',
          priority: 1,
          filter: { prefix: '' },
          deleteMarkerReplication: { status: 'Disabled' },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
          destination: {
            bucket: destination,
            storageClass: 'STANDARD_IA',
            encryptionConfiguration: { replicaKmsKeyId: props.destinationKeyArn },
          },
        },
      ],
      dependsOn: [props.destination.versioning],
    })
  }
}
