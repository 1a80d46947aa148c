import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Statement } from '../core/iam'
import { permissionsBoundaryName } from '../core/names'
import { dataLifecycle } from '../core/protection'
import { waive } from '../core/waiver'

/** What nobody but the owner of an account may do: end its record of itself. */
export const keepAuditTrail: Statement = {
  Sid: 'KeepAuditTrail',
  Effect: 'Deny',
  Action: [
    'cloudtrail:DeleteTrail',
    'cloudtrail:StopLogging',
    'config:DeleteConfigurationRecorder',
    'config:StopConfigurationRecorder',
    'guardduty:DeleteDetector',
    'guardduty:DisassociateFromMasterAccount',
    'securityhub:DisableSecurityHub',
  ],
  Resource: '*',
}

/** The organization and the account itself belong to their owner. */
export const leaveOrganizationAlone: Statement = {
  Sid: 'LeaveOrganizationAlone',
  Effect: 'Deny',
  Action: ['organizations:*', 'account:*'],
  Resource: '*',
}

/**
 * The most that a role of the deployment can have, whatever its policies say: no permissions for itself or others, no end of
 * the audit trail. The apply role can only make roles that have it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class PermissionsBoundary extends DeploymentConstruct {
  readonly policy: IamPolicy

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props)
    this.policy = new IamPolicy(this, 'policy', {
      name: permissionsBoundaryName(this.deployment),
      description: 'The most that a role of the deployment can have',
      policy: policyDocument(
        { Sid: 'WhatThePoliciesOfTheRoleAllow', Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Sid: 'NoPermissionsForItselfOrOthers',
          Effect: 'Deny',
          Action: [
            'iam:Attach*',
            'iam:CreateAccessKey',
            'iam:CreateLoginProfile',
            'iam:CreatePolicy*',
            'iam:CreateRole',
            'iam:CreateUser',
            'iam:Delete*Boundary',
            'iam:DeletePolicy*',
            'iam:DeleteRolePolicy',
            'iam:Detach*',
            'iam:Put*',
            'iam:SetDefaultPolicyVersion',
            'iam:UpdateAssumeRolePolicy',
          ],
          Resource: '*',
        },
        keepAuditTrail,
        leaveOrganizationAlone,
      ),
      lifecycle: dataLifecycle(this.deployment),
    })
    waive(this.policy, 'IAM-NO-WILDCARD', 'A boundary grants nothing: it limits what the policies of a role can grant')
  }
}
