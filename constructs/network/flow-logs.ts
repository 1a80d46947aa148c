import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group'
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log'
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument } from '../core/iam'
import { deploymentId } from '../core/names'
import { ServiceRole } from '../core/service-role'
import { dataLifecycle } from '../core/protection'

/** What is recorded and how it is encrypted. */
export interface FlowLogsProps extends DeploymentProps {
  readonly vpcId: string
  readonly keyArn: string
}

/** Name of the log group that the flow logs of a deployment go to. */
export const flowLogGroupPrefix = '/vpc/'

/** Record of the connections of the VPC, in an encrypted log group (R87). */
export class FlowLogs extends DeploymentConstruct {
  readonly logGroup: CloudwatchLogGroup
  readonly flowLog: FlowLog

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id, props)
    const { retentionDays, traffic } = this.deployment.network.flowLogs
    this.logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: `${flowLogGroupPrefix}${deploymentId(this.deployment)}/flow-logs`,
      retentionInDays: retentionDays,
      kmsKeyId: props.keyArn,
      lifecycle: dataLifecycle(this.deployment),
    })
    const { role } = new ServiceRole(this, 'role', {
      deployment: this.deployment,
      name: 'flow-logs',
      description: 'Writes VPC flow logs to their log group',
      service: 'vpc-flow-logs.amazonaws.com',
    })
    new IamRolePolicy(this, 'role-policy', {
      name: 'write-flow-logs',
      role: role.name,
      policy: policyDocument({
        Sid: 'WriteOwnLogGroup',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [this.logGroup.arn, `${this.logGroup.arn}:*`],
      }),
    })
    this.flowLog = new FlowLog(this, 'flow-log', {
      vpcId: props.vpcId,
      trafficType: traffic,
      logDestinationType: 'cloud-watch-logs',
      logDestination: this.logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: 60,
      tags: { Name: deploymentId(this.deployment) },
    })
  }
}
