import type { Deployment } from '../../config/schema/deployment'
import { ServiceEndpoints, StorageEndpoint } from '../../constructs/network/endpoints'
import { FlowLogs } from '../../constructs/network/flow-logs'
import { HostedZone, hostname } from '../../constructs/network/hosted-zone'
import { InternetRoutes } from '../../constructs/network/internet-routes'
import { SecurityGroups } from '../../constructs/network/security-groups'
import { SubnetTier } from '../../constructs/network/subnet-tier'
import { TierAcl } from '../../constructs/network/tier-acl'
import { Vpc } from '../../constructs/network/vpc'
import { tierCidr, type Tier } from '../../constructs/network/address-plan'
import { changed, deployment } from '../config/fixtures'
import { resources, type Attributes, type LayerJson } from '../synthesized'
import { composed, only, pathOf, referenceTo, TestLayer } from './compose'
import { decision } from './permissions'

const vpcId = 'vpc-1'
const production = deployment('real-estate-crm-production')

const groupsOf = (of: Deployment) =>
  composed(of, (layer) => new SecurityGroups(layer, 'groups', { deployment: of, vpcId, s3PrefixListId: 'pl-1' }))

const group = (json: LayerJson, role: string) => referenceTo(json, 'aws_security_group', `groups/${role}`, 'id')

const rules = (json: LayerJson, direction: 'ingress' | 'egress', role: string) =>
  resources(json, `aws_vpc_security_group_${direction}_rule`).filter((rule) => rule['security_group_id'] === group(json, role))

const rangesOf = (found: readonly Attributes[]) =>
  found.flatMap((rule) => (rule['cidr_ipv4'] === undefined ? [] : [rule['cidr_ipv4'] as string]))

/** Doors to the world that the policies do not accept. */
const openDoors = (of: Deployment) => {
  const layer = new TestLayer(
    of,
    (scope) => new SecurityGroups(scope, 'groups', { deployment: of, vpcId, s3PrefixListId: 'pl-1' }),
  )
  layer.prepareStack()
  return layer.findings.filter(({ policy }) => policy === 'NETWORK-OPEN-INGRESS').map(({ address }) => address)
}

describe('security groups', () => {
  test('the database is reached on its port only, by the application and the rotation, and by no range', () => {
    const of = changed('real-estate-crm-production', { 'database.port': 6432 })
    const json = groupsOf(of)
    const found = rules(json, 'ingress', 'database')
    expect(rangesOf(found)).toEqual([])
    expect(found.map((rule) => rule['referenced_security_group_id']).sort()).toEqual(
      [group(json, 'application'), group(json, 'secret-rotation')].sort(),
    )
    expect(found.map((rule) => [rule['ip_protocol'], rule['from_port'], rule['to_port']])).toEqual([
      ['tcp', 6432, 6432],
      ['tcp', 6432, 6432],
    ])
  })

  test('the database opens no connection', () => {
    expect(rules(groupsOf(production), 'egress', 'database')).toEqual([])
  })

  test('what one group may send, the other may receive', () => {
    const json = groupsOf(production)
    const pairs = (direction: 'ingress' | 'egress') =>
      resources(json, `aws_vpc_security_group_${direction}_rule`)
        .filter((rule) => rule['referenced_security_group_id'] !== undefined)
        .map((rule) => {
          const ends = [rule['security_group_id'], rule['referenced_security_group_id']]
          return [...(direction === 'egress' ? ends : ends.reverse()), rule['from_port'], rule['to_port']].join(' ')
        })
        .sort()
    expect(pairs('ingress').length).toBeGreaterThan(0)
    expect(pairs('ingress')).toEqual(pairs('egress'))
  })

  test('a load balancer on the internet is open on 443 and 80, and nothing else is open', () => {
    const json = groupsOf(production)
    const open = resources(json, 'aws_vpc_security_group_ingress_rule').filter((rule) => rule['cidr_ipv4'] !== undefined)
    expect(open.map((rule) => rule['security_group_id'])).toEqual([group(json, 'load-balancer'), group(json, 'load-balancer')])
    expect(open.map((rule) => [rule['cidr_ipv4'], rule['from_port'], rule['to_port']])).toEqual([
      ['0.0.0.0/0', 443, 443],
      ['0.0.0.0/0', 80, 80],
    ])
  })

  test('an internal load balancer is reached from the configured ranges only', () => {
    const of = changed('real-estate-crm-production', {
      'edge.exposure': 'internal',
      'edge.allowedCidrs': ['10.200.0.0/16', '10.201.4.0/24'],
    })
    const json = groupsOf(of)
    expect(new Set(rangesOf(resources(json, 'aws_vpc_security_group_ingress_rule')))).toEqual(
      new Set(['10.200.0.0/16', '10.201.4.0/24']),
    )
  })

  test('an open door is accepted for the load balancer on the internet alone', () => {
    expect(openDoors(production)).toEqual([])
  })

  test('the load balancer reaches the port of every service and no other', () => {
    const of = deployment('crm-vision-production')
    const json = groupsOf(of)
    const ports = Object.values(of.services).flatMap((service) => (service.kind === 'http' ? [service.port] : []))
    expect(
      rules(json, 'egress', 'load-balancer')
        .map((rule) => rule['from_port'])
        .sort(),
    ).toEqual([...new Set(ports)].sort())
    const fromBalancer = rules(json, 'ingress', 'application').filter(
      (rule) => rule['referenced_security_group_id'] === group(json, 'load-balancer'),
    )
    expect(fromBalancer.map((rule) => rule['from_port']).sort()).toEqual([...new Set(ports)].sort())
  })

  test('the application reaches the internet on the ports of its external services', () => {
    const json = groupsOf(deployment('crm-vision-production'))
    const outwards = rules(json, 'egress', 'application').filter((rule) => rule['cidr_ipv4'] === '0.0.0.0/0')
    expect(outwards.map((rule) => rule['from_port']).sort()).toEqual([443, 587])
    expect(outwards.every((rule) => rule['from_port'] === rule['to_port'])).toBe(true)
  })

  test('the application reaches a database that somebody else runs on its port', () => {
    const json = groupsOf(changed('omnicrm-development', { 'database.port': 6543 }))
    const outwards = rules(json, 'egress', 'application').filter((rule) => rule['cidr_ipv4'] === '0.0.0.0/0')
    expect(outwards.map((rule) => rule['from_port'])).toContain(6543)
  })

  test('S3 is reached through its gateway endpoint', () => {
    const toS3 = rules(groupsOf(production), 'egress', 'application').filter((rule) => rule['prefix_list_id'] === 'pl-1')
    expect(toS3.map((rule) => [rule['from_port'], rule['to_port']])).toEqual([[443, 443]])
  })
})

