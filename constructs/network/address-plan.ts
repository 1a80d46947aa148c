import { Netmask } from 'netmask'

/** Part of a VPC, by who can reach it (R87). */
export type Tier = 'public' | 'private' | 'data'

/**
 * Where each tier lies in a VPC of prefix length p. Eight places per tier, one for each letter an Availability Zone can have:
 * the first half is private (places of p+4), then one place of p+5 each for public and data (places of p+8).
 */
const layout = {
  private: { tierBits: 1, tierIndex: 0, subnetBits: 4, firstSubnet: 0 },
  public: { tierBits: 5, tierIndex: 16, subnetBits: 8, firstSubnet: 128 },
  data: { tierBits: 5, tierIndex: 17, subnetBits: 8, firstSubnet: 136 },
} as const satisfies Record<Tier, { tierBits: number; tierIndex: number; subnetBits: number; firstSubnet: number }>

const part = (range: string, additionalBits: number, index: number) => {
  const { base, bitmask } = new Netmask(range)
  return new Netmask(`${base}/${bitmask + additionalBits}`).next(index).toString()
}

/** Letter of an Availability Zone, e.g. `a` of `eu-central-1a`. */
export const zoneLetter = (availabilityZone: string) => availabilityZone.slice(-1)

/** Range of a whole tier; it does not depend on the Availability Zones in use. */
export const tierCidr = (vpcCidr: string, tier: Tier) => part(vpcCidr, layout[tier].tierBits, layout[tier].tierIndex)

/**
 * Range of the subnet of a tier in an Availability Zone. It follows from the letter of the zone alone, so adding or removing
 * a zone never moves another one.
 */
export const subnetCidr = (vpcCidr: string, tier: Tier, availabilityZone: string) => {
  const place = zoneLetter(availabilityZone).charCodeAt(0) - 'a'.charCodeAt(0)
  return part(vpcCidr, layout[tier].subnetBits, layout[tier].firstSubnet + place)
}
