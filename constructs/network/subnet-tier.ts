import { RouteTable } from '@cdktf/provider-aws/lib/route-table'
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association'
import { Subnet } from '@cdktf/provider-aws/lib/subnet'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'
import { subnetCidr, zoneLetter, type Tier } from './address-plan'

/** Which subnets to make, and where. */
export interface SubnetTierProps extends DeploymentProps {
  readonly tier: Tier
  readonly vpcId: string
  /**
   * Tags that Kubernetes looks for.
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>
}

/** One subnet and one route table for each Availability Zone, keyed by the name of the zone (R1, R87). */
export class SubnetTier extends DeploymentConstruct {
  /** Subnets by Availability Zone. */
  readonly subnets: Readonly<Record<string, Subnet>>
  /** Route tables by Availability Zone. */
  readonly routeTables: Readonly<Record<string, RouteTable>>

  constructor(scope: Construct, id: string, props: SubnetTierProps) {
    super(scope, id, props)
    const { cidr, availabilityZones } = this.deployment.network
    const subnets: Record<string, Subnet> = {}
    const routeTables: Record<string, RouteTable> = {}
    for (const availabilityZone of availabilityZones) {
      const name = `${deploymentId(this.deployment)}-${props.tier}-${zoneLetter(availabilityZone)}`
      const subnet = new Subnet(this, `subnet-${availabilityZone}`, {
        vpcId: props.vpcId,
        availabilityZone,
        cidrBlock: subnetCidr(cidr, props.tier, availabilityZone),
        mapPublicIpOnLaunch: false,
        tags: { Name: name, Tier: props.tier, ...props.tags },
      })
      const routeTable = new RouteTable(this, `route-table-${availabilityZone}`, { vpcId: props.vpcId, tags: { Name: name } })
      new RouteTableAssociation(this, `route-table-association-${availabilityZone}`, { subnetId: subnet.id, routeTableId: routeTable.id })
      subnets[availabilityZone] = subnet
      routeTables[availabilityZone] = routeTable
    }
    this.subnets = subnets
    this.routeTables = routeTables
  }

  /** Ids of the subnets in the order of the Availability Zones. */
  get subnetIds() {
    return Object.values(this.subnets).map((subnet) => subnet.id)
  }

  /** Ids of the route tables in the order of the Availability Zones. */
  get routeTableIds() {
    return Object.values(this.routeTables).map((routeTable) => routeTable.id)
  }
}