interface Packet {
  readonly cidr: string
  readonly port: number
  readonly protocol?: 'tcp' | 'udp'
}

const everywhere = '0.0.0.0/0'

describe('network ACL of a tier', () => {
  const aclOf = (tier: Tier, of: Deployment = production) =>
    composed(of, (layer) => {
      const subnets = new SubnetTier(layer, 'subnets', { deployment: of, vpcId, tier })
      new TierAcl(layer, 'acl', { deployment: of, vpcId, tier, subnets })
    })

  const lets = (json: LayerJson, direction: 'ingress' | 'egress', { cidr, port, protocol = 'tcp' }: Packet) =>
    resources(json, 'aws_network_acl_rule').some(
      (rule) =>
        rule['egress'] === (direction === 'egress') &&
        rule['rule_action'] === 'allow' &&
        rule['cidr_block'] === cidr &&
        (rule['protocol'] === '-1' || (rule['protocol'] === protocol && rule['from_port'] <= port && port <= rule['to_port'])),
    )

  const { cidr: vpcCidr } = production.network

  test('the data tier speaks with the private tier and with itself, and with nobody else', () => {
    const json = aclOf('data')
    const reachable = new Set(resources(json, 'aws_network_acl_rule').map((rule) => rule['cidr_block']))
    expect(reachable).toEqual(new Set([tierCidr(vpcCidr, 'private'), tierCidr(vpcCidr, 'data')]))
    expect(lets(json, 'ingress', { cidr: tierCidr(vpcCidr, 'private'), port: 5432 })).toBe(true)
    expect(lets(json, 'ingress', { cidr: tierCidr(vpcCidr, 'private'), port: 22 })).toBe(false)
    expect(lets(json, 'ingress', { cidr: tierCidr(vpcCidr, 'private'), port: 5432, protocol: 'udp' })).toBe(false)
  })

  test('the data tier opens the port of the configuration, and answers come back', () => {
    const of = changed('real-estate-crm-production', { 'database.port': 644 })
    const json = aclOf('data', of)
    expect(lets(json, 'ingress', { cidr: tierCidr(vpcCidr, 'private'), port: 644 })).toBe(true)
    expect(lets(json, 'ingress', { cidr: tierCidr(vpcCidr, 'private'), port: 5432 })).toBe(false)
    expect(lets(json, 'egress', { cidr: tierCidr(vpcCidr, 'private'), port: 40_000 })).toBe(true)
    expect(lets(json, 'egress', { cidr: tierCidr(vpcCidr, 'data'), port: 644 })).toBe(true)
  })

  test('the internet reaches the public tier on 443 and 80, and only answers reach the private tier', () => {
    const publicTier = aclOf('public')
    const privateTier = aclOf('private')
    for (const port of [443, 80]) {
      expect([port, lets(publicTier, 'ingress', { cidr: everywhere, port })]).toEqual([port, true])
      expect([port, lets(privateTier, 'ingress', { cidr: everywhere, port })]).toEqual([port, false])
    }
    for (const port of [22, 25]) expect([port, lets(publicTier, 'ingress', { cidr: everywhere, port })]).toEqual([port, false])
    expect(lets(privateTier, 'ingress', { cidr: everywhere, port: 50_000 })).toBe(true)
    expect(lets(privateTier, 'ingress', { cidr: vpcCidr, port: 443 })).toBe(true)
  })

  test('every subnet of the tier has it, and no two rules of a direction have one number', () => {
    for (const tier of ['public', 'private', 'data'] as const) {
      const json = aclOf(tier)
      expect(resources(json, 'aws_network_acl_association')).toHaveLength(production.network.availabilityZones.length)
      const numbers = resources(json, 'aws_network_acl_rule').map((rule) => `${rule['egress']} ${rule['rule_number']}`)
      expect(new Set(numbers).size).toBe(numbers.length)
    }
  })
})

