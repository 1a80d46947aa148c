import { Netmask } from 'netmask'
import { findingIf, hostnameOf, isEverybody, isProduction, type DeploymentRule } from './rule'

/** Data stay in the allowed regions, and copies lie in another one than the original (R65, R93). */
export const regionsAreAllowed: DeploymentRule = ({ account }) => {
  const allowed = account.allowedRegions.join(', ')
  return [
    ...(['region', 'recoveryRegion'] as const).flatMap((field) =>
      findingIf(
        !account.allowedRegions.includes(account[field]),
        `account.${field}`,
        `${account[field]} is not an allowed region`,
        `use one of ${allowed}, or add it to account.allowedRegions`,
      ),
    ),
    ...findingIf(
      account.region === account.recoveryRegion,
      'account.recoveryRegion',
      `${account.recoveryRegion} is the region of the deployment: losing it would lose the copies too`,
      'use another region of account.allowedRegions',
    ),
  ]
}

/** The partition is the one that the region is in; it is part of every ARN. */
export const partitionFitsRegion: DeploymentRule = ({ account }) => {
  const expected = account.region.startsWith('cn-') ? 'aws-cn' : account.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
  return findingIf(
    account.partition !== expected,
    'account.partition',
    `${account.region} is not in the partition ${account.partition}`,
    `use "${expected}"`,
  )
}

/** The range of the VPC starts where it says, has a size that the subnets fit in and is private (R87). */
export const vpcRangeIsUsable: DeploymentRule = ({ network }) => {
  const block = new Netmask(network.cidr)
  const isPrivate = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((range) => new Netmask(range).contains(block))
  return [
    ...findingIf(
      block.bitmask < 16 || block.bitmask > 18,
      'network.cidr',
      `${network.cidr} has ${block.size} addresses`,
      'use a range from /16 (65,536 addresses, the most a VPC can have) to /18 (16,384)',
    ),
    ...findingIf(
      network.cidr !== block.toString(),
      'network.cidr',
      `${network.cidr} does not start at the beginning of its range`,
      `use ${block.toString()}`,
    ),
    ...findingIf(
      !isPrivate,
      'network.cidr',
      `${network.cidr} is not a private range`,
      'use a part of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    ),
  ]
}

/** An internal system names who may call it, and uses nothing that only reaches the internet (R22). */
export const exposureIsConsistent: DeploymentRule = ({ edge }) =>
  edge.exposure === 'internet'
    ? findingIf(
        edge.allowedCidrs.length > 0,
        'edge.allowedCidrs',
        'the ranges would be ignored, because the load balancer faces the internet',
        'remove them, or use exposure "internal"',
      )
    : [
        ...findingIf(
          edge.allowedCidrs.length === 0,
          'edge.allowedCidrs',
          'the load balancer is internal and nobody may call it',
          'name the ranges of the VPN or of the networks that are peered',
        ),
        ...edge.allowedCidrs.flatMap((range, index) =>
          findingIf(isEverybody(range), `edge.allowedCidrs.${index}`, `${range} means everybody`, 'name the ranges of the VPN'),
        ),
        ...findingIf(
          edge.cdn.enabled,
          'edge.cdn',
          'CloudFront can not reach an internal load balancer',
          'use { enabled: false }',
        ),
        ...findingIf(
          edge.uptimeCheck.enabled,
          'edge.uptimeCheck',
          'a check from the internet can not reach an internal load balancer',
          'use { enabled: false, reason: … }; the exporter inside the cluster checks the same path',
        ),
      ]

/** Administrator routes and the Kubernetes API are closed to the internet (R81). */
export const administrationIsRestricted: DeploymentRule = ({ edge, cluster }) => [
  ...findingIf(
    edge.admin.paths.length > 0 && edge.admin.allowedCidrs.length === 0,
    'edge.admin.allowedCidrs',
    `nobody may reach ${edge.admin.paths.join(', ')}`,
    'name the ranges of the people who administer the system',
  ),
  ...edge.admin.allowedCidrs.flatMap((range, index) =>
    findingIf(
      isEverybody(range),
      `edge.admin.allowedCidrs.${index}`,
      `${range} opens administrator routes and Grafana to everybody`,
      'name the ranges of the office or the VPN',
    ),
  ),
  ...cluster.publicAccessCidrs.flatMap((range, index) =>
    findingIf(
      isEverybody(range),
      `cluster.publicAccessCidrs.${index}`,
      `${range} opens the Kubernetes API to everybody`,
      'name the ranges of the office or the VPN; an empty list keeps the API private',
    ),
  ),
]

/** Production blocks what the managed rules recognise (R89). */
export const productionBlocksAttacks: DeploymentRule = (deployment) =>
  findingIf(
    isProduction(deployment) && deployment.edge.managedRules === 'count',
    'edge.managedRules',
    'production only counts attacks',
    'use "block"',
  )

/** Browsers may call from named origins only (R83). */
export const corsOriginsAreNamed: DeploymentRule = (deployment) =>
  deployment.edge.cors.allowedOrigins.flatMap((origin, index) => {
    const path = `edge.cors.allowedOrigins.${index}`
    const own = `https://${hostnameOf(deployment)}`
    if (origin.includes('*')) {
      return findingIf(
        isProduction(deployment),
        path,
        `"${origin}" lets any site call production`,
        `name each origin, e.g. ${own}`,
      )
    }
    const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin
    return [
      ...findingIf(!isOrigin, path, `"${origin}" is not an origin`, `use scheme and host without a path, e.g. ${own}`),
      ...findingIf(
        isOrigin && isProduction(deployment) && !origin.startsWith('https://'),
        path,
        `${origin} is not encrypted`,
        `use ${origin.replace(/^\w+:/, 'https:')}`,
      ),
    ]
  })

/** Systems under HIPAA or PCI DSS have tighter defaults (R95). */
export const regulatedSystemsAreTight: DeploymentRule = ({ compliance, cluster, network, retention }) => {
  // 45 CFR 164.316(b)(2): six years. PCI DSS 4.0, 10.5.1: twelve months.
  const auditDays = compliance.includes('hipaa') ? 2190 : 365
  if (!compliance.includes('hipaa') && !compliance.includes('pci-dss')) return []
  const name = compliance.filter((standard) => standard === 'hipaa' || standard === 'pci-dss').join(' and ')
  return [
    ...findingIf(
      cluster.publicAccessCidrs.length > 0,
      'cluster.publicAccessCidrs',
      `the Kubernetes API can be reached from outside, and the system is under ${name}`,
      'use [], which keeps it private',
    ),
    ...findingIf(
      network.flowLogs.traffic !== 'ALL',
      'network.flowLogs.traffic',
      `accepted traffic is not recorded, and the system is under ${name}`,
      'use "ALL"',
    ),
    ...findingIf(
      retention.auditDays < auditDays,
      'retention.auditDays',
      `the audit trail is kept for ${retention.auditDays} days, and the system is under ${name}`,
      `use at least ${auditDays}`,
    ),
  ]
}
