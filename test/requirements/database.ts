import { databaseConnections, hasProxy, peakInstances } from '../../config/pools'
import { App } from '../../constructs/core/cdktf'
import { composeDeployment } from '../../stacks'
import { changed } from '../config/fixtures'
import { allResources, jsonOf } from '../constructs/compose'
import { inProduction, layerOf, onAws, resources, resourcesOf } from '../synthesized'
import {
  behind,
  each,
  everywhere,
  faults,
  instances,
  ofSystem,
  onRds,
  parametersOf,
  primaryOf,
  rds,
  replicasOf,
  requirement,
  usesRds,
} from './requirement'

const productionRds = (deployment: Parameters<typeof inProduction>[0]) => inProduction(deployment) && usesRds(deployment)
const reason = 'a sentence that says why this is accepted'

requirement('R33', 'PostgreSQL primary/replica with automated failover', () => {
  each(productionRds, 'has a standby that takes over and a replica in a zone of the network', (deployment) => {
    expect(primaryOf(deployment)['multi_az']).toBe(true)
    expect(replicasOf(deployment).length).toBeGreaterThanOrEqual(1)
    for (const replica of replicasOf(deployment)) {
      expect(behind(deployment, 'data', replica['replicate_source_db'])).toBe(primaryOf(deployment))
      expect(deployment.network.availabilityZones).toContain(replica['availability_zone'])
    }
  })

  each(usesRds, 'is synthesized as configured, and where the standby is off the configuration says why', (deployment) => {
    const { multiAz, replicas } = rds(deployment)
    expect(primaryOf(deployment)['multi_az']).toBe(multiAz.enabled)
    expect(replicasOf(deployment)).toHaveLength(Object.keys(replicas).length)
    expect(multiAz.enabled || multiAz.reason.length >= 20).toBe(true)
  })

  each(usesRds, 'has a master password that RDS does not manage, because it would refuse replicas', (deployment) => {
    expect(instances(deployment).filter((instance) => instance['manage_master_user_password'] !== undefined)).toEqual([])
    expect(primaryOf(deployment)['password_wo']).toContain('ephemeral.')
  })
})

requirement('R34', 'Read replicas for query load', () => {
  each(
    (deployment) => usesRds(deployment) && Object.keys(rds(deployment).replicas).length > 0,
    'is told when a replica lags, gives out its address, and has a service that reads from it',
    (deployment) => {
      const layer = layerOf(deployment, 'data')
      const lag = resources(layer, 'aws_cloudwatch_metric_alarm').filter((alarm) => alarm['metric_name'] === 'ReplicaLag')
      expect(lag.map((alarm) => alarm['dimensions'].DBInstanceIdentifier).sort()).toEqual(
        replicasOf(deployment)
          .map((replica) => replica['identifier'])
          .sort(),
      )
      expect(lag.every((alarm) => alarm['threshold'] === rds(deployment).alarms.replicaLagSeconds)).toBe(true)
      expect(Object.keys(layer.output?.['database-reader-addresses']?.['value'])).toEqual(Object.keys(rds(deployment).replicas))
      const readers = Object.values(deployment.services).filter(
        ({ database }) => database.access === 'application' && database.readReplica,
      )
      expect(readers.length).toBeGreaterThanOrEqual(1)
    },
  )
})

requirement('R35', 'Point-in-time recovery and continuous backup', () => {
  each(usesRds, 'can be restored to any second of the configured days', (deployment) => {
    expect(primaryOf(deployment)).toMatchObject({
      backup_retention_period: rds(deployment).backup.retentionDays,
      copy_tags_to_snapshot: true,
    })
    expect(rds(deployment).backup.retentionDays).toBeGreaterThanOrEqual(1)
  })

  each(
    (deployment) => usesRds(deployment) && deployment.deletionProtection.enabled,
    'keeps its backups when the instance is deleted',
    (deployment) => {
      expect(primaryOf(deployment)).toMatchObject({ delete_automated_backups: false, skip_final_snapshot: false })
      expect(primaryOf(deployment)['final_snapshot_identifier']).toBeTruthy()
    },
  )
})

requirement('R36', 'Database RPO < 1 minute and RTO < 5 minutes', () => {
  each(
    productionRds,
    'promises it for the loss of an instance and of a zone, and has the standby that keeps the promise',
    (deployment) => {
      for (const { rpoMinutes, rtoMinutes } of [
        deployment.recovery.objectives.instance,
        deployment.recovery.objectives.availabilityZone,
      ]) {
        expect(rpoMinutes).toBeLessThanOrEqual(1)
        expect(rtoMinutes).toBeLessThanOrEqual(5)
      }
      expect(primaryOf(deployment)['multi_az']).toBe(true)
    },
  )

  test('who promises it without a standby is refused', () => {
    const withoutStandby = changed('omnicrm-production', { 'database.multiAz': { enabled: false, reason } })
    expect(faults('recoveryObjectivesAreReachable', withoutStandby)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^recovery\.objectives\.(instance|availabilityZone)/)]),
    )
  })
})

