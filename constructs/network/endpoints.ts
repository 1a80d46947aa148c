import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument } from '../core/iam'
import { deploymentId } from '../core/names'
import type { SubnetTier } from './subnet-tier'

/** Where the S3 endpoint is announced. */
export interface StorageEndpointProps extends DeploymentProps {
  readonly vpcId: string
  readonly tiers: readonly SubnetTier[]
}

/** Where the interface endpoints stand. */
export interface ServiceEndpointsProps extends DeploymentProps {
  readonly vpcId: string
  readonly subnets: SubnetTier
  readonly securityGroupId: string
}

/**
 * Gateway endpoint of S3, free of charge. Only principals of the account pass, and, because nodes pull images, the bucket
 * that ECR keeps layers in. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 */
export class StorageEndpoint extends DeploymentConstruct {
  readonly endpoint: VpcEndpoint

  constructor(scope: Construct, id: string, props: StorageEndpointProps) {
    super(scope, id, props)
    const { id: accountId, partition, region } = this.deployment.account
    this.endpoint = new VpcEndpoint(this, 'endpoint', {
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: props.tiers.flatMap((tier) => tier.routeTableIds),
      policy: policyDocument(
        {
          Sid: 'PrincipalsOfTheAccount',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
        },
        {
          Sid: 'ImageLayersOfEcr',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
        },
      ),
      tags: { Name: `${deploymentId(this.deployment)}-s3` },
    })
  }
}

/** Interface endpoints of the configured services, in every Availability Zone, for principals of the account only (R87). */
export class ServiceEndpoints extends DeploymentConstruct {
  /** Endpoints by service. */
  readonly endpoints: Readonly<Record<string, VpcEndpoint>>

  constructor(scope: Construct, id: string, props: ServiceEndpointsProps) {
    super(scope, id, props)
    const { id: accountId, region } = this.deployment.account
    this.endpoints = Object.fromEntries(
      this.deployment.network.interfaceEndpoints.map((service) => [
        service,
        new VpcEndpoint(this, `endpoint-${service.replaceAll('.', '-')}`, {
          vpcId: props.vpcId,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: 'Interface',
          privateDnsEnabled: true,
          subnetIds: props.subnets.subnetIds,
          securityGroupIds: [props.securityGroupId],
          policy: policyDocument({
            Sid: 'PrincipalsOfTheAccount',
            Effect: 'Allow',
            Principal: '*',
            Action: '*',
            Resource: '*',
            Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
          }),
          tags: { Name: `${deploymentId(this.deployment)}-${service}` },
        }),
      ]),
    )
  }
}
