import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '../../config/schema/deployment'
import { environments } from '../../config/environments'
import { systems } from '../../config/systems'
import { fleetRules } from '../../config/rules'
import { requiredTags } from '../../constructs/core/tags'
import { hostname } from '../../constructs/network/hosted-zone'
import { layers, stackId } from '../../stacks/layer'
import { changed, fleetWith } from '../config/fixtures'
import { decision } from '../constructs/permissions'
import { allDeployments, inProduction, layerOf, onAws, resourceAt, resources, synthesizedFolder } from '../synthesized'
import { behind, each, everywhere, faults, primaryOf, rds, replicasOf, requirement, usesRds } from './requirement'

const inEnvironment =
  (name: string) =>
  ({ environment }: Deployment) =>
    environment === name
const sibling = ({ system }: Deployment, environment: string) => {
  const found = allDeployments.find((other) => other.system === system && other.environment === environment)
  if (found === undefined) throw new Error(`${system} has no ${environment}`)
  return found
}
const typesOf = (deployment: Deployment) =>
  new Set(layers.flatMap((layer) => Object.keys(layerOf(deployment, layer).resource ?? {})))
const namesOf = (deployment: Deployment, type: string, attribute: string) =>
  layers.flatMap((layer) => resources(layerOf(deployment, layer), type).map((resource) => resource[attribute] as string))

requirement('R77', 'Environment-specific configuration templates', () => {
  test.each(systems.map(({ system }) => [system]))('%s has one for each environment', (system) => {
    const found = allDeployments.filter((deployment) => deployment.system === system).map(({ environment }) => environment)
    expect(found).toEqual(environments.map(({ environment }) => environment))
    expect(found).toEqual(expect.arrayContaining(['local', 'development', 'staging', 'production']))
  })

  each(everywhere, 'tells the application which environment it is', ({ variables, environment }) => {
    expect(variables['APP_ENV']).toBe(environment)
  })
})

requirement('R128', 'Staging environment, isolated from production', () => {
  each(
    inEnvironment('staging'),
    'shares no account, range, host name, state, bucket or secret path with production',
    (staging) => {
      const production = sibling(staging, 'production')
      expect(staging.account.id).not.toBe(production.account.id)
      expect(staging.network.cidr).not.toBe(production.network.cidr)
      expect(hostname(staging)).not.toBe(hostname(production))
      for (const [type, attribute] of [
        ['aws_s3_bucket', 'bucket'],
        ['aws_secretsmanager_secret', 'name'],
        ['aws_db_instance', 'identifier'],
        ['aws_iam_role', 'name'],
        ['aws_kms_alias', 'name'],
      ] as const) {
        const names = namesOf(staging, type, attribute)
        expect(names.length).toBeGreaterThan(0)
        expect(names.filter((name) => namesOf(production, type, attribute).includes(name))).toEqual([])
      }
      const states = layers.map((layer) => layerOf(staging, layer).terraform['backend'].s3.bucket as string)
      expect(new Set(states)).toEqual(new Set([`${staging.system}-staging-state-${staging.account.id}`]))
    },
  )

  each(inEnvironment('staging'), 'has the shape of production, with a database of its own', (staging) => {
    const missing = [...typesOf(sibling(staging, 'production'))].filter(
      (type) => !typesOf(staging).has(type) && !type.startsWith('aws_db_proxy'),
    )
    expect(missing).toEqual([])
    expect(primaryOf(staging)['multi_az']).toBe(true)
    expect(replicasOf(staging).length).toBeGreaterThanOrEqual(1)
  })

  each(onAws, 'lets its provider work in its own account only', (deployment) => {
    const accounts = layers.flatMap((layer) =>
      layerOf(deployment, layer).provider.aws.flatMap((provider) => provider['allowed_account_ids'] as string[]),
    )
    expect(new Set(accounts)).toEqual(new Set([deployment.account.id]))
  })
})

