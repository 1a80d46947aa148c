import fc from 'fast-check'
import { subnetCidr, tierCidr, type Tier } from '../../constructs/network/address-plan'
import { NetworkLayer } from '../../stacks/network'
import { App } from '../../constructs/core/cdktf'
import { changed } from '../config/fixtures'
import { allResources, jsonOf } from './compose'

const tiers: readonly Tier[] = ['public', 'private', 'data']
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** First and last address of a range as numbers. */
const bounds = (cidr: string) => {
  const [address = '', prefix = ''] = cidr.split('/')
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return { first, last: first + 2 ** (32 - Number(prefix)) - 1, prefix: Number(prefix) }
}

const contains = (outer: string, inner: string) =>
  bounds(outer).first <= bounds(inner).first && bounds(inner).last <= bounds(outer).last

const overlap = (one: string, other: string) => bounds(one).first <= bounds(other).last && bounds(other).first <= bounds(one).last

const overlaps = (ranges: readonly string[]) =>
  ranges.flatMap((range, index) =>
    ranges.slice(index + 1).flatMap((other) => (overlap(range, other) ? [`${range} and ${other}`] : [])),
  )

const vpcRange = fc
  .record({ prefix: fc.integer({ min: 16, max: 18 }), second: fc.nat(255), part: fc.nat(3) })
  .map(({ prefix, second, part }) => `10.${second}.${(part % 2 ** (prefix - 16)) * 2 ** (24 - prefix)}.0/${prefix}`)

const zones = fc.subarray(letters, { minLength: 1 }).map((chosen) => chosen.map((letter) => `eu-central-1${letter}`))

const subnets = (vpc: string, availabilityZones: readonly string[]) =>
  tiers.flatMap((tier) => availabilityZones.map((zone) => ({ tier, zone, cidr: subnetCidr(vpc, tier, zone) })))

describe('address plan', () => {
  test('every subnet lies in its tier, and every tier in the VPC', () => {
    fc.assert(
      fc.property(vpcRange, zones, (vpc, availabilityZones) => {
        const misplaced = subnets(vpc, availabilityZones).filter(
          ({ tier, cidr }) =>
            !contains(tierCidr(vpc, tier), cidr) ||
            !contains(vpc, tierCidr(vpc, tier)) ||
            bounds(cidr).first % 2 ** (32 - bounds(cidr).prefix) !== 0,
        )
        expect(misplaced).toEqual([])
      }),
    )
  })

  test('no two subnets and no two tiers overlap', () => {
    fc.assert(
      fc.property(vpcRange, zones, (vpc, availabilityZones) => {
        expect(overlaps(subnets(vpc, availabilityZones).map(({ cidr }) => cidr))).toEqual([])
        expect(overlaps(tiers.map((tier) => tierCidr(vpc, tier)))).toEqual([])
      }),
    )
  })

  test('the smallest VPC has at least 59 addresses in each subnet and 1,019 in each private one', () => {
    for (const zone of letters) {
      const usable = (tier: Tier) => 2 ** (32 - bounds(subnetCidr('10.0.0.0/18', tier, zone)).prefix) - 5
      expect(usable('private')).toBeGreaterThanOrEqual(1019)
      expect(Math.min(usable('public'), usable('data'))).toBeGreaterThanOrEqual(59)
    }
  })

  test('a further Availability Zone adds resources and changes none that exists', () => {
    const network = (availabilityZones: readonly string[]) =>
      jsonOf(
        new NetworkLayer(
          new App({ stackTraces: false }),
          changed('omnicrm-production', { 'network.availabilityZones': availabilityZones, 'network.interfaceEndpoints': [] }),
        ),
      )
    const before = new Map(
      allResources(network(['eu-central-1a', 'eu-central-1c'])).map(({ address, attributes }) => [address, attributes]),
    )
    const after = new Map(
      allResources(network(['eu-central-1a', 'eu-central-1b', 'eu-central-1c'])).map(({ address, attributes }) => [
        address,
        attributes,
      ]),
    )
    // The endpoint of S3 is announced in the route tables of the new zone; that is its purpose.
    const changedAddresses = [...before]
      .filter(([address, attributes]) => JSON.stringify(after.get(address)) !== JSON.stringify(attributes))
      .map(([address]) => address)
    expect(changedAddresses).toEqual([expect.stringMatching(/^aws_vpc_endpoint\.s3_/)])
    expect(
      [...after.keys()].filter((address) => !before.has(address)).every((address) => address.includes('eu-central-1b')),
    ).toBe(true)
    expect(after.size).toBeGreaterThan(before.size)
  })
})
