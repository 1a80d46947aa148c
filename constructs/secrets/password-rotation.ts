import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation'
import { ServerlessapplicationrepositoryCloudformationStack } from '@cdktf/provider-aws/lib/serverlessapplicationrepository-cloudformation-stack'
import { versions } from '../../config/versions'
import { arn } from '../core/arns'
import { Fn, type Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { resourceName } from '../core/names'
import type { Secret } from './secret'
import type { SecretValue } from './secret-value'

/** What is rotated, how often, and from where. */
export interface PasswordRotationProps extends DeploymentProps {
  /** Secrets by role, with the value that has to exist first. */
  readonly secrets: Readonly<Record<string, { readonly secret: Secret; readonly value: SecretValue }>>
  readonly everyDays: number
  readonly subnetIds: readonly string[]
  readonly securityGroupId: string
  readonly keyArn: string
}

/**
 * Rotation of database passwords by the function that AWS publishes and maintains for RDS PostgreSQL (R72). The first
 * rotation waits for its schedule, because the roles are made by the first migration.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
 */
export class PasswordRotation extends DeploymentConstruct {
  constructor(scope: Construct, id: string, props: PasswordRotationProps) {
    super(scope, id, props)
    const { account } = this.deployment
    const rotationApplication = versions.rotation.byPartition[account.partition]
    const functionName = resourceName(this.deployment, 'lambda-function', 'rotate-database-password')
    const rotationFunction = new ServerlessapplicationrepositoryCloudformationStack(this, 'function', {
      name: functionName,
      applicationId: rotationApplication.applicationId,
      semanticVersion: rotationApplication.semanticVersion,
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
      parameters: {
        endpoint: `https://secretsmanager.${account.region}.amazonaws.com`,
        functionName,
        vpcSubnetIds: Fn.join(',', [...props.subnetIds]),
        vpcSecurityGroupIds: props.securityGroupId,
        kmsKeyArn: props.keyArn,
        excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\^=,.-_',
      },
    })
    for (const [role, { secret, value }] of Object.entries(props.secrets)) {
      new SecretsmanagerSecretRotation(this, role, {
        secretId: secret.secret.id,
        rotationLambdaArn: arn(this.deployment, 'lambda', `function:${functionName}`),
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: props.everyDays },
        dependsOn: [rotationFunction, value.version],
      })
    }
  }
}
