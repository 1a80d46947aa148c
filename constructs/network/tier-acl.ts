import { NetworkAcl } from '@cdktf/provider-aws/lib/network-acl'
import { NetworkAclAssociation } from '@cdktf/provider-aws/lib/network-acl-association'
import { NetworkAclRule } from '@cdktf/provider-aws/lib/network-acl-rule'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'
import { tierCidr, type Tier } from './address-plan'
import type { SubnetTier } from './subnet-tier'

/** What may cross the border of a tier. */
interface Opening {
  readonly name: string
  readonly cidr: string
  readonly protocol: 'tcp' | 'udp' | '-1'
  readonly fromPort?: number
  readonly toPort?: number
}

interface TierOpenings {
  readonly ingress: readonly Opening[]
  readonly egress: readonly Opening[]
}

/** The tier to guard. */
export interface TierAclProps extends DeploymentProps {
  readonly tier: Tier
  readonly vpcId: string
  readonly subnets: SubnetTier
}

const everywhere = '0.0.0.0/0'

/** Ports that answers come back to. https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports */
const ephemeral = { protocol: 'tcp', fromPort: 1024, toPort: 65535 } as const

const openings = (vpcCidr: string, databasePort: number): Record<Tier, TierOpenings> => {
  const inside = { cidr: vpcCidr, protocol: '-1' } as const
  const privateCidr = tierCidr(vpcCidr, 'private')
  const dataCidr = tierCidr(vpcCidr, 'data')
  const database = { protocol: 'tcp', fromPort: databasePort, toPort: databasePort } as const
  return {
    public: {
      ingress: [
        { name: 'https', cidr: everywhere, protocol: 'tcp', fromPort: 443, toPort: 443 },
        { name: 'http-for-redirect', cidr: everywhere, protocol: 'tcp', fromPort: 80, toPort: 80 },
        { name: 'answers', cidr: everywhere, ...ephemeral },
        { name: 'inside', ...inside },
      ],
      egress: [{ name: 'anywhere', cidr: everywhere, protocol: '-1' }],
    },
    private: {
      ingress: [
        { name: 'inside', ...inside },
        { name: 'answers', cidr: everywhere, ...ephemeral },
      ],
      egress: [{ name: 'anywhere', cidr: everywhere, protocol: '-1' }],
    },
    data: {
      ingress: [
        { name: 'database-from-private', cidr: privateCidr, ...database },
        { name: 'database-from-replicas', cidr: dataCidr, ...database },
        { name: 'answers-from-replicas', cidr: dataCidr, ...ephemeral },
      ],
      egress: [
        { name: 'answers-to-private', cidr: privateCidr, ...ephemeral },
        { name: 'database-to-replicas', cidr: dataCidr, ...database },
        { name: 'answers-to-replicas', cidr: dataCidr, ...ephemeral },
      ],
    },
  }
}

/** Network ACL of a tier. The data tier only speaks the database's port with the private tier and with itself (R87). */
export class TierAcl extends DeploymentConstruct {
  readonly acl: NetworkAcl

  constructor(scope: Construct, id: string, props: TierAclProps) {
    super(scope, id, props)
    const { cidr, availabilityZones } = this.deployment.network
    this.acl = new NetworkAcl(this, 'acl', {
      vpcId: props.vpcId,
      tags: { Name: `${deploymentId(this.deployment)}-${props.tier}` },
    })
    for (const availabilityZone of availabilityZones) {
      new NetworkAclAssociation(this, `association-${availabilityZone}`, {
        networkAclId: this.acl.id,
        subnetId: props.subnets.subnets[availabilityZone]!.id,
      })
    }
    const { ingress, egress } = openings(cidr, this.deployment.database.port)[props.tier]
    this.addRules('ingress', ingress)
    this.addRules('egress', egress)
  }

  private addRules(direction: 'ingress' | 'egress', rules: readonly Opening[]) {
    rules.forEach(({ name, cidr, protocol, fromPort = 0, toPort = 0 }, index) => {
      new NetworkAclRule(this, `${direction}-${name}`, {
        networkAclId: this.acl.id,
        egress: direction === 'egress',
        ruleNumber: (index + 1) * 100,
        ruleAction: 'allow',
        protocol,
        cidrBlock: cidr,
        fromPort,
        toPort,
      })
    })
  }
}