describe('ways to the internet', () => {
  const routesOf = (of: Deployment) =>
    composed(of, (layer) => {
      const vpc = new Vpc(layer, 'vpc', { deployment: of })
      const tier = (name: Tier) => new SubnetTier(layer, name, { deployment: of, vpcId: vpc.vpc.id, tier: name })
      new InternetRoutes(layer, 'internet', { deployment: of, vpc, public: tier('public'), private: tier('private') })
    })

  const privateRoutes = (json: LayerJson) =>
    resources(json, 'aws_route').filter((route) => pathOf(route).includes('private-route'))

  test('each zone has a NAT gateway of its own with a fixed address, and its private subnet uses that one', () => {
    const json = routesOf(production)
    const zones = production.network.availabilityZones
    expect(resources(json, 'aws_nat_gateway')).toHaveLength(zones.length)
    expect(resources(json, 'aws_eip')).toHaveLength(zones.length)
    for (const zone of zones) {
      const route = privateRoutes(json).find((candidate) => pathOf(candidate).endsWith(zone))
      expect(route?.['nat_gateway_id']).toBe(referenceTo(json, 'aws_nat_gateway', `internet/nat-gateway-${zone}`, 'id'))
      const gateway = resources(json, 'aws_nat_gateway').find((candidate) => pathOf(candidate).endsWith(zone))
      expect(gateway?.['subnet_id']).toBe(referenceTo(json, 'aws_subnet', `public/subnet-${zone}`, 'id'))
    }
  })

  test('a single NAT gateway serves the private subnets of every zone', () => {
    const of = changed('real-estate-crm-production', { 'network.natGateways': 'single' })
    const json = routesOf(of)
    const gateway = referenceTo(json, 'aws_nat_gateway', `internet/nat-gateway-${of.network.availabilityZones[0]}`, 'id')
    expect(resources(json, 'aws_nat_gateway')).toHaveLength(1)
    expect(privateRoutes(json).map((route) => route['nat_gateway_id'])).toEqual(of.network.availabilityZones.map(() => gateway))
  })

  test('the public tier leaves through the internet gateway', () => {
    const json = routesOf(production)
    const routes = resources(json, 'aws_route').filter((route) => route['gateway_id'] !== undefined)
    expect(routes.map((route) => route['gateway_id'])).toEqual(
      production.network.availabilityZones.map(() => referenceTo(json, 'aws_internet_gateway', 'vpc/internet-gateway', 'id')),
    )
  })

  test('the default security group is adopted without a rule', () => {
    const defaultGroup = only(routesOf(production), 'aws_default_security_group')
    expect([defaultGroup['ingress'], defaultGroup['egress']]).toEqual([undefined, undefined])
  })
})