requirement('R37', 'Database connection budget 100 and tuned per-instance pool', () => {
  each(inProduction, 'has a budget of 100 connections, and pools of at most 20', (deployment) => {
    expect(deployment.database.connections.budget).toBe(100)
    expect(deployment.database.pool).toMatchObject({
      maxPerInstance: 20,
      acquireMilliseconds: 30_000,
      idleMilliseconds: 10_000,
      evictMilliseconds: 1000,
    })
  })

  each(
    (deployment) => !hasProxy(deployment),
    'has pools that fit the budget at the peak of all services',
    (deployment) => {
      const { budget, reserved } = deployment.database.connections
      const total = databaseConnections(deployment).reduce((sum, { connections }) => sum + connections, 0)
      expect(total).toBeLessThanOrEqual(budget - reserved)
      expect(databaseConnections(deployment).filter(({ poolSize }) => poolSize < 1)).toEqual([])
    },
  )

  each(hasProxy, 'has a proxy that leaves the reserve to others', (deployment) => {
    const { budget, reserved } = deployment.database.connections
    const [group] = resources(layerOf(deployment, 'data'), 'aws_db_proxy_default_target_group')
    expect((group?.['connection_pool_config'].max_connections_percent / 100) * budget).toBeLessThanOrEqual(budget - reserved)
  })

  each(usesRds, 'accepts at least the budget, and tells when it is nearly used', (deployment) => {
    const { budget } = deployment.database.connections
    expect(Number(parametersOf(deployment)['max_connections'])).toBeGreaterThanOrEqual(budget)
    const alarms = resources(layerOf(deployment, 'data'), 'aws_cloudwatch_metric_alarm').filter(
      (alarm) => alarm['metric_name'] === 'DatabaseConnections',
    )
    expect(alarms).toHaveLength(1)
    expect(alarms[0]?.['threshold']).toBeLessThan(budget)
  })
})

requirement('R38', 'Query and idle timeouts at the database', () => {
  each(usesRds, 'ends statements, waits for locks and idle transactions at the configured times', (deployment) => {
    const { timeouts } = rds(deployment)
    expect(parametersOf(deployment)).toMatchObject({
      statement_timeout: String(timeouts.statementMilliseconds),
      lock_timeout: String(timeouts.lockMilliseconds),
      idle_in_transaction_session_timeout: String(timeouts.idleInTransactionMilliseconds),
      tcp_keepalives_idle: String(timeouts.keepaliveIdleSeconds),
    })
  })

  each(usesRds, 'ends a statement before the load balancer gives up on its request', (deployment) => {
    expect(Number(parametersOf(deployment)['statement_timeout'])).toBeLessThan(deployment.edge.idleTimeoutSeconds * 1000)
  })
})

requirement('R39', 'Query profiling and slow-query detection (> 1 s)', () => {
  each(usesRds, 'logs statements that take longer than a second and counts all of them', (deployment) => {
    const slowest = Number(parametersOf(deployment)['log_min_duration_statement'])
    expect(slowest).toBeGreaterThanOrEqual(0)
    expect(slowest).toBeLessThanOrEqual(1000)
    expect(parametersOf(deployment)['shared_preload_libraries']).toContain('pg_stat_statements')
  })

  each(usesRds, 'sends the log of every instance to an encrypted log group and watches the instance', (deployment) => {
    const groups = resources(layerOf(deployment, 'data'), 'aws_cloudwatch_log_group')
    for (const instance of instances(deployment)) {
      expect(instance).toMatchObject({
        performance_insights_enabled: true,
        enabled_cloudwatch_logs_exports: expect.arrayContaining(['postgresql']),
      })
      const group = groups.find((candidate) => candidate['name'] === `/aws/rds/instance/${instance['identifier']}/postgresql`)
      expect(group).toMatchObject({ retention_in_days: rds(deployment).logs.retentionDays })
      expect(behind(deployment, 'data', group?.['kms_key_id'])).toBeDefined()
    }
  })
})

