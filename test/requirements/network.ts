import { tierCidr } from '../../constructs/network/address-plan'
import type { Deployment } from '../../config/schema/deployment'
import { inProduction, layerOf, resourceAt, resources, allDeployments, type Attributes } from '../synthesized'
import { each, everywhere, requirement } from './requirement'

const network = (deployment: Deployment) => layerOf(deployment, 'network')

const groupId = (deployment: Deployment, role: string) => {
  const found = Object.entries(network(deployment).resource?.['aws_security_group'] ?? {}).find(([, group]) =>
    group['//'].metadata.path.endsWith(`/${role}`),
  )
  return `\${aws_security_group.${found?.[0]}.id}`
}

const ingressOf = (deployment: Deployment, role: string): readonly Attributes[] =>
  resources(network(deployment), 'aws_vpc_security_group_ingress_rule').filter(
    (rule) => rule['security_group_id'] === groupId(deployment, role),
  )

const zonesOfTier = (deployment: Deployment, tier: string) =>
  resources(network(deployment), 'aws_subnet')
    .filter((subnet) => subnet['tags'].Tier === tier)
    .map((subnet) => subnet['availability_zone'] as string)

const range = (cidr: string) => {
  const [address = '', prefix = ''] = cidr.split('/')
  const first = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return [first, first + 2 ** (32 - Number(prefix)) - 1] as const
}

requirement('R32', 'Network-level and instance-level isolation of the app network', () => {
  each(everywhere, 'has a VPC of its own whose range no other deployment has', (deployment) => {
    expect(resources(network(deployment), 'aws_vpc').map((vpc) => vpc['cidr_block'])).toEqual([deployment.network.cidr])
    const [first, last] = range(deployment.network.cidr)
    const others = allDeployments
      .filter((other) => other !== deployment)
      .filter((other) => {
        const [otherFirst, otherLast] = range(other.network.cidr)
        return first <= otherLast && otherFirst <= last
      })
    expect(others).toEqual([])
  })

  each(everywhere, 'lets only the load balancer and the application itself reach the application, by group', (deployment) => {
    const rules = ingressOf(deployment, 'application')
    expect(rules.length).toBeGreaterThan(0)
    expect(new Set(rules.map((rule) => rule['referenced_security_group_id']))).toEqual(
      new Set([groupId(deployment, 'load-balancer'), groupId(deployment, 'application')]),
    )
    expect(rules.filter((rule) => rule['cidr_ipv4'] !== undefined || rule['cidr_ipv6'] !== undefined)).toEqual([])
  })

  each(
    everywhere,
    'names what each service calls, from which the cluster layers will make default-deny network policies',
    (deployment) => {
      for (const service of Object.values(deployment.services)) {
        expect(service.externalServices.filter((name) => deployment.externalServices[name] === undefined)).toEqual([])
      }
      expect(
        Object.values(deployment.externalServices).filter(({ hosts, ports }) => hosts.length === 0 || ports.length === 0),
      ).toEqual([])
    },
  )
})

requirement('R87', 'Network segmentation', () => {
  each(everywhere, 'has public, private and data subnets in every Availability Zone', (deployment) => {
    for (const tier of ['public', 'private', 'data']) {
      expect([tier, zonesOfTier(deployment, tier)]).toEqual([tier, [...deployment.network.availabilityZones]])
    }
  })

  each(everywhere, 'gives the data tier no way to the internet and the private tier none that comes in', (deployment) => {
    const tableOf = (route: Attributes) => {
      const name = /aws_route_table\.([\w-]+)\./.exec(route['route_table_id'])?.[1] ?? ''
      return network(deployment).resource?.['aws_route_table']?.[name]?.['//'].metadata.path.split('/')[1] as string
    }
    const routes = resources(network(deployment), 'aws_route')
    expect(new Set(routes.map(tableOf))).toEqual(new Set(['public', 'private']))
    expect(routes.filter((route) => tableOf(route) === 'private' && route['nat_gateway_id'] === undefined)).toEqual([])
  })

  each(everywhere, 'leaves through a NAT gateway in each zone, or through one where the configuration says so', (deployment) => {
    const { natGateways, availabilityZones } = deployment.network
    const expected = natGateways === 'single' ? availabilityZones.slice(0, 1) : availabilityZones
    const zones = resources(network(deployment), 'aws_nat_gateway').map(
      (gateway) => gateway['//'].metadata.path.split('nat-gateway-')[1],
    )
    expect(zones).toEqual(expected)
  })

  each(everywhere, 'opens the database to groups only, on its port only', (deployment) => {
    const rules = ingressOf(deployment, 'database')
    expect(rules.map((rule) => rule['referenced_security_group_id']).sort()).toEqual(
      [groupId(deployment, 'application'), groupId(deployment, 'secret-rotation')].sort(),
    )
    expect(rules.map((rule) => [rule['from_port'], rule['to_port'], rule['cidr_ipv4']])).toEqual(
      rules.map(() => [deployment.database.port, deployment.database.port, undefined]),
    )
  })

  each(everywhere, 'guards the data tier with an ACL that knows the private and the data tier alone', (deployment) => {
    const { cidr } = deployment.network
    const rules = resources(network(deployment), 'aws_network_acl_rule').filter((rule) =>
      rule['//'].metadata.path.includes('/data-acl/'),
    )
    expect(new Set(rules.map((rule) => rule['cidr_block']))).toEqual(new Set([tierCidr(cidr, 'private'), tierCidr(cidr, 'data')]))
  })

  each(everywhere, 'reaches S3 and the configured services of AWS inside the VPC', (deployment) => {
    const names = resources(network(deployment), 'aws_vpc_endpoint').map((endpoint) =>
      (endpoint['service_name'] as string).split('.').slice(3).join('.'),
    )
    expect(names.sort()).toEqual([...deployment.network.interfaceEndpoints, 's3'].sort())
    expect(names).toContain('secretsmanager')
  })

  each(inProduction, 'reaches images, logs, keys and sessions inside the VPC too', (deployment) => {
    expect(deployment.network.interfaceEndpoints).toEqual(expect.arrayContaining(['ecr.api', 'ecr.dkr', 'kms', 'logs', 'sts']))
  })

  each(everywhere, 'records its connections', (deployment) => {
    const logs = resources(network(deployment), 'aws_flow_log')
    expect(logs.map((log) => log['traffic_type'])).toEqual([deployment.network.flowLogs.traffic])
    expect(resourceAt(network(deployment), 'aws_cloudwatch_log_group', '/flow-logs/log-group')['retention_in_days']).toBe(
      deployment.network.flowLogs.retentionDays,
    )
  })

  each(inProduction, 'records all of them', (deployment) => {
    expect(deployment.network.flowLogs.traffic).toBe('ALL')
  })
})
