import { policies } from '../../policies'
import { checkPolicies } from '../../policies/gate'
import { requiredTags } from '../../constructs/core/tags'
import type { Deployment } from '../../config/schema/deployment'
import { allDeployments, deploymentsWhere, inProduction, layerOf, type LayerJson } from '../synthesized'
import { deployment } from '../config/fixtures'
import { layers, type LayerName } from '../../stacks/layer'
import { pathOf } from '../constructs/compose'

type Json = Record<string, any>
type Change = (attributes: Json, layer: Json) => void

/** One thing broken in a layer that was good before. */
interface BreakingCase {
  readonly policy: string
  readonly what: string
  readonly layer: LayerName
  /** Type and end of the construct path of the resource that is found. */
  readonly at: readonly [type: string, path: string]
  readonly change: Change
  /** Part of the message that says what would be right. */
  readonly says: RegExp
}

const without =
  (key: string): Change =>
  (attributes) => {
    Reflect.deleteProperty(attributes, key)
  }

const having =
  (values: Json): Change =>
  (attributes) =>
    Object.assign(attributes, values)

/** Takes away what belongs to a bucket, e.g. its versioning. */
const withoutCompanion =
  (type: string, path: string): Change =>
  (_, layer) => {
    const [name] = Object.entries<Json>(layer['resource'][type]).find(([, attributes]) => pathOf(attributes).endsWith(path))!
    Reflect.deleteProperty(layer['resource'][type], name)
  }

/** Changes what belongs to a bucket. */
const companion =
  (type: string, path: string, change: (attributes: Json) => void): Change =>
  (_, layer) =>
    change(Object.values<Json>(layer['resource'][type]).find((attributes) => pathOf(attributes).endsWith(path))!)

const statements =
  (key: string, change: (list: Json[]) => void): Change =>
  (attributes) => {
    const document = JSON.parse(attributes[key])
    change(document.Statement)
    attributes[key] = JSON.stringify(document)
  }

const allowing = (statement: Json) => statements('policy', (list) => list.push({ Sid: 'Added', Effect: 'Allow', ...statement }))

const primary = ['aws_db_instance', 'postgres/primary'] as const
const replica = ['aws_db_instance', 'postgres/replica-reader'] as const
const uploads = ['aws_s3_bucket', 'bucket-uploads/bucket'] as const
const rolePolicy = ['aws_iam_role_policy', 'flow-logs/role-policy'] as const
const role = ['aws_iam_role', 'flow-logs/role/role'] as const
const logKey = ['aws_kms_key', 'log-key/key'] as const