requirement('R40', 'External managed data platform (Supabase) must stay possible', () => {
  each(
    (deployment) => !usesRds(deployment),
    "has no database of its own, but the vendor's connection string as a secret and a way out to its port",
    (deployment) => {
      const { database } = deployment
      if (database.provider !== 'external') throw new Error('the database is on RDS')
      for (const type of [
        'aws_db_instance',
        'aws_db_parameter_group',
        'aws_db_proxy',
        'aws_secretsmanager_secret_rotation',
        'aws_db_instance_automated_backups_replication',
      ]) {
        expect([type, resourcesOf(deployment, type)]).toEqual([type, []])
      }
      const { secret, key } = database.connectionSecret
      expect(Object.keys(deployment.secrets[secret]?.keys ?? {})).toContain(key)
      const outwards = resources(layerOf(deployment, 'network'), 'aws_vpc_security_group_egress_rule').filter(
        (rule) => rule['cidr_ipv4'] === '0.0.0.0/0',
      )
      expect(outwards.map((rule) => rule['from_port'])).toContain(database.port)
      expect(deployment.recovery.logicalDumps.enabled).toBe(true)
    },
  )

  test('every other system could move its database to a vendor', () => {
    const moved = changed('crm-vision-production', {
      database: {
        provider: 'external',
        vendor: 'Supabase',
        host: 'db.example.supabase.co',
        port: 6543,
        name: 'postgres',
        reason,
        connectionSecret: { secret: 'application', key: 'JWT_SECRET' },
        connections: { budget: 100, reserved: 10 },
        pool: { maxPerInstance: 20, minPerInstance: 1, acquireMilliseconds: 1, idleMilliseconds: 1, evictMilliseconds: 1 },
      },
    })
    const { network, data, recovery } = composeDeployment(new App({ stackTraces: false }), moved)
    const types = [network, data, recovery].flatMap((layer) => allResources(jsonOf(layer)).map(({ type }) => type))
    expect(types.filter((type) => type.startsWith('aws_db_'))).toEqual([])
    expect(types).toEqual(
      expect.arrayContaining(['aws_secretsmanager_secret', 'aws_s3_bucket', 'aws_s3_bucket_replication_configuration']),
    )
  })
})

requirement('R41', 'PostgreSQL version as used by the system (15)', () => {
  each(
    (deployment) => ofSystem('crm-vision')(deployment) && usesRds(deployment),
    'runs version 15',
    (deployment) => {
      expect(primaryOf(deployment)['engine_version']).toMatch(/^15\./)
    },
  )

  each(usesRds, 'has the parameter group of its version', (deployment) => {
    const [group] = resources(layerOf(deployment, 'data'), 'aws_db_parameter_group')
    expect(group?.['family']).toBe(`postgres${String(primaryOf(deployment)['engine_version']).split('.')[0]}`)
  })
})

requirement('R43', 'Storage head-room management', () => {
  each(usesRds, 'grows by itself and tells when a tenth is left', (deployment) => {
    for (const instance of instances(deployment))
      expect(instance['max_allocated_storage']).toBeGreaterThan(rds(deployment).storage.allocatedGiB)
    const alarms = resources(layerOf(deployment, 'data'), 'aws_cloudwatch_metric_alarm').filter(
      (alarm) => alarm['metric_name'] === 'FreeStorageSpace',
    )
    expect(alarms).toHaveLength(instances(deployment).length)
    for (const alarm of alarms) expect(alarm['threshold'] / 1024 ** 3).toBeCloseTo(rds(deployment).storage.allocatedGiB / 10)
  })
})

requirement('C7', 'The pool is computed from the budget, or a proxy shares the connections', () => {
  each(inProduction, 'would not fit with pools of 20 at its peak, and does with those it gets', (deployment) => {
    const services = databaseConnections(deployment)
    const { budget } = deployment.database.connections
    const peak = services.reduce((sum, { service }) => sum + peakInstances(deployment.services[service]!), 0)
    expect(peak * 20).toBeGreaterThan(budget)
    const total = services.reduce((sum, { connections }) => sum + connections, 0)
    expect(hasProxy(deployment) || total < budget).toBe(true)
  })
})

requirement('R72', 'Secret and API-key rotation', () => {
  each(onRds, 'renews the passwords of the users that services sign in with, first on schedule', (deployment) => {
    const { rotation } = rds(deployment).passwords
    const rotations = resources(layerOf(deployment, 'data'), 'aws_secretsmanager_secret_rotation')
    expect(rotation.enabled).toBe(true)
    expect(rotations.map((found) => behind(deployment, 'data', found['secret_id'])?.['name']).sort()).toEqual(
      ['application', 'migrator'].map((role) => `/${deployment.system}/${deployment.environment}/database-${role}`),
    )
    for (const found of rotations) {
      expect(found['rotate_immediately']).toBe(false)
      expect(found['rotation_rules']).toEqual({ automatically_after_days: rotation.enabled ? rotation.everyDays : 0 })
    }
  })

  each(
    everywhere,
    'marks every other secret with the days until somebody is reminded; the reminder itself belongs to the observability layer',
    (deployment) => {
      for (const [name, { rotationReminderDays }] of Object.entries(deployment.secrets)) {
        const secret = resources(layerOf(deployment, 'data'), 'aws_secretsmanager_secret').find((found) =>
          found['name'].endsWith(`/${name}`),
        )
        expect(secret?.['tags'].RotationReminderDays).toBe(String(rotationReminderDays))
      }
    },
  )

  each(
    (deployment) => !onAws(deployment),
    'leaves rotation out with a reason, because no emulator has it',
    (deployment) => {
      const { target } = deployment
      expect(target.kind === 'emulator' && target.unsupportedResources['aws_secretsmanager_secret_rotation']).toMatch(/.{20}/)
    },
  )
})
