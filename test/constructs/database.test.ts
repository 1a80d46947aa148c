import type { Deployment } from '../../config/schema/deployment'
import { DatabaseAlarms } from '../../constructs/database/database-alarms'
import { DatabaseProxy } from '../../constructs/database/database-proxy'
import { databaseParameters, parameterFamily } from '../../constructs/database/parameters'
import { Postgres } from '../../constructs/database/postgres'
import { databaseRoles, masterUsername, roleStatements } from '../../constructs/database/roles'
import { changed, deployment } from '../config/fixtures'
import { resourceAt, resources, type LayerJson } from '../synthesized'
import { composed, only, rdsOf, referenceTo } from './compose'
import { decision } from './permissions'

const production = deployment('omnicrm-production')
const keyArn = 'arn:aws:kms:eu-central-1:333333333333:key/own'

const postgres = (of: Deployment = production) =>
  composed(of, (layer) => {
    new Postgres(layer, 'postgres', {
      deployment: of,
      database: rdsOf(of),
      subnetIds: ['subnet-1', 'subnet-2'],
      securityGroupId: 'sg-1',
      keyArn,
      masterPassword: '${ephemeral.password}',
    })
  })

const primaryOf = (json: LayerJson) => resourceAt(json, 'aws_db_instance', 'postgres/primary')
const replicaOf = (json: LayerJson) => resourceAt(json, 'aws_db_instance', 'postgres/replica-reader')

describe('PostgreSQL', () => {
  const json = postgres()
  const primary = primaryOf(json)
  const replica = replicaOf(json)
  const database = rdsOf(production)

  test.each([
    ['the primary', primary],
    ['the replica', replica],
  ])('%s is encrypted, private, watched and protected from deletion', (_, instance) => {
    expect(instance).toMatchObject({
      storage_encrypted: true,
      kms_key_id: keyArn,
      publicly_accessible: false,
      vpc_security_group_ids: ['sg-1'],
      performance_insights_enabled: true,
      performance_insights_kms_key_id: keyArn,
      monitoring_interval: database.enhancedMonitoringSeconds,
      enabled_cloudwatch_logs_exports: expect.arrayContaining(['postgresql']),
      deletion_protection: true,
      copy_tags_to_snapshot: true,
      lifecycle: { prevent_destroy: true },
      parameter_group_name: referenceTo(json, 'aws_db_parameter_group', 'postgres/parameter-group', 'name'),
    })
  })

  test('the primary has a standby, can be restored to any second and leaves a final snapshot', () => {
    expect(primary).toMatchObject({
      multi_az: true,
      backup_retention_period: database.backup.retentionDays,
      backup_window: database.backup.window,
      delete_automated_backups: false,
      skip_final_snapshot: false,
      final_snapshot_identifier: 'omnicrm-production-primary-final',
      allow_major_version_upgrade: false,
    })
  })

  test('the replica follows the primary in its zone and has no settings of its own that RDS refuses', () => {
    expect(replica['replicate_source_db']).toBe(referenceTo(json, 'aws_db_instance', 'postgres/primary', 'identifier'))
    expect(replica['availability_zone']).toBe(database.replicas['reader']?.availabilityZone)
    for (const attribute of [
      'username',
      'password_wo',
      'db_name',
      'engine',
      'engine_version',
      'allocated_storage',
      'db_subnet_group_name',
      'backup_window',
    ]) {
      expect([attribute, replica[attribute]]).toEqual([attribute, undefined])
    }
    expect([replica['backup_retention_period'], replica['multi_az']]).toEqual([0, false])
  })

  test('the replica can be of another class than the primary', () => {
    const of = changed('omnicrm-production', { 'database.replicas.reader.instanceClass': 'db.m7g.xlarge' })
    const other = postgres(of)
    expect([primaryOf(other)['instance_class'], replicaOf(other)['instance_class']]).toEqual([
      database.instanceClass,
      'db.m7g.xlarge',
    ])
  })

  test('the master password is write-only, and RDS does not manage it, because it would refuse replicas', () => {
    expect([primary['password_wo'], primary['password_wo_version']]).toEqual([
      '${ephemeral.password}',
      database.passwords.masterGeneration,
    ])
    expect([primary['password'], primary['manage_master_user_password']]).toEqual([undefined, undefined])
  })

  test('without deletion protection nothing stands in the way of a destroy', () => {
    const local = postgres(deployment('omnicrm-local'))
    for (const instance of [primaryOf(local), replicaOf(local)]) {
      expect(instance).toMatchObject({
        deletion_protection: false,
        skip_final_snapshot: true,
        lifecycle: { prevent_destroy: false },
      })
    }
    expect(primaryOf(local)).toMatchObject({ delete_automated_backups: true })
    expect(primaryOf(local)['final_snapshot_identifier']).toBeUndefined()
  })

  test('every exported log has an encrypted log group that ends its entries and exists before the instance', () => {
    for (const instance of [primary, replica]) {
      const groups = (instance['depends_on'] as readonly string[]).map(
        (address) => json.resource?.['aws_cloudwatch_log_group']?.[address.split('.')[1]!],
      )
      const identifier = instance['identifier'] as string
      expect(groups.map((group) => group?.['name'])).toEqual(
        (instance['enabled_cloudwatch_logs_exports'] as readonly string[]).map((log) => `/aws/rds/instance/${identifier}/${log}`),
      )
      for (const group of groups)
        expect(group).toMatchObject({ kms_key_id: keyArn, retention_in_days: database.logs.retentionDays })
    }
  })

  test('the operators are told about failures, failovers and full disks of both instances', () => {
    const events = only(json, 'aws_db_event_subscription')
    expect(events['sns_topic']).toBe('arn:aws:sns:eu-central-1:333333333333:omnicrm-production-alarms')
    expect(events['event_categories']).toEqual(
      expect.arrayContaining(['availability', 'failover', 'failure', 'low storage', 'deletion']),
    )
    expect(events['source_ids']).toEqual([
      referenceTo(json, 'aws_db_instance', 'postgres/primary', 'identifier'),
      referenceTo(json, 'aws_db_instance', 'postgres/replica-reader', 'identifier'),
    ])
  })

  test('the parameter group can be replaced while instances use it', () => {
    expect(only(json, 'aws_db_parameter_group')).toMatchObject({
      family: 'postgres16',
      lifecycle: { create_before_destroy: true },
    })
  })
})

