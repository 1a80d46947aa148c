import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket'
import { S3BucketLifecycleConfiguration, type S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration'
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging'
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls'
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy'
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block'
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration'
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning'
import type { Construct, TerraformProvider } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Statement } from '../core/iam'
import { bucketName } from '../core/names'
import { dataLifecycle } from '../core/protection'

/** How objects of a bucket are encrypted at rest. */
export type BucketEncryption =
  | { readonly kind: 'kms'; readonly keyArn: string }
  /** Only for targets of log delivery that can not use a key of the account. */
  | { readonly kind: 's3' }

/** When objects move or end. */
export interface BucketRetention {
  /** Days that overwritten and deleted objects can be brought back. */
  readonly noncurrentVersionDays: number
  /**
   * Days after which objects are deleted.
   * @default never
   */
  readonly expiresAfterDays?: number | undefined
  /**
   * Days after which objects move to Glacier.
   * @default never
   */
  readonly archiveAfterDays?: number | undefined
}

/** A bucket and what it is for. */
export interface PrivateBucketProps extends DeploymentProps {
  /** Purpose, part of the name. */
  readonly purpose: string
  readonly encryption: BucketEncryption
  readonly retention: BucketRetention
  /**
   * Bucket that access logs go to.
   * @default none: only the access log bucket itself has none
   */
  readonly accessLogBucket?: S3Bucket
  /**
   * Statements that the bucket policy has besides "TLS only" and "no other encryption".
   * @default none
   */
  readonly statements?: (bucketArn: string) => readonly Statement[]
  /**
   * Data classification (R93).
   * @default confidential
   */
  readonly classification?: string
  /**
   * Provider of another region.
   * @default the provider of the layer
   */
  readonly provider?: TerraformProvider
}

const lifecycleRule = ({ noncurrentVersionDays, expiresAfterDays, archiveAfterDays }: BucketRetention): S3BucketLifecycleConfigurationRule => ({
  id: 'retention',
  status: 'Enabled',
  filter: [{ prefix: '' }],
  abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
  noncurrentVersionExpiration: [{ noncurrentDays: noncurrentVersionDays }],
  ...(expiresAfterDays === undefined ? {} : { expiration: [{ days: expiresAfterDays }] }),
  ...(archiveAfterDays === undefined ? {} : { transition: [{ days: archiveAfterDays, storageClass: 'GLACIER' }] }),
})

const refuseOtherEncryption = (bucketArn: string, keyArn: string): readonly Statement[] => [
  {
    Sid: 'RefuseOtherEncryption',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucketArn}/*`,
    Condition: { Null: { 's3:x-amz-server-side-encryption': 'false' }, StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
  },
  {
    Sid: 'RefuseOtherKey',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `${bucketArn}/*`,
    Condition: {
      Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
      StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': keyArn },
    },
  },
]

/**
 * Bucket that nobody reaches from outside: no public access, TLS only, versioned, encrypted, with lifecycle and access logs,
 * deletion-protected (R42, R50). An upload without an encryption header gets the bucket's key; one that asks for something
 * else is refused. https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class PrivateBucket extends DeploymentConstruct {
  readonly bucket: S3Bucket
  readonly versioning: S3BucketVersioningA

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, props)
    const provider = props.provider === undefined ? {} : { provider: props.provider }
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: bucketName(this.deployment, props.purpose),
      forceDestroy: !this.deployment.deletionProtection.enabled,
      tags: { DataClassification: props.classification ?? 'confidential' },
      lifecycle: dataLifecycle(this.deployment),
      ...provider,
    })
    const bucket = this.bucket.id
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...provider,
    })
    new S3BucketOwnershipControls(this, 'ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' }, ...provider })
    this.versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
      ...provider,
    })
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [
        props.encryption.kind === 'kms'
          ? {
              applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: props.encryption.keyArn },
              bucketKeyEnabled: true,
            }
          : { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } },
      ],
      ...provider,
    })
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [lifecycleRule(props.retention)],
      dependsOn: [this.versioning],
      ...provider,
    })
    if (props.accessLogBucket !== undefined) {
      new S3BucketLoggingA(this, 'access-logs', {
        bucket,
        targetBucket: props.accessLogBucket.id,
        targetPrefix: `${props.purpose}/`,
        ...provider,
      })
    }
    const { arn } = this.bucket
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument(
        {
          Sid: 'RefusePlainHttp',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...(props.encryption.kind === 'kms' ? refuseOtherEncryption(arn, props.encryption.keyArn) : []),
        ...(props.statements?.(arn) ?? []),
      ),
      dependsOn: [publicAccessBlock],
      ...provider,
    })
  }
}
