import { referringTo, type Policy, type SynthesizedResource } from './policy'

const everywhere = ['0.0.0.0/0', '::/0']

const portsOf = ({ attributes }: SynthesizedResource) =>
  attributes['ip_protocol'] === '-1' ? 'every port' : `ports ${String(attributes['from_port'])} to ${String(attributes['to_port'])}`

/** Policies of networks. */
export const networkPolicies: readonly Policy[] = [
  {
    id: 'NETWORK-OPEN-INGRESS',
    rule: 'No security group is open to the world',
    source: 'R87; AVD-AWS-0107, CKV_AWS_24, CKV_AWS_25, CKV_AWS_260, CKV_AWS_277',
    types: ['aws_vpc_security_group_ingress_rule'],
    check: (resource) =>
      everywhere.some((range) => resource.attributes['cidr_ipv4'] === range || resource.attributes['cidr_ipv6'] === range)
        ? `${portsOf(resource)} are open to the world; name a range or a security group`
        : undefined,
  },
  {
    id: 'NETWORK-INLINE-RULES',
    rule: 'Rules of security groups are resources of their own, so that a plan shows each one',
    source: 'provider documentation of aws_security_group',
    types: ['aws_security_group', 'aws_default_security_group'],
    check: ({ attributes }) =>
      attributes['ingress'] === undefined && attributes['egress'] === undefined ? undefined : 'use aws_vpc_security_group_ingress_rule and _egress_rule',
  },
  {
    id: 'NETWORK-PUBLIC-ADDRESS',
    rule: 'No subnet gives out public addresses by itself',
    source: 'R87; CKV_AWS_130',
    types: ['aws_subnet'],
    check: ({ attributes }) => (attributes['map_public_ip_on_launch'] === false ? undefined : 'set map_public_ip_on_launch to false'),
  },
  {
    id: 'NETWORK-FLOW-LOGS',
    rule: 'A VPC records its connections',
    source: 'R87; CKV2_AWS_11',
    types: ['aws_vpc'],
    check: (vpc, layer) => (referringTo(layer, 'aws_flow_log', 'vpc_id', vpc).length > 0 ? undefined : 'add a flow log of the VPC'),
  },
  {
    id: 'NETWORK-DEFAULT-GROUP',
    rule: 'The default security group of a VPC lets nothing through',
    source: 'CKV2_AWS_12',
    types: ['aws_vpc'],
    check: (vpc, layer) =>
      referringTo(layer, 'aws_default_security_group', 'vpc_id', vpc).length > 0 ? undefined : 'adopt the default security group without rules',
  },
]
