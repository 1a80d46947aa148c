import type { Deployment } from '../../config/schema/deployment'
import { decision } from '../constructs/permissions'
import { allDeployments, inProduction, layerOf, onAws, resourceAt, resources, resourcesOf, type Attributes } from '../synthesized'
import { layers, type LayerName } from '../../stacks/layer'
import { behind, each, everywhere, instances, ofSystem, parametersOf, primaryOf, rds, requirement, usesRds } from './requirement'

const replicates = ({ recovery }: Deployment) => recovery.replicateToRecoveryRegion.enabled

interface Bucket {
  readonly layer: LayerName
  readonly reference: string
  readonly name: string
  readonly attributes: Attributes
}

const buckets = (deployment: Deployment): readonly Bucket[] =>
  layers.flatMap((layer) =>
    Object.entries(layerOf(deployment, layer).resource?.['aws_s3_bucket'] ?? {}).map(([key, attributes]) => ({
      layer,
      reference: `\${aws_s3_bucket.${key}.`,
      name: attributes['bucket'] as string,
      attributes,
    })),
  )

const bucketFor = (deployment: Deployment, purpose: string) => {
  const found = buckets(deployment).find(
    ({ name }) => name === `${deployment.system}-${deployment.environment}-${purpose}-${deployment.account.id}`,
  )
  if (found === undefined) throw new Error(`There is no bucket for ${purpose}`)
  return found
}

const partOf = (deployment: Deployment, { layer, reference }: Bucket, type: string): Attributes =>
  resources(layerOf(deployment, layer), type).find((part) => String(part['bucket']).startsWith(reference)) ?? {}

const decides = (deployment: Deployment, bucket: Bucket, action: string, context: Readonly<Record<string, string>>) =>
  decision(partOf(deployment, bucket, 'aws_s3_bucket_policy')['policy'], {
    action,
    resource: `${bucket.reference}arn}/object`,
    principal: { AWS: 'anybody' },
    context,
  })

const encryptionOf = (deployment: Deployment, bucket: Bucket) =>
  partOf(deployment, bucket, 'aws_s3_bucket_server_side_encryption_configuration')['rule'][0]
    .apply_server_side_encryption_by_default

const ruleOf = (deployment: Deployment, bucket: Bucket) =>
  partOf(deployment, bucket, 'aws_s3_bucket_lifecycle_configuration')['rule'][0]

const receivesAccessLogs = ({ name }: Bucket) => /-(access|state)-logs-\d{12}$/.test(name)

requirement('R42', 'Encryption at rest and in transit for data stores', () => {
  each(usesRds, 'encrypts databases and their insights with its own key and refuses connections without TLS', (deployment) => {
    for (const instance of instances(deployment)) {
      expect(instance['storage_encrypted']).toBe(true)
      expect(behind(deployment, 'data', instance['kms_key_id'])?.['enable_key_rotation']).toBe(true)
      expect(behind(deployment, 'data', instance['performance_insights_kms_key_id'])).toBeDefined()
    }
    expect(parametersOf(deployment)['rds.force_ssl']).toBe('1')
    for (const proxy of resources(layerOf(deployment, 'data'), 'aws_db_proxy')) expect(proxy['require_tls']).toBe(true)
  })

  each(everywhere, 'refuses to give out an object without TLS, in every bucket', (deployment) => {
    expect(buckets(deployment).length).toBeGreaterThanOrEqual(4)
    for (const bucket of buckets(deployment)) {
      expect([bucket.name, decides(deployment, bucket, 's3:GetObject', { 'aws:SecureTransport': 'false' })]).toEqual([
        bucket.name,
        'refused',
      ])
    }
  })

  each(
    everywhere,
    'encrypts every bucket with a key of its own, but for access logs, which S3 only delivers with its own',
    (deployment) => {
      for (const bucket of buckets(deployment)) {
        const { sse_algorithm, kms_master_key_id } = encryptionOf(deployment, bucket)
        expect([bucket.name, sse_algorithm]).toEqual([bucket.name, receivesAccessLogs(bucket) ? 'AES256' : 'aws:kms'])
        expect(behind(deployment, bucket.layer, kms_master_key_id) === undefined).toBe(receivesAccessLogs(bucket))
      }
    },
  )

  each(everywhere, 'encrypts secrets, log groups and topics with keys of its own, and rotates the keys', (deployment) => {
    for (const [type, attribute] of [
      ['aws_secretsmanager_secret', 'kms_key_id'],
      ['aws_cloudwatch_log_group', 'kms_key_id'],
      ['aws_sns_topic', 'kms_master_key_id'],
    ] as const) {
      const found = layers.flatMap((layer) =>
        resources(layerOf(deployment, layer), type).map((resource) => behind(deployment, layer, resource[attribute])),
      )
      expect(found.length).toBeGreaterThan(0)
      expect(found.every((key) => key?.['enable_key_rotation'] === true)).toBe(true)
    }
  })

  each(everywhere, 'has one key for each domain', (deployment) => {
    const aliases = resources(layerOf(deployment, 'data'), 'aws_kms_alias').map((alias) =>
      (alias['name'] as string).split('-').at(-1),
    )
    expect(aliases.sort()).toEqual(['database', 'secrets', 'storage'])
  })
})

