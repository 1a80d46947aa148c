import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias'
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key'
import { globalArn } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Statement } from '../core/iam'
import { resourceName } from '../core/names'
import { dataLifecycle } from '../core/protection'

/** What a key is used for. */
export interface EncryptionKeyProps extends DeploymentProps {
  /** Domain of the key, e.g. `database`; part of the alias. */
  readonly domain: string
  /** AWS services through which principals of the account may use the key, e.g. `rds`. */
  readonly usedThrough: readonly string[]
  /**
   * Statements for service principals that call KMS themselves, e.g. CloudWatch Logs.
   * @default none
   */
  readonly servicePrincipals?: readonly Statement[]
  /**
   * Whether the key can have a replica in the recovery region, which copies of encrypted backups need (R65).
   * @default false
   */
  readonly multiRegion?: boolean
}

const administration = [
  'kms:CancelKeyDeletion',
  'kms:Create*',
  'kms:Delete*',
  'kms:Describe*',
  'kms:Disable*',
  'kms:Enable*',
  'kms:Get*',
  'kms:List*',
  'kms:Put*',
  'kms:ReplicateKey',
  'kms:Revoke*',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:Update*',
]

const use = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']

/**
 * Statements of a key that is administered by IAM policies of the account and used only through named services.
 * Administrators of the account can manage the key but not decrypt with it directly.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html
 */
export const encryptionKeyPolicy = ({ deployment, usedThrough, servicePrincipals = [] }: EncryptionKeyProps, region = deployment.account.region) => {
  const viaService = {
    StringEquals: {
      'kms:CallerAccount': deployment.account.id,
      'kms:ViaService': usedThrough.map((service) => `${service}.${region}.amazonaws.com`),
    },
  }
  return policyDocument(
    {
      Sid: 'AdministeredByIam',
      Effect: 'Allow',
      Principal: { AWS: globalArn(deployment, 'iam', 'root') },
      Action: administration,
      Resource: '*',
    },
    { Sid: 'UsedThroughServices', Effect: 'Allow', Principal: { AWS: '*' }, Action: use, Resource: '*', Condition: viaService },
    {
      Sid: 'GrantedToServices',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
      Resource: '*',
      Condition: { ...viaService, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    },
    ...servicePrincipals,
  )
}

/**
 * KMS key of one domain, rotated every year, with an alias `<system>-<environment>-<domain>` (R42).
 */
export class EncryptionKey extends DeploymentConstruct {
  readonly key: KmsKey
  readonly alias: KmsAlias

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id, props)
    const name = resourceName(this.deployment, 'kms-alias', props.domain)
    this.key = new KmsKey(this, 'key', {
      description: `${name}: encrypts what the ${props.domain} domain keeps`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      multiRegion: props.multiRegion ?? false,
      policy: encryptionKeyPolicy(props),
      lifecycle: dataLifecycle(this.deployment),
    })
    this.alias = new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: this.key.keyId })
  }

  /** ARN of the key. */
  get arn() {
    return this.key.arn
  }
}