describe('endpoints', () => {
  const json = composed(production, (layer) => {
    const subnets = new SubnetTier(layer, 'private', { deployment: production, vpcId, tier: 'private' })
    new StorageEndpoint(layer, 's3', { deployment: production, vpcId, tiers: [subnets] })
    new ServiceEndpoints(layer, 'services', { deployment: production, vpcId, subnets, securityGroupId: 'sg-1' })
  })
  const endpoints = resources(json, 'aws_vpc_endpoint')
  const interfaces = endpoints.filter((endpoint) => endpoint['vpc_endpoint_type'] === 'Interface')

  test('every configured service has one in every zone, under its usual name', () => {
    expect(interfaces.map((endpoint) => endpoint['service_name'])).toEqual(
      production.network.interfaceEndpoints.map((service) => `com.amazonaws.eu-central-1.${service}`),
    )
    expect(interfaces.every((endpoint) => endpoint['private_dns_enabled'] === true)).toBe(true)
    expect(new Set(interfaces.map((endpoint) => endpoint['subnet_ids'].length))).toEqual(
      new Set([production.network.availabilityZones.length]),
    )
  })

  test('only principals of the account pass, and the images of ECR', () => {
    const own = { 'aws:PrincipalAccount': production.account.id }
    const other = { 'aws:PrincipalAccount': '999999999999' }
    for (const { policy } of endpoints as readonly { policy: string }[]) {
      const request = { action: 's3:PutObject', resource: 'arn:aws:s3:::any/object', principal: { AWS: '*' } }
      expect(decision(policy, { ...request, context: own })).toBe('allowed')
      expect(decision(policy, { ...request, context: other })).toBe('not mentioned')
    }
    const storage = endpoints.find((endpoint) => endpoint['vpc_endpoint_type'] === 'Gateway')
    const layerOfImage = {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::prod-eu-central-1-starport-layer-bucket/layer',
      principal: { AWS: '*' },
    }
    expect(decision(storage?.['policy'], { ...layerOfImage, context: other })).toBe('allowed')
    expect(storage?.['route_table_ids']).toHaveLength(production.network.availabilityZones.length)
  })
})

describe('flow logs', () => {
  const json = composed(production, (layer) => new FlowLogs(layer, 'logs', { deployment: production, vpcId, keyArn: 'key' }))

  test('connections of the VPC go to an encrypted log group that ends its entries', () => {
    const logGroup = only(json, 'aws_cloudwatch_log_group')
    expect(logGroup).toMatchObject({
      kms_key_id: 'key',
      retention_in_days: production.network.flowLogs.retentionDays,
      lifecycle: { prevent_destroy: true },
    })
    expect(only(json, 'aws_flow_log')).toMatchObject({
      vpc_id: vpcId,
      traffic_type: production.network.flowLogs.traffic,
      log_destination: referenceTo(json, 'aws_cloudwatch_log_group', 'logs/log-group', 'arn'),
      iam_role_arn: referenceTo(json, 'aws_iam_role', 'logs/role/role', 'arn'),
    })
  })

  test('the role writes to that log group only, and only for this account', () => {
    const policy = only(json, 'aws_iam_role_policy')['policy'] as string
    const arn = referenceTo(json, 'aws_cloudwatch_log_group', 'logs/log-group', 'arn')
    expect(decision(policy, { action: 'logs:PutLogEvents', resource: `${arn}:log-stream:eni-1` })).toBe('allowed')
    expect(
      decision(policy, { action: 'logs:PutLogEvents', resource: 'arn:aws:logs:eu-central-1:333333333333:log-group:other' }),
    ).toBe('not mentioned')
    const trust = only(json, 'aws_iam_role')['assume_role_policy'] as string
    const assume = { action: 'sts:AssumeRole', principal: { Service: 'vpc-flow-logs.amazonaws.com' } }
    expect(decision(trust, { ...assume, context: { 'aws:SourceAccount': production.account.id } })).toBe('allowed')
    expect(decision(trust, { ...assume, context: { 'aws:SourceAccount': '999999999999' } })).toBe('not mentioned')
  })
})

describe('hosted zone', () => {
  test('production has the domain itself, other environments a label before it', () => {
    expect(hostname(deployment('omnicrm-production'))).toBe('omnicrm.app')
    expect(hostname(deployment('omnicrm-staging'))).toBe('staging.omnicrm.app')
  })

  test('it is protected from deletion', () => {
    const json = composed(production, (layer) => new HostedZone(layer, 'names', { deployment: production }))
    expect(only(json, 'aws_route53_zone')).toMatchObject({
      name: hostname(production),
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    })
  })
})
