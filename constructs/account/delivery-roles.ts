import { IamRole } from '@cdktf/provider-aws/lib/iam-role'
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy'
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment'
import { bucketArn, globalArn, permissionsBoundaryArn, secretArnPattern } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Statement } from '../core/iam'
import { deploymentId, resourceName } from '../core/names'
import { waive } from '../core/waiver'
import { githubTrust } from './github-identity'
import { keepAuditTrail, leaveOrganizationAlone } from './permissions-boundary'

/** Actions that give a role permissions. */
const granting = ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePolicy']

/** The state that the roles work with. */
export interface DeliveryRolesProps extends DeploymentProps {
  readonly stateKeyArn: string
}

/**
 * Roles that workflows assume: `plan` reads, `apply` changes (R126, R127).
 *
 * The plan role reads configuration and state, and no data: secrets of third parties, objects and log lines are denied.
 * Refreshing a secret version makes Terraform read its value, so the secrets that Terraform itself generates are readable.
 * The apply role may manage every service, but give permissions only to roles below the deployment's own name that have its
 * boundary, and never touch the audit trail.
 */
export class DeliveryRoles extends DeploymentConstruct {
  readonly plan: IamRole
  readonly apply: IamRole

  constructor(scope: Construct, id: string, props: DeliveryRolesProps) {
    super(scope, id, props)
    this.plan = this.role('plan', 'Reads configuration and state to plan changes', [`environment:${this.deployment.environment}-plan`])
    this.attach(this.plan, 'plan', 'ReadOnlyAccess')
    new IamRolePolicy(this, 'plan-policy', {
      name: 'plan',
      role: this.plan.name,
      policy: policyDocument(...this.stateStatements(props.stateKeyArn), ...this.planStatements()),
    })
    this.apply = this.role('apply', 'Applies approved changes', [`environment:${this.deployment.environment}`])
    this.attach(this.apply, 'apply', 'PowerUserAccess')
    new IamRolePolicy(this, 'apply-policy', {
      name: 'apply',
      role: this.apply.name,
      policy: policyDocument(...this.applyStatements()),
    })
  }

  private role(name: string, description: string, subjects: readonly string[]) {
    const role = new IamRole(this, `${name}-role`, {
      name: resourceName(this.deployment, 'iam-role', name),
      description: `${description} (${deploymentId(this.deployment)})`,
      assumeRolePolicy: githubTrust(this.deployment, subjects),
      maxSessionDuration: 3600,
    })
    waive(role, 'IAM-BOUNDARY', 'The boundary is for the roles that this one makes; its own policy is applied by a person')
    return role
  }

  private attach(role: IamRole, name: string, managedPolicy: string) {
    const attachment = new IamRolePolicyAttachment(this, `${name}-${managedPolicy}`, {
      role: role.name,
      policyArn: `arn:${this.deployment.account.partition}:iam::aws:policy/${managedPolicy}`,
    })
    if (managedPolicy === 'PowerUserAccess') {
      waive(attachment, 'IAM-NO-ADMINISTRATOR', 'Terraform creates resources of twenty services; IAM stays limited to the deployment by the inline policy')
    }
  }

  private stateStatements(stateKeyArn: string): readonly Statement[] {
    const state = bucketArn(this.deployment, 'state')
    return [
      { Sid: 'ReadState', Effect: 'Allow', Action: 's3:GetObject', Resource: `${state}/*.tfstate` },
      {
        Sid: 'LockState',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: `${state}/*.tflock`,
      },
      { Sid: 'UseStateKey', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: stateKeyArn },
    ]
  }

  private planStatements(): readonly Statement[] {
    const state = bucketArn(this.deployment, 'state')
    const generated = Object.entries(this.deployment.secrets)
      .filter(([, { source }]) => source === 'generated')
      .map(([name]) => name)
    const databaseSecrets = this.deployment.database.provider === 'rds' ? ['database-master', 'database-migrator', 'database-application'] : []
    const readable = [...databaseSecrets, ...generated].map((name) => secretArnPattern(this.deployment, name))
    return [
      ...(readable.length === 0
        ? []
        : [
            {
              Sid: 'RefreshGeneratedSecrets',
              Effect: 'Allow',
              Action: 'secretsmanager:GetSecretValue',
              Resource: readable,
            } as const,
            {
              Sid: 'RefuseOtherSecrets',
              Effect: 'Deny',
              Action: 'secretsmanager:GetSecretValue',
              NotResource: readable,
            } as const,
          ]),
      // The action has no resource: it returns random characters and stores nothing.
      { Sid: 'DrawRandomPasswords', Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
      { Sid: 'RefuseObjects', Effect: 'Deny', Action: ['s3:GetObject', 's3:GetObjectVersion'], NotResource: [`${state}/*`] },
      {
        Sid: 'RefuseData',
        Effect: 'Deny',
        Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery', 'sqs:ReceiveMessage'],
        Resource: '*',
      },
    ]
  }

  private applyStatements(): readonly Statement[] {
    const own = deploymentId(this.deployment)
    const roles = [globalArn(this.deployment, 'iam', `role/${own}-*`)]
    const rotationRoles = [globalArn(this.deployment, 'iam', `role/serverlessrepo-${own}-*`)]
    return [
      {
        Sid: 'ManageOwnRoles',
        Effect: 'Allow',
        Action: ['iam:DeleteRole', 'iam:Get*', 'iam:List*', 'iam:PassRole', 'iam:TagRole', 'iam:UntagRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole'],
        Resource: [...roles, ...rotationRoles],
      },
      {
        Sid: 'GrantWithinBoundary',
        Effect: 'Allow',
        Action: [...granting, 'iam:PutRolePermissionsBoundary'],
        Resource: roles,
        Condition: { StringEquals: { 'iam:PermissionsBoundary': permissionsBoundaryArn(this.deployment) } },
      },
      {
        // The published stack of the rotation function makes its role itself and knows no boundary.
        Sid: 'GrantToRotationThroughCloudFormation',
        Effect: 'Allow',
        Action: granting,
        Resource: rotationRoles,
        Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } },
      },
      {
        Sid: 'KeepBoundary',
        Effect: 'Deny',
        Action: ['iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:DeletePolicyVersion', 'iam:DeleteRolePermissionsBoundary', 'iam:SetDefaultPolicyVersion'],
        Resource: [...roles, permissionsBoundaryArn(this.deployment)],
      },
      {
        Sid: 'CreateServiceLinkedRoles',
        Effect: 'Allow',
        Action: 'iam:CreateServiceLinkedRole',
        Resource: globalArn(this.deployment, 'iam', 'role/aws-service-role/*'),
      },
      {
        Sid: 'KeepOwnTrust',
        Effect: 'Deny',
        Action: [
          'iam:AttachRolePolicy',
          'iam:DeleteRole',
          'iam:DeleteRolePolicy',
          'iam:DetachRolePolicy',
          'iam:PutRolePermissionsBoundary',
          'iam:PutRolePolicy',
          'iam:UpdateAssumeRolePolicy',
        ],
        Resource: [globalArn(this.deployment, 'iam', `role/${own}-apply`), globalArn(this.deployment, 'iam', `role/${own}-plan`)],
      },
      keepAuditTrail,
      leaveOrganizationAlone,
    ]
  }
}
