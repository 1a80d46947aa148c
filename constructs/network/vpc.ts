import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group'
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway'
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'

/** VPC with an internet gateway and a default security group that lets nothing through. */
export class Vpc extends DeploymentConstruct {
  readonly vpc: AwsVpc
  readonly internetGateway: InternetGateway

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props)
    const name = deploymentId(this.deployment)
    this.vpc = new AwsVpc(this, 'vpc', {
      cidrBlock: this.deployment.network.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    })
    this.internetGateway = new InternetGateway(this, 'internet-gateway', { vpcId: this.vpc.id, tags: { Name: name } })
    new DefaultSecurityGroup(this, 'default-security-group', { vpcId: this.vpc.id, tags: { Name: `${name}-unused` } })
  }
}
