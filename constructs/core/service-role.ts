import { IamRole } from '@cdktf/provider-aws/lib/iam-role'
import { permissionsBoundaryArn } from './arns'
import type { Construct } from './cdktf'
import { DeploymentConstruct, type DeploymentProps } from './deployment-construct'
import { serviceTrust } from './iam'
import { resourceName } from './names'

/** Which service assumes the role, and what for. */
export interface ServiceRoleProps extends DeploymentProps {
  /** Name below the deployment's, e.g. `flow-logs`. */
  readonly name: string
  readonly description: string
  /** Service principal, e.g. `vpc-flow-logs.amazonaws.com`. */
  readonly service: string
  /**
   * Whether the service says on whose behalf it acts; RDS Proxy does not.
   * @default true
   */
  readonly namesItsAccount?: boolean
}

/** Role that an AWS service assumes. It can never have more than the deployment's permissions boundary. */
export class ServiceRole extends DeploymentConstruct {
  readonly role: IamRole

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id, props)
    const accountId = (props.namesItsAccount ?? true) ? this.deployment.account.id : undefined
    this.role = new IamRole(this, 'role', {
      name: resourceName(this.deployment, 'iam-role', props.name),
      description: props.description,
      assumeRolePolicy: serviceTrust(props.service, accountId),
      permissionsBoundary: permissionsBoundaryArn(this.deployment),
    })
  }
}