describe('parameters', () => {
  const values = (of: Deployment) => Object.fromEntries(databaseParameters(rdsOf(of)).map(({ name, value }) => [name, value]))

  test('the database accepts the connections of the budget and those of RDS itself', () => {
    const small = Number(values(changed('omnicrm-production', { 'database.connections.budget': 60 }))['max_connections'])
    const large = Number(values(changed('omnicrm-production', { 'database.connections.budget': 160 }))['max_connections'])
    expect(small).toBeGreaterThan(60)
    expect(large - small).toBe(100)
  })

  test('time limits and the slow-query log follow the configuration', () => {
    const of = changed('omnicrm-production', {
      'database.timeouts.statementMilliseconds': 11_000,
      'database.timeouts.lockMilliseconds': 12_000,
      'database.timeouts.idleInTransactionMilliseconds': 13_000,
      'database.timeouts.keepaliveIdleSeconds': 14,
      'database.slowQueryMilliseconds': 500,
    })
    expect(values(of)).toMatchObject({
      statement_timeout: '11000',
      lock_timeout: '12000',
      idle_in_transaction_session_timeout: '13000',
      tcp_keepalives_idle: '14',
      log_min_duration_statement: '500',
    })
  })

  test('connections without TLS are refused, and statements are counted', () => {
    expect(values(production)).toMatchObject({
      'rds.force_ssl': '1',
      shared_preload_libraries: expect.stringContaining('pg_stat_statements'),
    })
  })

  test('what PostgreSQL reads only at its start waits for a restart', () => {
    const atStart = databaseParameters(rdsOf(production)).filter(({ applyMethod }) => applyMethod === 'pending-reboot')
    expect(atStart.map(({ name }) => name)).toEqual(expect.arrayContaining(['max_connections', 'shared_preload_libraries']))
    expect(atStart.map(({ name }) => name)).not.toContain('statement_timeout')
  })

  test('the family follows the engine version', () => {
    expect(parameterFamily(rdsOf(changed('omnicrm-production', { 'database.engineVersion': '17.2' })))).toBe('postgres17')
  })
})

