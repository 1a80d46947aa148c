import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group'
import { DbEventSubscription } from '@cdktf/provider-aws/lib/db-event-subscription'
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance'
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group'
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group'
import type { IamRole } from '@cdktf/provider-aws/lib/iam-role'
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment'
import type { RdsDatabase } from '../../config/schema/deployment'
import { alarmTopicArn } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { resourceName } from '../core/names'
import { ServiceRole } from '../core/service-role'
import { dataLifecycle } from '../core/protection'
import { databaseParameters, parameterFamily } from './parameters'
import { masterUsername } from './roles'

/** Where the database stands and what it is encrypted with. */
export interface PostgresProps extends DeploymentProps {
  readonly database: RdsDatabase
  readonly subnetIds: readonly string[]
  readonly securityGroupId: string
  readonly keyArn: string
  /** Reference to the master password; it reaches neither plan nor state. */
  readonly masterPassword: string
}

const exportedLogs = ['postgresql', 'upgrade']

/** RDS keeps the prefix for log groups of database instances. */
export const databaseLogGroupPrefix = '/aws/rds/instance/'

/** Identifier of the primary. */
export const primaryIdentifier = (deployment: DeploymentProps['deployment']) => resourceName(deployment, 'rds-identifier', 'primary')

/** Identifier of a read replica. */
export const replicaIdentifier = (deployment: DeploymentProps['deployment'], replica: string) =>
  resourceName(deployment, 'rds-identifier', replica)

/**
 * PostgreSQL on RDS: a primary with a synchronous standby, read replicas in named Availability Zones, point-in-time recovery,
 * encryption, TLS only, slow-query log and Performance Insights (R33 to R43).
 *
 * The master password is one of our own, because RDS refuses read replicas to an instance whose password it manages.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html#rds-secrets-manager-limitations
 */
export class Postgres extends DeploymentConstruct {
  readonly primary: DbInstance
  /** Read replicas by name. */
  readonly replicas: Readonly<Record<string, DbInstance>>
  readonly parameterGroup: DbParameterGroup

  private readonly database: RdsDatabase
  private readonly keyArn: string
  private readonly securityGroupId: string

  constructor(scope: Construct, id: string, props: PostgresProps) {
    super(scope, id, props)
    this.database = props.database
    this.keyArn = props.keyArn
    this.securityGroupId = props.securityGroupId
    this.parameterGroup = this.addParameterGroup()
    const subnetGroup = new DbSubnetGroup(this, 'subnet-group', {
      name: resourceName(this.deployment, 'rds-identifier', 'data'),
      description: 'Data tier in every Availability Zone',
      subnetIds: [...props.subnetIds],
    })
    const monitoringRole = this.addMonitoringRole()
    const primaryLogs = this.addLogGroups('primary', primaryIdentifier(this.deployment))
    this.primary = new DbInstance(this, 'primary', {
      ...this.commonSettings(monitoringRole),
      identifier: primaryIdentifier(this.deployment),
      instanceClass: this.database.instanceClass,
      engine: 'postgres',
      engineVersion: this.database.engineVersion,
      dbName: this.database.name,
      port: this.database.port,
      username: masterUsername,
      passwordWo: props.masterPassword,
      passwordWoVersion: this.database.passwords.masterGeneration,
      allocatedStorage: this.database.storage.allocatedGiB,
      multiAz: this.database.multiAz.enabled,
      dbSubnetGroupName: subnetGroup.name,
      backupRetentionPeriod: this.database.backup.retentionDays,
      backupWindow: this.database.backup.window,
      deleteAutomatedBackups: !this.deployment.deletionProtection.enabled,
      ...(this.deployment.deletionProtection.enabled
        ? { skipFinalSnapshot: false, finalSnapshotIdentifier: resourceName(this.deployment, 'rds-identifier', 'primary', 'final') }
        : { skipFinalSnapshot: true }),
      dependsOn: primaryLogs,
    })
    this.replicas = Object.fromEntries(
      Object.entries(this.database.replicas).map(([name, replica]) => [name, this.addReplica(name, replica, monitoringRole)]),
    )
    this.addEventSubscription()
  }