requirement('R130', 'Dev / staging / prod from one typed definition', () => {
  test('there are sixteen deployments: four systems in four environments', () => {
    expect(systems.map(({ system }) => system).sort()).toEqual(['crm-vision', 'execora', 'omnicrm', 'real-estate-crm'])
    expect(allDeployments).toHaveLength(systems.length * environments.length)
    expect(allDeployments).toHaveLength(16)
  })

  each(everywhere, 'is synthesized into the same layers, named by system, environment and layer', (deployment) => {
    for (const layer of layers) {
      expect(stackId(deployment, layer)).toBe(`${deployment.system}-${deployment.environment}-${layer}`)
      expect(existsSync(join(synthesizedFolder(), 'stacks', stackId(deployment, layer), 'cdk.tf.json'))).toBe(true)
    }
  })

  each(onAws, 'has nothing of a kind that production does not have', (deployment) => {
    const production = typesOf(sibling(deployment, 'production'))
    expect([...typesOf(deployment)].filter((type) => !production.has(type))).toEqual([])
  })
})

requirement('R141', 'Infrastructure as Code itself (Terraform or equivalent), version-controlled state', () => {
  each(
    onAws,
    'keeps the state of each layer in a bucket that is versioned, encrypted with its own key, closed and locked',
    (deployment) => {
      const backends = layers.map((layer) => layerOf(deployment, layer).terraform['backend'].s3)
      const [name] = new Set(backends.map(({ bucket }) => bucket as string))
      expect(new Set(backends.map(({ key }) => key as string)).size).toBe(layers.length)
      for (const backend of backends)
        expect(backend).toMatchObject({ bucket: name, use_lockfile: true, region: deployment.account.region })
      const bootstrap = layerOf(deployment, 'bootstrap')
      expect(resourceAt(bootstrap, 'aws_s3_bucket', '/state/bucket')).toMatchObject({
        bucket: name,
        lifecycle: { prevent_destroy: true },
      })
      expect(resourceAt(bootstrap, 'aws_s3_bucket_versioning', '/state/versioning')['versioning_configuration']).toEqual({
        status: 'Enabled',
      })
      const [rule] = resourceAt(bootstrap, 'aws_s3_bucket_server_side_encryption_configuration', '/state/encryption')['rule']
      expect(
        behind(deployment, 'bootstrap', rule.apply_server_side_encryption_by_default.kms_master_key_id)?.['enable_key_rotation'],
      ).toBe(true)
      expect(rule.apply_server_side_encryption_by_default.sse_algorithm).toBe('aws:kms')
    },
  )

  each(onAws, 'lets Terraform write the state as its backend does: encrypted by the bucket, without a header', (deployment) => {
    const bootstrap = layerOf(deployment, 'bootstrap')
    const { policy } = resourceAt(bootstrap, 'aws_s3_bucket_policy', '/state/policy') as unknown as { policy: string }
    const [arn = ''] = /\$\{aws_s3_bucket\.state_[\w-]+\.arn\}/.exec(policy) ?? []
    const request = { action: 's3:PutObject', resource: `${arn}/data.tfstate`, principal: { AWS: 'the apply role' } }
    expect(layerOf(deployment, 'data').terraform['backend'].s3.encrypt).toBe(false)
    expect(decision(policy, { ...request, context: { 'aws:SecureTransport': 'true' } })).toBe('not mentioned')
    expect(
      decision(policy, { ...request, context: { 'aws:SecureTransport': 'true', 's3:x-amz-server-side-encryption': 'AES256' } }),
    ).toBe('refused')
  })

  each(
    (deployment) => !onAws(deployment),
    'keeps the state of each layer in a file of its own',
    (deployment) => {
      const paths = layers.map((layer) => layerOf(deployment, layer).terraform['backend'].local.path as string)
      expect(new Set(paths).size).toBe(layers.length)
      expect(paths.every((path) => path.includes(`${deployment.system}-${deployment.environment}/`))).toBe(true)
    },
  )

  each(everywhere, 'tags everything with system, environment, layer, owner and cost center', (deployment) => {
    for (const layer of layers) {
      for (const provider of layerOf(deployment, layer).provider.aws) {
        const { tags } = provider['default_tags'][0]
        expect(requiredTags.filter((tag) => !tags[tag])).toEqual([])
        expect(tags).toMatchObject({
          System: deployment.system,
          Environment: deployment.environment,
          Layer: layer,
          Owner: deployment.team,
          CostCenter: deployment.costCenter,
        })
      }
    }
  })

  each(everywhere, 'pins the ranges of Terraform and of its provider in every layer', (deployment) => {
    for (const layer of layers) {
      const { required_version, required_providers } = layerOf(deployment, layer).terraform as {
        required_version: string
        required_providers: Record<string, { version: string }>
      }
      for (const range of [required_version, required_providers['aws']?.version])
        expect(range).toMatch(/^>= \d+\.\d+\.\d+, < \d+\.\d+\.\d+$/)
    }
  })
})

