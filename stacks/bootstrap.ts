import type { Deployment } from '../config/schema/deployment'
import { AlarmTopic, alarmPublisherStatement } from '../constructs/account/alarm-topic'
import { Budget } from '../constructs/account/budget'
import { DeliveryRoles } from '../constructs/account/delivery-roles'
import { GithubIdentity } from '../constructs/account/github-identity'
import { PermissionsBoundary } from '../constructs/account/permissions-boundary'
import type { Construct } from '../constructs/core/cdktf'
import { EncryptionKey } from '../constructs/secrets/encryption-key'
import { AccessLogBucket } from '../constructs/storage/access-log-bucket'
import { PrivateBucket } from '../constructs/storage/private-bucket'
import { Layer } from './layer'

/** Days that an overwritten state can be brought back; no report gives it. */
const stateVersionDays = 90

/** What every other layer needs first: state bucket, delivery roles, alarm topic, budget (R126, R141, R149). */
export class BootstrapLayer extends Layer {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'bootstrap')
    const stateKey = new EncryptionKey(this, 'state-key', { deployment, domain: 'state', usedThrough: ['s3'] })
    const accessLogs = new AccessLogBucket(this, 'state-access-logs', {
      deployment,
      purpose: 'state-logs',
      retentionDays: deployment.storage.accessLogRetentionDays,
    })
    new PrivateBucket(this, 'state', {
      deployment,
      purpose: 'state',
      encryption: { kind: 'kms', keyArn: stateKey.arn },
      retention: { noncurrentVersionDays: stateVersionDays },
      accessLogBucket: accessLogs.bucket,
    })
    if (deployment.account.sharedResourcesOwner === deployment.system) new GithubIdentity(this, 'github', { deployment })
    new PermissionsBoundary(this, 'boundary', { deployment })
    new DeliveryRoles(this, 'delivery', { deployment, stateKeyArn: stateKey.arn })
    const alarmKey = new EncryptionKey(this, 'alarm-key', {
      deployment,
      domain: 'alarms',
      usedThrough: ['sns'],
      servicePrincipals: [alarmPublisherStatement(deployment)],
    })
    const alarms = new AlarmTopic(this, 'alarms', { deployment, keyArn: alarmKey.arn })
    new Budget(this, 'budget', { deployment, topicArn: alarms.topic.arn })
  }
}
