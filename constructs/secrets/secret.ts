import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret'
import { SecretsmanagerSecretPolicy } from '@cdktf/provider-aws/lib/secretsmanager-secret-policy'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument } from '../core/iam'
import { secretName } from '../core/names'
import { dataLifecycle } from '../core/protection'

/** A secret without its value. */
export interface SecretProps extends DeploymentProps {
  /** Name below `/<system>/<environment>/`. */
  readonly name: string
  readonly description: string
  readonly keyArn: string
  /**
   * Tags besides those of the layer.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>
}

/**
 * Secret of Secrets Manager that only principals of the account can reach, kept for 30 days after a deletion (R70, R73).
 * It carries no value: generated ones are written by `SecretValue`, others by hand.
 */
export class Secret extends DeploymentConstruct {
  readonly secret: SecretsmanagerSecret

  constructor(scope: Construct, id: string, props: SecretProps) {
    super(scope, id, props)
    const { account, deletionProtection } = this.deployment
    this.secret = new SecretsmanagerSecret(this, 'secret', {
      name: secretName(this.deployment, props.name),
      description: props.description,
      kmsKeyId: props.keyArn,
      recoveryWindowInDays: deletionProtection.enabled ? 30 : 0,
      ...(props.tags === undefined ? {} : { tags: { ...props.tags } }),
      lifecycle: dataLifecycle(this.deployment),
    })
    new SecretsmanagerSecretPolicy(this, 'policy', {
      secretArn: this.secret.arn,
      blockPublicPolicy: true,
      policy: policyDocument({
        Sid: 'RefuseOtherAccounts',
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': account.id }, Bool: { 'aws:PrincipalIsAWSService': 'false' } },
      }),
    })
  }
}
