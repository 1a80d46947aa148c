import { Eip } from '@cdktf/provider-aws/lib/eip'
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway'
import { Route } from '@cdktf/provider-aws/lib/route'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'
import { zoneLetter } from './address-plan'
import type { SubnetTier } from './subnet-tier'
import type { Vpc } from './vpc'

/** The tiers that reach the internet; the data tier is none of them. */
export interface InternetRoutesProps extends DeploymentProps {
  readonly vpc: Vpc
  readonly public: SubnetTier
  readonly private: SubnetTier
}

const everywhere = '0.0.0.0/0'

/**
 * Ways to the internet: the public tier through the internet gateway, the private tier through NAT gateways with fixed
 * addresses that partners can allow (R53). One per Availability Zone, or a single one in the first zone (R150).
 */
export class InternetRoutes extends DeploymentConstruct {
  /** NAT gateways by Availability Zone. */
  readonly natGateways: Readonly<Record<string, NatGateway>>
  /** Fixed outbound addresses by Availability Zone. */
  readonly addresses: Readonly<Record<string, Eip>>

  constructor(scope: Construct, id: string, props: InternetRoutesProps) {
    super(scope, id, props)
    const { availabilityZones, natGateways } = this.deployment.network
    const withNat = natGateways === 'single' ? availabilityZones.slice(0, 1) : availabilityZones
    const gateways: Record<string, NatGateway> = {}
    const addresses: Record<string, Eip> = {}
    for (const availabilityZone of withNat) {
      const tags = { Name: `${deploymentId(this.deployment)}-nat-${zoneLetter(availabilityZone)}` }
      const address = new Eip(this, `nat-address-${availabilityZone}`, { domain: 'vpc', tags, dependsOn: [props.vpc.internetGateway] })
      const subnet = props.public.subnets[availabilityZone]!
      addresses[availabilityZone] = address
      gateways[availabilityZone] = new NatGateway(this, `nat-gateway-${availabilityZone}`, {
        allocationId: address.allocationId,
        subnetId: subnet.id,
        tags,
        dependsOn: [props.vpc.internetGateway],
      })
    }
    for (const availabilityZone of availabilityZones) {
      new Route(this, `public-route-${availabilityZone}`, {
        routeTableId: props.public.routeTables[availabilityZone]!.id,
        destinationCidrBlock: everywhere,
        gatewayId: props.vpc.internetGateway.id,
      })
      const gateway = gateways[availabilityZone] ?? gateways[withNat[0]!]!
      new Route(this, `private-route-${availabilityZone}`, {
        routeTableId: props.private.routeTables[availabilityZone]!.id,
        destinationCidrBlock: everywhere,
        natGatewayId: gateway.id,
      })
    }
    this.natGateways = gateways
    this.addresses = addresses
  }
}