requirement('R50', 'Object storage (MinIO today) for EXECORA', () => {
  each(
    ofSystem('execora'),
    'keeps uploads versioned, encrypted, closed to the public and open to its own origins',
    (deployment) => {
      const uploads = bucketFor(deployment, 'uploads')
      expect(partOf(deployment, uploads, 'aws_s3_bucket_versioning')['versioning_configuration']).toEqual({ status: 'Enabled' })
      expect(partOf(deployment, uploads, 'aws_s3_bucket_public_access_block')).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      })
      expect(partOf(deployment, uploads, 'aws_s3_bucket_cors_configuration')['cors_rule'][0].allowed_origins).toEqual(
        deployment.edge.cors.allowedOrigins,
      )
      expect(ruleOf(deployment, uploads).noncurrent_version_expiration[0].noncurrent_days).toBe(
        deployment.storage.buckets['uploads']?.noncurrentVersionDays,
      )
    },
  )

  each(
    ofSystem('execora'),
    'accepts an upload that asks for no encryption, and refuses one that asks for another',
    (deployment) => {
      const uploads = bucketFor(deployment, 'uploads')
      const secure = { 'aws:SecureTransport': 'true' }
      expect(decides(deployment, uploads, 's3:PutObject', secure)).toBe('not mentioned')
      expect(decides(deployment, uploads, 's3:PutObject', { ...secure, 's3:x-amz-server-side-encryption': 'AES256' })).toBe(
        'refused',
      )
    },
  )

  each(everywhere, 'reaches S3 through an endpoint in every private route table', (deployment) => {
    const network = layerOf(deployment, 'network')
    const gateway = resources(network, 'aws_vpc_endpoint').find((endpoint) => endpoint['vpc_endpoint_type'] === 'Gateway')
    const tables = Object.entries(network.resource?.['aws_route_table'] ?? {}).flatMap(([name, table]) =>
      table['//'].metadata.path.includes('/private/') ? [`\${aws_route_table.${name}.id}`] : [],
    )
    expect(gateway?.['route_table_ids']).toEqual(expect.arrayContaining(tables))
    expect(tables).toHaveLength(deployment.network.availabilityZones.length)
  })

  each(ofSystem('execora'), 'names the services that read and write; their roles belong to the cluster layer', (deployment) => {
    const writers = Object.values(deployment.services).filter((service) => service.buckets['uploads'] === 'read-write')
    expect(writers.length).toBeGreaterThan(0)
  })
})

requirement('R57', 'Backup retention 30 days (configurable)', () => {
  each(inProduction, 'keeps backups for at least 30 days', (deployment) => {
    expect(deployment.recovery.retentionDays).toBeGreaterThanOrEqual(30)
    if (usesRds(deployment)) expect(primaryOf(deployment)['backup_retention_period']).toBeGreaterThanOrEqual(30)
    expect(deployment.recovery.plans.daily.retentionDays).toBeGreaterThanOrEqual(30)
  })

  each(everywhere, 'ends backups in the bucket and in its copy after the configured days', (deployment) => {
    for (const purpose of ['backups', ...(replicates(deployment) ? ['backup-copies'] : [])]) {
      expect(ruleOf(deployment, bucketFor(deployment, purpose)).expiration).toEqual([{ days: deployment.recovery.retentionDays }])
    }
  })

  test('the days can be chosen: no two criticalities have to share them', () => {
    expect(new Set(allDeployments.map(({ recovery }) => recovery.retentionDays)).size).toBeGreaterThan(1)
  })
})

