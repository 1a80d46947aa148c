import type { Deployment } from '../config/schema/deployment'
import { TerraformOutput, type Construct } from '../constructs/core/cdktf'
import { ServiceEndpoints, StorageEndpoint } from '../constructs/network/endpoints'
import { FlowLogs, flowLogGroupPrefix } from '../constructs/network/flow-logs'
import { HostedZone } from '../constructs/network/hosted-zone'
import { InternetRoutes } from '../constructs/network/internet-routes'
import { SecurityGroups } from '../constructs/network/security-groups'
import { SubnetTier } from '../constructs/network/subnet-tier'
import { TierAcl } from '../constructs/network/tier-acl'
import { Vpc } from '../constructs/network/vpc'
import { EncryptionKey } from '../constructs/secrets/encryption-key'
import { logServiceStatement } from '../constructs/secrets/log-encryption'
import { Layer } from './layer'

/** Ids that only AWS knows and that other layers need. */
export interface NetworkOutputs {
  readonly vpcId: string
  readonly privateSubnetIds: readonly string[]
  readonly dataSubnetIds: readonly string[]
  readonly databaseSecurityGroupId: string
  readonly rotationSecurityGroupId: string
}

/** VPC over the configured Availability Zones, its borders, its record of connections and the hosted zone (R1, R53, R87). */
export class NetworkLayer extends Layer {
  readonly outputs: NetworkOutputs

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'network')
    const vpc = new Vpc(this, 'vpc', { deployment })
    const vpcId = vpc.vpc.id
    const tiers = {
      public: new SubnetTier(this, 'public', { deployment, vpcId, tier: 'public', tags: { 'kubernetes.io/role/elb': '1' } }),
      private: new SubnetTier(this, 'private', { deployment, vpcId, tier: 'private', tags: { 'kubernetes.io/role/internal-elb': '1' } }),
      data: new SubnetTier(this, 'data', { deployment, vpcId, tier: 'data' }),
    }
    const internet = new InternetRoutes(this, 'internet', { deployment, vpc, public: tiers.public, private: tiers.private })
    for (const tier of ['public', 'private', 'data'] as const) {
      new TierAcl(this, `${tier}-acl`, { deployment, vpcId, tier, subnets: tiers[tier] })
    }
    const storageEndpoint = new StorageEndpoint(this, 's3', { deployment, vpcId, tiers: [tiers.private, tiers.data] })
    const securityGroups = new SecurityGroups(this, 'security-groups', {
      deployment,
      vpcId,
      s3PrefixListId: storageEndpoint.endpoint.prefixListId,
    })
    new ServiceEndpoints(this, 'endpoints', {
      deployment,
      vpcId,
      subnets: tiers.private,
      securityGroupId: securityGroups.groups.endpoints.id,
    })
    const logKey = new EncryptionKey(this, 'log-key', {
      deployment,
      domain: 'network-logs',
      usedThrough: ['logs'],
      servicePrincipals: [logServiceStatement(deployment, flowLogGroupPrefix)],
    })
    new FlowLogs(this, 'flow-logs', { deployment, vpcId, keyArn: logKey.arn })
    const { zone } = new HostedZone(this, 'names', { deployment })
    new TerraformOutput(this, 'name-servers', {
      description: 'Name servers that the parent domain has to delegate to',
      value: zone.nameServers,
    })
    new TerraformOutput(this, 'outbound-addresses', {
      description: 'Fixed addresses that partners can allow, by Availability Zone',
      value: Object.fromEntries(Object.entries(internet.addresses).map(([zoneName, address]) => [zoneName, address.publicIp])),
    })
    this.outputs = {
      vpcId,
      privateSubnetIds: tiers.private.subnetIds,
      dataSubnetIds: tiers.data.subnetIds,
      databaseSecurityGroupId: securityGroups.groups.database.id,
      rotationSecurityGroupId: securityGroups.groups['secret-rotation'].id,
    }
  }
}
