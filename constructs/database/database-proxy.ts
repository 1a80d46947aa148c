import { DbProxy } from '@cdktf/provider-aws/lib/db-proxy'
import { DbProxyDefaultTargetGroup } from '@cdktf/provider-aws/lib/db-proxy-default-target-group'
import { DbProxyTarget } from '@cdktf/provider-aws/lib/db-proxy-target'
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument } from '../core/iam'
import { resourceName } from '../core/names'
import { ServiceRole } from '../core/service-role'

/** What stands between the services and the primary. */
export interface DatabaseProxyProps extends DeploymentProps {
  readonly primaryIdentifier: string
  readonly subnetIds: readonly string[]
  readonly securityGroupId: string
  /** Secrets that clients sign in with. */
  readonly secretArns: readonly string[]
  readonly secretsKeyArn: string
  /** Part of the connections of the database that the proxy may open. */
  readonly maxConnectionsPercent: number
  readonly idleClientSeconds: number
}

/** RDS Proxy: services share the database's connections and stay connected through a failover (R37). */
export class DatabaseProxy extends DeploymentConstruct {
  readonly proxy: DbProxy

  constructor(scope: Construct, id: string, props: DatabaseProxyProps) {
    super(scope, id, props)
    const { account } = this.deployment
    const { role } = new ServiceRole(this, 'role', {
      deployment: this.deployment,
      name: 'rds-proxy',
      description: 'Reads the database passwords for RDS Proxy',
      service: 'rds.amazonaws.com',
      namesItsAccount: false,
    })
    new IamRolePolicy(this, 'role-policy', {
      name: 'read-database-passwords',
      role: role.name,
      policy: policyDocument(
        { Sid: 'ReadPasswords', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: props.secretArns },
        {
          Sid: 'DecryptPasswords',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: props.secretsKeyArn,
          Condition: { StringEquals: { 'kms:ViaService': `secretsmanager.${account.region}.amazonaws.com` } },
        },
      ),
    })
    this.proxy = new DbProxy(this, 'proxy', {
      name: resourceName(this.deployment, 'rds-identifier', 'proxy'),
      engineFamily: 'POSTGRESQL',
      requireTls: true,
      idleClientTimeout: props.idleClientSeconds,
      roleArn: role.arn,
      vpcSubnetIds: [...props.subnetIds],
      vpcSecurityGroupIds: [props.securityGroupId],
      auth: props.secretArns.map((secretArn) => ({ authScheme: 'SECRETS', iamAuth: 'DISABLED', secretArn })),
    })
    const targetGroup = new DbProxyDefaultTargetGroup(this, 'target-group', {
      dbProxyName: this.proxy.name,
      connectionPoolConfig: { maxConnectionsPercent: props.maxConnectionsPercent },
    })
    new DbProxyTarget(this, 'target', {
      dbProxyName: this.proxy.name,
      targetGroupName: targetGroup.name,
      dbInstanceIdentifier: props.primaryIdentifier,
    })
  }
}