  private commonSettings(monitoringRole: IamRole) {
    return {
      parameterGroupName: this.parameterGroup.name,
      storageType: 'gp3',
      storageEncrypted: true,
      kmsKeyId: this.keyArn,
      maxAllocatedStorage: this.database.storage.maxAllocatedGiB,
      vpcSecurityGroupIds: [this.securityGroupId],
      publiclyAccessible: false,
      caCertIdentifier: 'rds-ca-rsa2048-g1',
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      applyImmediately: this.database.applyChangesImmediately,
      maintenanceWindow: this.database.maintenanceWindow,
      copyTagsToSnapshot: true,
      deletionProtection: this.deployment.deletionProtection.enabled,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: this.keyArn,
      performanceInsightsRetentionPeriod: this.database.performanceInsights.retentionDays,
      monitoringInterval: this.database.enhancedMonitoringSeconds,
      monitoringRoleArn: monitoringRole.arn,
      enabledCloudwatchLogsExports: exportedLogs,
      iamDatabaseAuthenticationEnabled: true,
      lifecycle: dataLifecycle(this.deployment),
    }
  }

  private addParameterGroup() {
    const family = parameterFamily(this.database)
    return new DbParameterGroup(this, 'parameter-group', {
      name: resourceName(this.deployment, 'rds-identifier', family),
      family,
      description: `Parameters of ${primaryIdentifier(this.deployment)}`,
      parameter: databaseParameters(this.database).map((parameter) => ({ ...parameter })),
      lifecycle: { createBeforeDestroy: true },
    })
  }

  private addMonitoringRole() {
    const { role } = new ServiceRole(this, 'monitoring-role', {
      deployment: this.deployment,
      name: 'rds-monitoring',
      description: 'Sends enhanced monitoring of RDS to CloudWatch',
      service: 'monitoring.rds.amazonaws.com',
    })
    new IamRolePolicyAttachment(this, 'monitoring-policy', {
      role: role.name,
      policyArn: `arn:${this.deployment.account.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    })
    return role
  }

  /** Made before the instance, because RDS would make them without encryption and retention. */
  private addLogGroups(role: string, identifier: string) {
    return exportedLogs.map(
      (log) =>
        new CloudwatchLogGroup(this, `${role}-${log}-logs`, {
          name: `${databaseLogGroupPrefix}${identifier}/${log}`,
          retentionInDays: this.database.logs.retentionDays,
          kmsKeyId: this.keyArn,
          lifecycle: dataLifecycle(this.deployment),
        }),
    )
  }

  private addReplica(name: string, replica: RdsDatabase['replicas'][string], monitoringRole: IamRole) {
    const identifier = replicaIdentifier(this.deployment, name)
    return new DbInstance(this, `replica-${name}`, {
      ...this.commonSettings(monitoringRole),
      identifier,
      replicateSourceDb: this.primary.identifier,
      instanceClass: replica.instanceClass ?? this.database.instanceClass,
      availabilityZone: replica.availabilityZone,
      multiAz: false,
      backupRetentionPeriod: 0,
      skipFinalSnapshot: true,
      dependsOn: this.addLogGroups(`replica-${name}`, identifier),
    })
  }

  private addEventSubscription() {
    new DbEventSubscription(this, 'events', {
      name: resourceName(this.deployment, 'rds-identifier', 'events'),
      snsTopic: alarmTopicArn(this.deployment),
      sourceType: 'db-instance',
      sourceIds: [this.primary, ...Object.values(this.replicas)].map((instance) => instance.identifier),
      eventCategories: ['availability', 'deletion', 'failover', 'failure', 'low storage', 'maintenance', 'read replica', 'recovery', 'restoration'],
    })
  }
}