requirement('R143', 'Configuration validation between environments', () => {
  test('every environment of a system has the same services, variables, secrets and toggles', () => {
    expect(fleetRules['environmentsHaveTheSameKeys']?.(allDeployments)).toEqual([])
  })

  test.each(environments.filter(({ environment }) => environment !== 'local').map(({ environment }) => [environment]))(
    'a variable that only %s has is found',
    (environment) => {
      const fleet = fleetWith(`execora-${environment}`, { 'services.api.variables.ONLY_HERE': 'yes' })
      const findings = fleetRules['environmentsHaveTheSameKeys']?.(fleet) ?? []
      expect(findings.map(({ path }) => path)).toEqual([
        'services.api.variables.ONLY_HERE',
        'services.api.variables.ONLY_HERE',
        'services.api.variables.ONLY_HERE',
      ])
      expect(findings.map(({ deployment }) => deployment)).not.toContain(`execora-${environment}`)
    },
  )

  const reason = 'a sentence that says why this is accepted'
  const invariants: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
    [
      'three Availability Zones',
      'productionSpansThreeZones',
      { 'network.availabilityZones': ['eu-central-1a', 'eu-central-1b'] },
    ],
    ['a NAT gateway for each zone', 'productionHasNatPerZone', { 'network.natGateways': 'single' }],
    ['a standby', 'productionDatabaseIsRedundant', { 'database.multiAz': { enabled: false, reason } }],
    ['a read replica', 'productionDatabaseIsRedundant', { 'database.replicas': {} }],
    ['30 days of backups', 'productionBackupsAreComplete', { 'recovery.retentionDays': 29 }],
    ['two reviewers', 'productionHasReviewers', { 'delivery.reviewers': 1 }],
    ['blocking rules', 'productionBlocksAttacks', { 'edge.managedRules': 'count' }],
    ['deletion protection', 'deletionProtectionIsOn', { deletionProtection: { enabled: false, reason } }],
  ]

  test.each(invariants)('production without %s is refused, in every system', (_, rule, changes) => {
    for (const production of allDeployments.filter(inProduction)) {
      expect(faults(rule, production)).toEqual([])
      expect(faults(rule, changed(`${production.system}-production`, changes)).length).toBeGreaterThan(0)
    }
  })
})

requirement('R150', 'Cost-aware presets for non-production', () => {
  each(inEnvironment('development'), 'has one NAT gateway, one database instance, one Redis and spot nodes', (deployment) => {
    expect(resources(layerOf(deployment, 'network'), 'aws_nat_gateway')).toHaveLength(1)
    if (usesRds(deployment)) expect([primaryOf(deployment)['multi_az'], replicasOf(deployment).length]).toEqual([false, 0])
    expect(deployment.redis.nodes).toBe(1)
    expect(deployment.observability.loki.replicas).toBe(1)
    expect(Object.values(deployment.cluster.nodeGroups).map(({ capacity }) => capacity)).toContain('spot')
  })

  each(inEnvironment('staging'), 'has the shape of production in smaller sizes', (staging) => {
    const production = sibling(staging, 'production')
    expect(resources(layerOf(staging, 'network'), 'aws_nat_gateway')).toHaveLength(1)
    expect(rds(staging).instanceClass).not.toBe(rds(production).instanceClass)
    expect(rds(staging).storage.allocatedGiB).toBeLessThan(rds(production).storage.allocatedGiB)
    expect(staging.redis.nodes).toBe(production.redis.nodes)
  })

  each(inProduction, 'costs more than staging, which costs more than development', (production) => {
    const budgetOf = (environment: string) => sibling(production, environment).budget.monthlyUsd
    expect(budgetOf('development')).toBeLessThan(budgetOf('staging'))
    expect(budgetOf('staging')).toBeLessThan(production.budget.monthlyUsd)
  })

  test('stateful nodes are never spot', () => {
    const stateful = allDeployments
      .flatMap(({ cluster }) => Object.values(cluster.nodeGroups))
      .filter(({ purpose }) => purpose === 'stateful')
    expect(stateful.length).toBeGreaterThan(0)
    expect(stateful.filter(({ capacity }) => capacity === 'spot')).toEqual([])
  })
})