requirement('R58', '3-2-1 backup rule', () => {
  each(
    (deployment) => inProduction(deployment) && usesRds(deployment),
    'has the data three times, on two media, one of them in another region',
    (deployment) => {
      const [live] = instances(deployment)
      expect(live).toBeDefined()
      expect(primaryOf(deployment)['backup_retention_period']).toBeGreaterThan(0)
      expect(deployment.recovery.logicalDumps.enabled).toBe(true)
      expect(bucketFor(deployment, 'backups').layer).toBe('data')
      const [copy] = resources(layerOf(deployment, 'recovery'), 'aws_db_instance_automated_backups_replication')
      expect(copy?.['provider']).toBe('aws.recovery')
      expect(bucketFor(deployment, 'backup-copies').attributes['provider']).toBe('aws.recovery')
    },
  )

  each(inProduction, 'declares the lock of the vault and copies of every plan, which the vaults will follow', (deployment) => {
    const { vaultLock, plans } = deployment.recovery
    expect(vaultLock.enabled).toBe(true)
    expect(Object.values(plans).filter(({ copyToRecoveryRegion }) => !copyToRecoveryRegion)).toEqual([])
  })
})

requirement('R59', 'Compressed and encrypted backups', () => {
  each(everywhere, 'encrypts backups and refuses others; compression belongs to the job that writes the dumps', (deployment) => {
    for (const purpose of ['backups', ...(replicates(deployment) ? ['backup-copies'] : [])]) {
      const bucket = bucketFor(deployment, purpose)
      expect(encryptionOf(deployment, bucket).sse_algorithm).toBe('aws:kms')
      const secure = { 'aws:SecureTransport': 'true' }
      expect(decides(deployment, bucket, 's3:PutObject', { ...secure, 's3:x-amz-server-side-encryption': 'AES256' })).toBe(
        'refused',
      )
      expect(
        decides(deployment, bucket, 's3:PutObject', { ...secure, 's3:x-amz-server-side-encryption-aws-kms-key-id': 'another' }),
      ).toBe('refused')
      expect(decides(deployment, bucket, 's3:PutObject', secure)).toBe('not mentioned')
    }
  })
})

requirement('R65', 'Geographic redundancy of backups', () => {
  each(inProduction, 'copies its backups to another region', (deployment) => {
    expect(replicates(deployment)).toBe(true)
  })

  each(replicates, 'has a recovery region that is another one and allowed', ({ account }) => {
    expect(account.recoveryRegion).not.toBe(account.region)
    expect(account.allowedRegions).toContain(account.recoveryRegion)
  })

  each(replicates, 'copies every backup object to a bucket there, encrypted with a replica of the key', (deployment) => {
    const recovery = layerOf(deployment, 'recovery')
    const [replication] = resources(recovery, 'aws_s3_bucket_replication_configuration')
    expect(replication?.['bucket']).toBe(bucketFor(deployment, 'backups').name)
    const [rule] = replication!['rule']
    expect(rule.status).toBe('Enabled')
    expect(behind(deployment, 'recovery', rule.destination.bucket)?.['provider']).toBe('aws.recovery')
    expect(behind(deployment, 'recovery', rule.destination.encryption_configuration.replica_kms_key_id)?.['provider']).toBe(
      'aws.recovery',
    )
    expect(rule.delete_marker_replication).toEqual({ status: 'Disabled' })
    const there = recovery.provider.aws.find(({ alias }) => alias === 'recovery')
    expect(there?.['region']).toBe(deployment.account.recoveryRegion)
  })

  each(
    (deployment) => replicates(deployment) && usesRds(deployment) && onAws(deployment),
    'copies the continuous backups of the database',
    (deployment) => {
      const [copy] = resources(layerOf(deployment, 'recovery'), 'aws_db_instance_automated_backups_replication')
      expect(copy?.['source_db_instance_arn']).toBe(
        `arn:aws:rds:${deployment.account.region}:${deployment.account.id}:db:${primaryOf(deployment)['identifier']}`,
      )
      expect(copy?.['retention_period']).toBe(rds(deployment).backup.retentionDays)
      expect(behind(deployment, 'recovery', copy?.['kms_key_id'])?.['provider']).toBe('aws.recovery')
    },
  )

  each(
    (deployment) => !replicates(deployment),
    'says why it does without and makes nothing in the other region',
    (deployment) => {
      const { replicateToRecoveryRegion: setting } = deployment.recovery
      expect(setting.enabled ? '' : setting.reason).toMatch(/.{20}/)
      expect(layerOf(deployment, 'recovery').resource ?? {}).toEqual({})
    },
  )
})