const cases: readonly BreakingCase[] = [
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a database may be destroyed',
    layer: 'data',
    at: primary,
    change: without('lifecycle'),
    says: /lifecycle\.prevent_destroy/,
  },
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a bucket may be destroyed',
    layer: 'data',
    at: uploads,
    change: having({ lifecycle: { prevent_destroy: false } }),
    says: /deletionProtection/,
  },
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a key may be destroyed',
    layer: 'network',
    at: logKey,
    change: without('lifecycle'),
    says: /prevent_destroy/,
  },
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a hosted zone may be destroyed',
    layer: 'network',
    at: ['aws_route53_zone', 'names/zone'],
    change: without('lifecycle'),
    says: /prevent_destroy/,
  },
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a secret may be destroyed',
    layer: 'data',
    at: ['aws_secretsmanager_secret', 'secrets/openai/secret'],
    change: without('lifecycle'),
    says: /prevent_destroy/,
  },
  {
    policy: 'DATA-PREVENT-DESTROY',
    what: 'a replica of a key may be destroyed',
    layer: 'recovery',
    at: ['aws_kms_replica_key', 'storage-key/key'],
    change: without('lifecycle'),
    says: /prevent_destroy/,
  },
  {
    policy: 'KMS-ROTATION',
    what: 'a key is not rotated',
    layer: 'network',
    at: logKey,
    change: having({ enable_key_rotation: false }),
    says: /enable_key_rotation/,
  },
  {
    policy: 'KMS-ROTATION',
    what: 'a deleted key is gone in a week',
    layer: 'network',
    at: logKey,
    change: having({ deletion_window_in_days: 7 }),
    says: /deletion_window_in_days = 30/,
  },
  {
    policy: 'KMS-POLICY',
    what: 'a key has no policy',
    layer: 'network',
    at: logKey,
    change: without('policy'),
    says: /give the key a policy/,
  },
  {
    policy: 'KMS-POLICY',
    what: 'a key is open to every account',
    layer: 'network',
    at: logKey,
    change: allowing({ Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' }),
    says: /statement Added opens the key/,
  },
  {
    policy: 'KMS-POLICY',
    what: 'a key allows everything',
    layer: 'recovery',
    at: ['aws_kms_replica_key', 'storage-key/key'],
    change: allowing({ Principal: { AWS: 'arn:aws:iam::333333333333:root' }, Action: 'kms:*', Resource: '*' }),
    says: /name the actions/,
  },
  {
    policy: 'LOGS-ENCRYPTION',
    what: 'a log group has no key',
    layer: 'network',
    at: ['aws_cloudwatch_log_group', 'flow-logs/log-group'],
    change: without('kms_key_id'),
    says: /kms_key_id/,
  },
  {
    policy: 'LOGS-ENCRYPTION',
    what: 'a log group never ends its entries',
    layer: 'network',
    at: ['aws_cloudwatch_log_group', 'flow-logs/log-group'],
    change: without('retention_in_days'),
    says: /retention_in_days/,
  },
  {
    policy: 'SNS-ENCRYPTION',
    what: 'a topic is not encrypted',
    layer: 'bootstrap',
    at: ['aws_sns_topic', 'alarms/topic'],
    change: without('kms_master_key_id'),
    says: /kms_master_key_id/,
  },
  {
    policy: 'SECRET-ENCRYPTION',
    what: 'a secret has the key of Secrets Manager',
    layer: 'data',
    at: ['aws_secretsmanager_secret', 'database-master/secret'],
    change: without('kms_key_id'),
    says: /kms_key_id/,
  },
  {
    policy: 'SECRET-NOT-IN-STATE',
    what: 'a password is written into the database resource',
    layer: 'data',
    at: primary,
    change: having({ password: 'correct-horse' }),
    says: /password would be kept in the state; use the write-only argument/,
  },
  {
    policy: 'SECRET-NOT-IN-STATE',
    what: 'a secret value is written in plain text',
    layer: 'data',
    at: ['aws_secretsmanager_secret_version', 'database-master-value/version'],
    change: having({ secret_string: '{"password":"x"}' }),
    says: /secret_string/,
  },
  {
    policy: 'ALARM-ACTION',
    what: 'an alarm tells nobody',
    layer: 'data',
    at: ['aws_cloudwatch_metric_alarm', 'primary-cpu'],
    change: having({ alarm_actions: [] }),
    says: /alarm_actions/,
  },
  {
    policy: 'S3-PUBLIC-ACCESS',
    what: 'a bucket has no public access block',
    layer: 'data',
    at: uploads,
    change: withoutCompanion('aws_s3_bucket_public_access_block', 'bucket-uploads/public-access-block'),
    says: /block_public_acls, .*restrict_public_buckets to true/,
  },
  {
    policy: 'S3-PUBLIC-ACCESS',
    what: 'a bucket accepts public policies',
    layer: 'data',
    at: uploads,
    change: companion(
      'aws_s3_bucket_public_access_block',
      'bucket-uploads/public-access-block',
      (block) => (block['block_public_policy'] = false),
    ),
    says: /^set block_public_policy to true/,
  },
  {
    policy: 'S3-TLS',
    what: 'a bucket has no policy',
    layer: 'data',
    at: uploads,
    change: withoutCompanion('aws_s3_bucket_policy', 'bucket-uploads/policy'),
    says: /aws:SecureTransport is false/,
  },
  {
    policy: 'S3-TLS',
    what: 'a bucket answers without TLS',
    layer: 'data',
    at: uploads,
    change: companion('aws_s3_bucket_policy', 'bucket-uploads/policy', (attributes) =>
      statements('policy', (list) => list.shift())(attributes, {}),
    ),
    says: /denies every action/,
  },
  {
    policy: 'S3-VERSIONING',
    what: 'versioning of a bucket is suspended',
    layer: 'data',
    at: uploads,
    change: companion(
      'aws_s3_bucket_versioning',
      'bucket-uploads/versioning',
      (attributes) => (attributes['versioning_configuration'].status = 'Suspended'),
    ),
    says: /enable versioning/,
  },
  {
    policy: 'S3-ENCRYPTION-KMS',
    what: 'a bucket has no encryption',
    layer: 'data',
    at: uploads,
    change: withoutCompanion('aws_s3_bucket_server_side_encryption_configuration', 'bucket-uploads/encryption'),
    says: /aws:kms and a key of the deployment/,
  },
  {
    policy: 'S3-ENCRYPTION-KMS',
    what: 'a bucket encrypts with the key of S3',
    layer: 'data',
    at: uploads,
    change: companion(
      'aws_s3_bucket_server_side_encryption_configuration',
      'bucket-uploads/encryption',
      (attributes) => delete attributes['rule'][0].apply_server_side_encryption_by_default.kms_master_key_id,
    ),
    says: /key of the deployment/,
  },
  {
    policy: 'S3-ACCESS-LOGS',
    what: 'nobody records who accesses a bucket',
    layer: 'data',
    at: uploads,
    change: withoutCompanion('aws_s3_bucket_logging', 'bucket-uploads/access-logs'),
    says: /access log bucket/,
  },
  {
    policy: 'S3-LIFECYCLE',
    what: 'old versions of a bucket stay for ever',
    layer: 'data',
    at: uploads,
    change: companion(
      'aws_s3_bucket_lifecycle_configuration',
      'bucket-uploads/lifecycle',
      (attributes) => delete attributes['rule'][0].noncurrent_version_expiration,
    ),
    says: /lifecycle rule/,
  },
  {
    policy: 'RDS-ENCRYPTION',
    what: 'a database is not encrypted',
    layer: 'data',
    at: primary,
    change: having({ storage_encrypted: false }),
    says: /storage_encrypted/,
  },
  {
    policy: 'RDS-ENCRYPTION',
    what: 'a replica has the key of RDS',
    layer: 'data',
    at: replica,
    change: without('kms_key_id'),
    says: /kms_key_id/,
  },
  {
    policy: 'RDS-NOT-PUBLIC',
    what: 'a database has a public address',
    layer: 'data',
    at: primary,
    change: having({ publicly_accessible: true }),
    says: /publicly_accessible to false/,
  },
  {
    policy: 'RDS-DELETION-PROTECTION',
    what: 'a database can be deleted',
    layer: 'data',
    at: replica,
    change: having({ deletion_protection: false }),
    says: /deletion_protection, or release it with a reason/,
  },
  {
    policy: 'RDS-BACKUP',
    what: 'a primary has no backups',
    layer: 'data',
    at: primary,
    change: having({ backup_retention_period: 0 }),
    says: /backup_retention_period/,
  },
  {
    policy: 'RDS-BACKUP',
    what: 'a primary leaves no final snapshot',
    layer: 'data',
    at: primary,
    change: having({ skip_final_snapshot: true }),
    says: /skip_final_snapshot to false/,
  },
  {
    policy: 'RDS-LOGS',
    what: 'a database keeps its logs to itself',
    layer: 'data',
    at: primary,
    change: having({ enabled_cloudwatch_logs_exports: ['upgrade'] }),
    says: /export the postgresql log/,
  },
  {
    policy: 'RDS-MONITORING',
    what: 'a database is not watched',
    layer: 'data',
    at: primary,
    change: having({ monitoring_interval: 0 }),
    says: /monitoring_interval/,
  },
  {
    policy: 'RDS-TLS',
    what: 'a database accepts connections without TLS',
    layer: 'data',
    at: ['aws_db_parameter_group', 'postgres/parameter-group'],
    change: (attributes) => (attributes['parameter'].find(({ name }: Json) => name === 'rds.force_ssl').value = '0'),
    says: /rds\.force_ssl to 1/,
  },
  {
    policy: 'RDS-PROXY-TLS',
    what: 'a proxy accepts connections without TLS',
    layer: 'data',
    at: ['aws_db_proxy', 'proxy/proxy'],
    change: having({ require_tls: false }),
    says: /require_tls/,
  },
  {
    policy: 'NETWORK-OPEN-INGRESS',
    what: 'the database is open to the world',
    layer: 'network',
    at: ['aws_vpc_security_group_ingress_rule', 'database-from-application-5432'],
    change: having({ cidr_ipv4: '0.0.0.0/0', referenced_security_group_id: undefined }),
    says: /ports 5432 to 5432 are open to the world; name a range or a security group/,
  },
  {
    policy: 'NETWORK-OPEN-INGRESS',
    what: 'everything is open to the world of IPv6',
    layer: 'network',
    at: ['aws_vpc_security_group_ingress_rule', 'application-from-application'],
    change: having({ cidr_ipv6: '::/0', ip_protocol: '-1' }),
    says: /every port are open to the world/,
  },
  {
    policy: 'NETWORK-INLINE-RULES',
    what: 'a rule hides inside its group',
    layer: 'network',
    at: ['aws_security_group', 'security-groups/database'],
    change: having({ ingress: [{ from_port: 22 }] }),
    says: /aws_vpc_security_group_ingress_rule/,
  },
  {
    policy: 'NETWORK-PUBLIC-ADDRESS',
    what: 'a subnet gives out public addresses',
    layer: 'network',
    at: ['aws_subnet', 'public/subnet-eu-central-1a'],
    change: having({ map_public_ip_on_launch: true }),
    says: /map_public_ip_on_launch to false/,
  },
  {
    policy: 'NETWORK-FLOW-LOGS',
    what: 'a VPC records nothing',
    layer: 'network',
    at: ['aws_vpc', 'vpc/vpc'],
    change: (_, layer) => delete layer['resource']['aws_flow_log'],
    says: /add a flow log/,
  },
  {
    policy: 'NETWORK-DEFAULT-GROUP',
    what: 'the default security group is as AWS makes it',
    layer: 'network',
    at: ['aws_vpc', 'vpc/vpc'],
    change: (_, layer) => delete layer['resource']['aws_default_security_group'],
    says: /adopt the default security group/,
  },
  {
    policy: 'IAM-NO-WILDCARD',
    what: 'a role may do everything in a service',
    layer: 'network',
    at: rolePolicy,
    change: allowing({ Action: 's3:*', Resource: 'arn:aws:s3:::one' }),
    says: /statement Added allows too much; name actions and resources/,
  },
  {
    policy: 'IAM-NO-WILDCARD',
    what: 'a role may write everywhere',
    layer: 'network',
    at: rolePolicy,
    change: allowing({ Action: ['s3:GetObject', 's3:PutObject'], Resource: '*' }),
    says: /Added/,
  },
  {
    policy: 'IAM-NO-WILDCARD',
    what: 'a role may do everything but little',
    layer: 'network',
    at: rolePolicy,
    change: allowing({ NotAction: 'iam:*', Resource: 'arn:aws:s3:::one' }),
    says: /Added/,
  },
  {
    policy: 'IAM-NO-WILDCARD',
    what: 'a role may read every secret',
    layer: 'network',
    at: rolePolicy,
    change: allowing({ Action: 'secretsmanager:GetSecretValue', Resource: '*' }),
    says: /Added/,
  },
  {
    policy: 'IAM-NO-WILDCARD',
    what: 'a role may read all objects but some',
    layer: 'network',
    at: rolePolicy,
    change: allowing({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::one/*' }),
    says: /Added/,
  },
  {
    policy: 'IAM-BOUNDARY',
    what: 'a role has no boundary',
    layer: 'network',
    at: role,
    change: without('permissions_boundary'),
    says: /ServiceRole/,
  },
  {
    policy: 'IAM-NO-ADMINISTRATOR',
    what: 'a role is administrator',
    layer: 'bootstrap',
    at: ['aws_iam_role_policy_attachment', 'delivery/plan-ReadOnlyAccess'],
    change: having({ policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    says: /AdministratorAccess is attached/,
  },
  {
    policy: 'IAM-TRUST',
    what: 'anybody assumes a role',
    layer: 'network',
    at: role,
    change: statements('assume_role_policy', (list) => (list[0]!['Principal'] = { AWS: '*' })),
    says: /name the principal/,
  },
  {
    policy: 'IAM-TRUST',
    what: 'another account assumes a role',
    layer: 'network',
    at: role,
    change: statements('assume_role_policy', (list) => (list[0]!['Principal'] = { AWS: 'arn:aws:iam::999999999999:root' })),
    says: /name the principal/,
  },
  {
    policy: 'IAM-TRUST',
    what: 'every workflow of GitHub assumes a role',
    layer: 'bootstrap',
    at: ['aws_iam_role', 'delivery/apply-role'],
    change: statements('assume_role_policy', (list) => {
      list[0]!['Condition'] = { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } }
    }),
    says: /subjects of the identity provider/,
  },
  {
    policy: 'IAM-TRUST',
    what: 'every branch of a repository assumes a role',
    layer: 'bootstrap',
    at: ['aws_iam_role', 'delivery/apply-role'],
    change: statements('assume_role_policy', (list) => {
      list[0]!['Condition'] = { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example-org/execora:*' } }
    }),
    says: /subjects of the identity provider/,
  },
]

/** Has uploads, keys of vendors, and a replica; the proxy is the only thing it lacks. */
const execora = deployment('execora-production')
const withProxy = deployment('omnicrm-production')
const subjectOf = ({ policy }: BreakingCase): Deployment => (policy === 'RDS-PROXY-TLS' ? withProxy : execora)

const check = (layer: unknown, name: string, isReleased = false) => checkPolicies(layer, name, isReleased)

const broken = (breaking: BreakingCase) => {
  const layer = structuredClone(layerOf(subjectOf(breaking), breaking.layer)) as unknown as Json
  const [type, path] = breaking.at
  const [name, attributes] =
    Object.entries<Json>(layer['resource'][type] ?? {}).find(
      ([, found]) => found['//'].metadata.path.endsWith(`/${path}`) || found['//'].metadata.path.endsWith(`-${path}`),
    ) ?? []
  if (name === undefined || attributes === undefined) throw new Error(`No ${type} at ${path}`)
  breaking.change(attributes, layer)
  return { layer, address: `${type}.${name}`, path: attributes['//'].metadata.path as string }
}

describe('policies', () => {
  test.each(cases.map((breaking) => [breaking.policy, breaking.what, breaking] as const))(
    '%s: %s, and exactly that is found',
    (_, __, breaking) => {
      const good = check(layerOf(subjectOf(breaking), breaking.layer), breaking.layer)
      const { layer, address, path } = broken(breaking)
      const found = check(layer, breaking.layer).filter(
        (finding) => !good.some((before) => JSON.stringify(before) === JSON.stringify(finding)),
      )
      expect(found).toEqual([{ policy: breaking.policy, address, path, problem: expect.stringMatching(breaking.says) }])
    },
  )

  test('every policy has a case that breaks it', () => {
    expect(policies.map(({ id }) => id).filter((id) => !cases.some(({ policy }) => policy === id))).toEqual([])
  })

  test('every case is about a policy', () => {
    expect(cases.map(({ policy }) => policy).filter((id) => !policies.some((policy) => policy.id === id))).toEqual([])
  })

  test('the ids are unique, and every policy says what it asks for and why', () => {
    expect(new Set(policies.map(({ id }) => id)).size).toBe(policies.length)
    expect(policies.filter(({ rule, source }) => rule.length < 20 || source.length < 3).map(({ id }) => id)).toEqual([])
  })

  test('every policy looks at something that is really synthesized', () => {
    const types = new Set(
      allDeployments.flatMap((of) => layers.flatMap((layer) => Object.keys(layerOf(of, layer).resource ?? {}))),
    )
    const unseen = policies.filter((policy) => !policy.types.includes('*') && !policy.types.some((type) => types.has(type)))
    expect(unseen.map(({ id }) => id)).toEqual([])
  })
})

describe('protection from deletion', () => {
  const guards = ['DATA-PREVENT-DESTROY', 'RDS-DELETION-PROTECTION', 'RDS-BACKUP']

  test('what is released in the configuration is not found', () => {
    const released = cases.filter(({ policy, what }) => guards.includes(policy) && what !== 'a primary has no backups')
    expect(released.length).toBeGreaterThan(guards.length)
    for (const breaking of released) {
      const { layer, address } = broken(breaking)
      expect(
        check(layer, breaking.layer, true).filter((finding) => finding.address === address && guards.includes(finding.policy)),
      ).toEqual([])
    }
  })

  test('a primary without backups is found even then', () => {
    const { layer } = broken(cases.find(({ what }) => what === 'a primary has no backups')!)
    expect(check(layer, 'data', true).map(({ policy }) => policy)).toContain('RDS-BACKUP')
  })
})

describe('tags', () => {
  test.each(requiredTags.map((tag) => [tag]))('a provider that does not set %s is found', (tag) => {
    const layer = structuredClone(layerOf(execora, 'network')) as unknown as Json
    Reflect.deleteProperty(layer['provider'].aws[0].default_tags[0].tags, tag)
    expect(check(layer, 'execora-production-network').filter(({ policy }) => policy === 'TAGS')).toEqual([
      {
        policy: 'TAGS',
        path: 'execora-production-network',
        address: 'provider.aws',
        problem: expect.stringContaining(`default_tags lack ${tag}:`),
      },
    ])
  })

  test('a provider of another region that sets none is found by its alias', () => {
    const layer = structuredClone(layerOf(execora, 'recovery')) as unknown as Json
    delete layer['provider'].aws[1].default_tags
    const [finding] = check(layer, 'execora-production-recovery').filter(({ policy }) => policy === 'TAGS')
    expect(finding).toMatchObject({ address: 'provider.aws.recovery', problem: expect.stringContaining(requiredTags.join(', ')) })
  })
})

describe('the layers as they are', () => {
  test.each(deploymentsWhere())('%s has findings only where something is waived', (_, of) => {
    const released = !of.deletionProtection.enabled
    const found = layers.flatMap((layer) => check(layerOf(of, layer) as LayerJson, layer, released).map(({ policy }) => policy))
    const waivable = ['IAM-BOUNDARY', 'IAM-NO-ADMINISTRATOR', 'IAM-NO-WILDCARD', 'NETWORK-OPEN-INGRESS', 'S3-ACCESS-LOGS', 'S3-ENCRYPTION-KMS']
    expect(found.filter((policy) => !waivable.includes(policy))).toEqual([])
  })

  test.each(deploymentsWhere(inProduction))('%s opens two ports to the world, of the load balancer', (_, of) => {
    const open = check(layerOf(of, 'network'), 'network').filter(({ policy }) => policy === 'NETWORK-OPEN-INGRESS')
    expect(open.map(({ path }) => path.replace(/.*\//, ''))).toEqual([
      'load-balancer-from-0-0-0-0-0-443',
      'load-balancer-from-0-0-0-0-0-80',
    ])
  })
})