describe('alarms of the database', () => {
  const database = rdsOf(production)
  const alarms = (of: Deployment = production) =>
    composed(of, (layer) => {
      new DatabaseAlarms(layer, 'alarms', {
        deployment: of,
        database: rdsOf(of),
        primary: 'the-primary',
        replicas: { reader: 'the-reader' },
      })
    })
  const alarm = (name: string, of?: Deployment) => resourceAt(alarms(of), 'aws_cloudwatch_metric_alarm', `alarms/${name}`)

  test.each([
    ['primary-cpu', 'CPUUtilization', 'GreaterThanThreshold', 71],
    ['primary-memory', 'FreeableMemory', 'LessThanThreshold', 300 * 1024 * 1024],
    ['primary-storage', 'FreeStorageSpace', 'LessThanThreshold', 200 * 1024 ** 3 * 0.15],
    ['primary-connections', 'DatabaseConnections', 'GreaterThanThreshold', 60],
    ['reader-cpu', 'CPUUtilization', 'GreaterThanThreshold', 71],
    ['reader-lag', 'ReplicaLag', 'GreaterThanThreshold', 45],
  ])('%s watches %s by the thresholds of the configuration', (name, metric, comparison, threshold) => {
    const of = changed('omnicrm-production', {
      'database.alarms': {
        cpuPercent: 71,
        freeMemoryMiB: 300,
        freeStoragePercent: 15,
        connectionPercent: 75,
        replicaLagSeconds: 45,
      },
      'database.storage': { allocatedGiB: 200, maxAllocatedGiB: 400 },
      'database.connections.budget': 80,
      'alerts.thresholds.holdMinutes': 7,
    })
    expect(alarm(name, of)).toMatchObject({
      metric_name: metric,
      comparison_operator: comparison,
      threshold,
      evaluation_periods: 7,
      period: 60,
      dimensions: { DBInstanceIdentifier: name.startsWith('primary') ? 'the-primary' : 'the-reader' },
    })
  })

  test('lag is watched at replicas only, connections at the primary only', () => {
    const names = resources(alarms(), 'aws_cloudwatch_metric_alarm').map((found) => found['alarm_name'] as string)
    expect(names.filter((name) => name.endsWith('-lag'))).toEqual([expect.stringContaining('reader')])
    expect(names.filter((name) => name.endsWith('-connections'))).toEqual([expect.stringContaining('primary')])
    expect(new Set(names).size).toBe(names.length)
  })

  test('each alarm tells the topic of the deployment when it begins and when it ends, and silence is an alarm', () => {
    const topic = 'arn:aws:sns:eu-central-1:333333333333:omnicrm-production-alarms'
    for (const found of resources(alarms(), 'aws_cloudwatch_metric_alarm')) {
      expect(found).toMatchObject({ alarm_actions: [topic], ok_actions: [topic], treat_missing_data: 'breaching' })
    }
    expect(database.alarms.cpuPercent).toBe(alarm('primary-cpu')['threshold'])
  })
})

describe('database proxy', () => {
  const secretArns = [
    'arn:aws:secretsmanager:eu-central-1:333333333333:secret:application',
    'arn:aws:secretsmanager:eu-central-1:333333333333:secret:migrator',
  ]
  const json = composed(production, (layer) => {
    new DatabaseProxy(layer, 'proxy', {
      deployment: production,
      primaryIdentifier: 'the-primary',
      subnetIds: ['subnet-1'],
      securityGroupId: 'sg-1',
      secretArns,
      secretsKeyArn: keyArn,
      maxConnectionsPercent: 85,
      idleClientSeconds: 900,
    })
  })

  test('it speaks TLS only and signs in with the given secrets', () => {
    const proxy = only(json, 'aws_db_proxy')
    expect(proxy).toMatchObject({
      require_tls: true,
      idle_client_timeout: 900,
      vpc_subnet_ids: ['subnet-1'],
      vpc_security_group_ids: ['sg-1'],
    })
    expect(proxy['auth'].map((entry: { secret_arn: string }) => entry.secret_arn)).toEqual(secretArns)
  })

  test('it leaves part of the connections to others and stands before the primary', () => {
    expect(only(json, 'aws_db_proxy_default_target_group')['connection_pool_config']).toEqual({ max_connections_percent: 85 })
    expect(only(json, 'aws_db_proxy_target')['db_instance_identifier']).toBe('the-primary')
  })

  test('its role reads those secrets and no others, and decrypts through Secrets Manager only', () => {
    const policy = only(json, 'aws_iam_role_policy')['policy'] as string
    for (const resource of secretArns)
      expect(decision(policy, { action: 'secretsmanager:GetSecretValue', resource })).toBe('allowed')
    expect(
      decision(policy, {
        action: 'secretsmanager:GetSecretValue',
        resource: 'arn:aws:secretsmanager:eu-central-1:333333333333:secret:openai',
      }),
    ).toBe('not mentioned')
    const decrypt = { action: 'kms:Decrypt', resource: keyArn }
    expect(decision(policy, { ...decrypt, context: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } })).toBe(
      'allowed',
    )
    expect(decision(policy, { ...decrypt, context: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } })).toBe('not mentioned')
  })
})

describe('database users', () => {
  const statements = roleStatements({ name: 'the_database' }).split('\n')

  test('the master is none of the users that services sign in with', () => {
    expect(databaseRoles).not.toContain(masterUsername)
  })

  test('no password is part of the text', () => {
    const passwords = statements.filter((statement) => / PASSWORD /.test(statement))
    expect(passwords).toHaveLength(databaseRoles.length)
    expect(passwords.every((statement) => /PASSWORD :'[a-z]+_password';$/.test(statement))).toBe(true)
  })

  test('only the migrator may change the schema', () => {
    const granted = (role: string) =>
      statements.filter((statement) => statement.startsWith('GRANT') && statement.includes(`TO ${role}`)).join('\n')
    expect(granted('migrator')).toContain('CREATE')
    expect(granted('application')).not.toContain('CREATE')
    expect(statements.filter((statement) => /GRANT .*(TRUNCATE|ALL)/.test(statement))).toEqual([])
  })
})