requirement('R68', 'Data lifecycle: archive / purge rules', () => {
  each(
    ofSystem('omnicrm'),
    'declares when raw events, completed jobs and sessions leave; the jobs belong to the application layer',
    ({ dataLifecycle, services }) => {
      expect(dataLifecycle['raw-events']).toMatchObject({ action: 'archive', olderThanDays: 730 })
      expect(dataLifecycle['completed-jobs']).toMatchObject({ action: 'delete', olderThanDays: 30 })
      expect(dataLifecycle['expired-sessions']).toMatchObject({ action: 'delete' })
      for (const { service } of Object.values(dataLifecycle)) expect(Object.keys(services)).toContain(service)
    },
  )

  each(ofSystem('omnicrm'), 'moves archived objects to Glacier, and a service writes them', (deployment) => {
    expect(ruleOf(deployment, bucketFor(deployment, 'archive')).transition).toEqual([
      { days: deployment.storage.buckets['archive']?.archiveAfterDays, storage_class: 'GLACIER' },
    ])
    const archiver = deployment.dataLifecycle['raw-events']?.service ?? ''
    expect(deployment.services[archiver]?.buckets['archive']).toBe('read-write')
  })
})

requirement('C1', 'What may be lost is told by class of failure', () => {
  each(
    inProduction,
    'loses a minute with a zone, five with a corruption, a day with the region at most',
    ({ recovery: { objectives } }) => {
      expect(objectives.availabilityZone.rpoMinutes).toBeLessThanOrEqual(1)
      expect(objectives.corruption.rpoMinutes).toBeLessThanOrEqual(5)
      expect(objectives.region.rpoMinutes).toBeLessThanOrEqual(1440)
    },
  )
})

requirement('C2', 'A failover takes less than five minutes, a restore at most an hour', () => {
  each(inProduction, 'is back in time', ({ recovery: { objectives } }) => {
    expect(objectives.availabilityZone.rtoMinutes).toBeLessThanOrEqual(5)
    expect(objectives.corruption.rtoMinutes).toBeLessThanOrEqual(60)
  })
})

requirement('C16', 'Production keeps backups for 30 days and monthly ones for a year, development for 7 days', () => {
  each(inProduction, 'keeps 30 days and 12 months', ({ recovery }) => {
    expect([recovery.retentionDays, recovery.plans.monthly.retentionDays]).toEqual([30, 365])
  })

  each(
    ({ environment }) => environment === 'development',
    'keeps 7 days',
    (deployment) => {
      expect(deployment.recovery.retentionDays).toBe(7)
      if (usesRds(deployment)) expect(primaryOf(deployment)['backup_retention_period']).toBe(7)
    },
  )
})

requirement('R149', 'Monthly budgets and cost guard', () => {
  const tiers: Readonly<Record<string, number>> = { development: 150, staging: 300, production: 1200 }

  each(onAws, 'has the budget of the reports for its environment', ({ budget, environment }) => {
    expect(budget.monthlyUsd).toBe(tiers[environment])
  })

  each(everywhere, 'tells the operators at 50, 80 and 100 percent, and when the forecast goes beyond', (deployment) => {
    const bootstrap = layerOf(deployment, 'bootstrap')
    const [budget] = resources(bootstrap, 'aws_budgets_budget')
    expect(Number(budget?.['limit_amount'])).toBe(deployment.budget.monthlyUsd)
    const alerts = budget?.['notification'] as readonly Attributes[]
    const thresholds = (kind: string) =>
      alerts.filter((alert) => alert['notification_type'] === kind).map((alert) => alert['threshold'])
    expect([thresholds('ACTUAL'), thresholds('FORECASTED')]).toEqual([[50, 80, 100], [100]])
    const topic = resourceAt(bootstrap, 'aws_sns_topic', '/alarms/topic')
    for (const alert of alerts) expect(behind(deployment, 'bootstrap', alert['subscriber_sns_topic_arns'][0])).toBe(topic)
    expect(resourcesOf(deployment, 'aws_sns_topic_subscription').map((subscription) => subscription['endpoint'])).toEqual(
      deployment.alerts.operators,
    )
  })
})