requirement('C6', 'Production runs three to ten instances, staging two, development one', () => {
  const least = (deployment: Deployment) =>
    Object.values(deployment.services).flatMap((service) => {
      if (service.kind !== 'http') return []
      return service.scaling.kind === 'fixed' ? [service.scaling.instances] : [service.scaling.minInstances]
    })

  each(inProduction, 'runs at least three instances of what answers requests, and at most ten', (deployment) => {
    expect(Math.min(...least(deployment))).toBe(3)
    const most = Object.values(deployment.services).flatMap(({ kind, scaling }) =>
      kind === 'http' && scaling.kind === 'automatic' ? [scaling.maxInstances] : [],
    )
    expect(new Set(most)).toEqual(new Set([10]))
  })
  each(inEnvironment('staging'), 'runs at least two', (deployment) => expect(new Set(least(deployment))).toEqual(new Set([2])))
  each(inEnvironment('development'), 'runs one', (deployment) => expect(new Set(least(deployment))).toEqual(new Set([1])))
})

requirement('C17', 'The main branch is deployed to staging, a version tag to production', () => {
  each(inEnvironment('staging'), 'follows the main branch', ({ delivery }) =>
    expect(delivery.trigger).toEqual({ on: 'branch', branch: 'main' }),
  )
  each(inProduction, 'follows version tags, after two reviews', ({ delivery }) => {
    expect(delivery.trigger).toEqual({ on: 'tag', pattern: 'v*.*.*' })
    expect(delivery.reviewers).toBeGreaterThanOrEqual(2)
  })

  each(onAws, 'lets only its own environment of its own repository apply', (deployment) => {
    const issuer = 'token.actions.githubusercontent.com'
    const { assume_role_policy: trust } = resourceAt(
      layerOf(deployment, 'bootstrap'),
      'aws_iam_role',
      '/apply-role',
    ) as unknown as { assume_role_policy: string }
    const assume = (subject: string) =>
      decision(trust, {
        action: 'sts:AssumeRoleWithWebIdentity',
        principal: { Federated: `arn:aws:iam::${deployment.account.id}:oidc-provider/${issuer}` },
        context: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subject },
      })
    const { repository } = deployment.delivery
    for (const { environment } of environments) {
      expect(assume(`repo:${repository}:environment:${environment}`)).toBe(
        environment === deployment.environment ? 'allowed' : 'not mentioned',
      )
    }
    expect(assume(`repo:${repository}:pull_request`)).toBe('not mentioned')
  })
})

requirement('C19', 'Images are named by version, commit or digest outside development', () => {
  each(
    ({ criticality }) => criticality !== 'development',
    'runs nothing that may be another image tomorrow',
    ({ services }) => {
      const references = Object.values(services).map(({ image }) => image.reference)
      expect(references.filter((reference) => !/^(v\d+\.\d+\.\d+|sha256:|[0-9a-f]{7,40}$)/.test(reference))).toEqual([])
    },
  )

  test.each(['latest', 'main', 'stable', 'v1'])('the tag %s is refused in staging and production', (reference) => {
    for (const name of ['execora-staging', 'execora-production']) {
      expect(faults('imagesAreImmutable', changed(name, { 'services.api.image.reference': reference }))).toEqual([
        'services.api.image.reference',
      ])
    }
  })
})
