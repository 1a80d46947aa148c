import type { Deployment, RdsDatabase } from '../config/schema/deployment'
import { TerraformOutput, type Construct } from '../constructs/core/cdktf'
import { DatabaseAlarms } from '../constructs/database/database-alarms'
import { DatabaseProxy } from '../constructs/database/database-proxy'
import { Postgres, databaseLogGroupPrefix, primaryIdentifier, replicaIdentifier } from '../constructs/database/postgres'
import { databaseRoles, masterUsername } from '../constructs/database/roles'
import { ApplicationSecrets } from '../constructs/secrets/application-secrets'
import { EncryptionKey } from '../constructs/secrets/encryption-key'
import { logServiceStatement } from '../constructs/secrets/log-encryption'
import { PasswordRotation } from '../constructs/secrets/password-rotation'
import { readBack } from '../constructs/secrets/read-back'
import { Secret } from '../constructs/secrets/secret'
import { SecretValue } from '../constructs/secrets/secret-value'
import { AccessLogBucket } from '../constructs/storage/access-log-bucket'
import { BrowserUploads } from '../constructs/storage/browser-uploads'
import { PrivateBucket } from '../constructs/storage/private-bucket'
import { Layer } from './layer'
import type { NetworkLayer } from './network'

/** Characters of a generated database password. */
const passwordCharacters = 48

/** The rotation gives these users new passwords; Terraform only writes the first one. */
const firstGeneration = 1

/** Days that deleted backups can be brought back; no report gives it. */
export const backupVersionDays = 30

/** What other layers need from the data layer. */
export interface DataOutputs {
  readonly storageKeyArn: string
  readonly databaseKeyArn: string
}

/** Everything that keeps data: keys, PostgreSQL, secrets, buckets (R33 to R43, R50, R57, R59, R70 to R75). */
export class DataLayer extends Layer {
  readonly outputs: DataOutputs

  constructor(scope: Construct, deployment: Deployment, network: NetworkLayer) {
    super(scope, deployment, 'data')
    this.addDependency(network)
    const storageKey = new EncryptionKey(this, 'storage-key', { deployment, domain: 'storage', usedThrough: ['s3'], multiRegion: true })
    const secretsKey = new EncryptionKey(this, 'secrets-key', { deployment, domain: 'secrets', usedThrough: ['secretsmanager'] })
    const databaseKey = new EncryptionKey(this, 'database-key', {
      deployment,
      domain: 'database',
      usedThrough: ['rds', 'logs'],
      servicePrincipals: [logServiceStatement(deployment, databaseLogGroupPrefix)],
      multiRegion: true,
    })
    this.addBuckets(storageKey)
    new ApplicationSecrets(this, 'secrets', { deployment, keyArn: secretsKey.arn })
    if (deployment.database.provider === 'rds') this.addDatabase(deployment.database, network, databaseKey, secretsKey)
    this.outputs = { storageKeyArn: storageKey.arn, databaseKeyArn: databaseKey.arn }
  }

  private addBuckets(storageKey: EncryptionKey) {
    const { deployment } = this
    const accessLogs = new AccessLogBucket(this, 'bucket-access-logs', {
      deployment,
      purpose: 'access-logs',
      retentionDays: deployment.storage.accessLogRetentionDays,
    })
    const encryption = { kind: 'kms', keyArn: storageKey.arn } as const
    new PrivateBucket(this, 'backups', {
      deployment,
      purpose: 'backups',
      encryption,
      retention: { noncurrentVersionDays: backupVersionDays, expiresAfterDays: deployment.recovery.retentionDays },
      accessLogBucket: accessLogs.bucket,
    })
    for (const [name, settings] of Object.entries(deployment.storage.buckets)) {
      const { bucket } = new PrivateBucket(this, `bucket-${name}`, {
        deployment,
        purpose: name,
        encryption,
        retention: settings,
        classification: settings.classification,
        accessLogBucket: accessLogs.bucket,
      })
      if (settings.browserUploads) new BrowserUploads(this, `bucket-${name}-uploads`, { deployment, bucket })
    }
  }

  private addDatabase(database: RdsDatabase, network: NetworkLayer, databaseKey: EncryptionKey, secretsKey: EncryptionKey) {
    const { deployment } = this
    const { outputs } = network
    const master = this.addPassword('master', 'Master user, for creating roles and for emergencies', secretsKey, { username: masterUsername }, database.passwords.masterGeneration)
    const postgres = new Postgres(this, 'postgres', {
      deployment,
      database,
      subnetIds: outputs.dataSubnetIds,
      securityGroupId: outputs.databaseSecurityGroupId,
      keyArn: databaseKey.arn,
      masterPassword: readBack(this, master.value, 'password'),
    })
    const { address } = postgres.primary
    const connection = { engine: 'postgres', host: address, port: String(database.port), dbname: database.name }
    const roles = Object.fromEntries(
      databaseRoles.map((role) => [
        role,
        this.addPassword(role, `Database user ${role}`, secretsKey, { ...connection, username: role }, firstGeneration),
      ]),
    )
    if (database.passwords.rotation.enabled) {
      new PasswordRotation(this, 'rotation', {
        deployment,
        secrets: roles,
        everyDays: database.passwords.rotation.everyDays,
        subnetIds: outputs.privateSubnetIds,
        securityGroupId: outputs.rotationSecurityGroupId,
        keyArn: secretsKey.arn,
      })
    }
    if (database.proxy.enabled) {
      new DatabaseProxy(this, 'proxy', {
        deployment,
        primaryIdentifier: postgres.primary.identifier,
        subnetIds: outputs.dataSubnetIds,
        securityGroupId: outputs.databaseSecurityGroupId,
        secretArns: Object.values(roles).map(({ secret }) => secret.secret.arn),
        secretsKeyArn: secretsKey.arn,
        ...database.proxy,
      })
    }
    new DatabaseAlarms(this, 'database-alarms', {
      deployment,
      database,
      primary: primaryIdentifier(deployment),
      replicas: Object.fromEntries(Object.keys(database.replicas).map((name) => [name, replicaIdentifier(deployment, name)])),
    })
    new TerraformOutput(this, 'database-address', { description: 'Host name of the primary', value: address })
    new TerraformOutput(this, 'database-reader-addresses', {
      description: 'Host names of the read replicas by name',
      value: Object.fromEntries(Object.entries(postgres.replicas).map(([name, replica]) => [name, replica.address])),
    })
  }

  private addPassword(role: string, description: string, key: EncryptionKey, known: Readonly<Record<string, string>>, generation: number) {
    const secret = new Secret(this, `database-${role}`, {
      deployment: this.deployment,
      name: `database-${role}`,
      description,
      keyArn: key.arn,
      tags: { SecretSource: 'generated' },
    })
    const value = new SecretValue(this, `database-${role}-value`, {
      secret,
      known,
      generated: { password: passwordCharacters },
      generation,
    })
    return { secret, value }
  }
}
