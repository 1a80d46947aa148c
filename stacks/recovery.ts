import { DbInstanceAutomatedBackupsReplication } from '@cdktf/provider-aws/lib/db-instance-automated-backups-replication'
import type { Deployment } from '../config/schema/deployment'
import { arn } from '../constructs/core/arns'
import type { Construct } from '../constructs/core/cdktf'
import { waive } from '../constructs/core/waiver'
import { primaryIdentifier } from '../constructs/database/postgres'
import { BucketReplication } from '../constructs/recovery/bucket-replication'
import { ReplicaKey } from '../constructs/recovery/replica-key'
import { PrivateBucket } from '../constructs/storage/private-bucket'
import { backupVersionDays, type DataLayer } from './data'
import { Layer } from './layer'

/** Copies of backups in the recovery region: the third copy of the 3-2-1 rule (R58, R65). */
export class RecoveryLayer extends Layer {
  constructor(scope: Construct, deployment: Deployment, data: DataLayer) {
    super(scope, deployment, 'recovery')
    this.addDependency(data)
    if (!deployment.recovery.replicateToRecoveryRegion.enabled) return
    const provider = this.addRecoveryProvider()
    const storageKey = new ReplicaKey(this, 'storage-key', {
      deployment,
      domain: 'storage',
      usedThrough: ['s3'],
      primaryKeyArn: data.outputs.storageKeyArn,
      provider,
    })
    const copies = new PrivateBucket(this, 'backup-copies', {
      deployment,
      purpose: 'backup-copies',
      encryption: { kind: 'kms', keyArn: storageKey.key.arn },
      retention: { noncurrentVersionDays: backupVersionDays, expiresAfterDays: deployment.recovery.retentionDays },
      provider,
    })
    waive(copies, 'S3-ACCESS-LOGS', 'Access logs have to stay in the region of their bucket; CloudTrail records who reads the copies')
    new BucketReplication(this, 'backups', {
      deployment,
      purpose: 'backups',
      sourceKeyArn: data.outputs.storageKeyArn,
      destination: copies,
      destinationKeyArn: storageKey.key.arn,
    })
    if (deployment.database.provider === 'rds') {
      const databaseKey = new ReplicaKey(this, 'database-key', {
        deployment,
        domain: 'database',
        usedThrough: ['rds'],
        primaryKeyArn: data.outputs.databaseKeyArn,
        provider,
      })
      new DbInstanceAutomatedBackupsReplication(this, 'database-backups', {
        sourceDbInstanceArn: arn(deployment, 'rds', `db:${primaryIdentifier(deployment)}`),
        retentionPeriod: deployment.database.backup.retentionDays,
        kmsKeyId: databaseKey.key.arn,
        provider,
      })
    }
  }
}
