import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias'
import { KmsReplicaKey } from '@cdktf/provider-aws/lib/kms-replica-key'
import type { Construct, TerraformProvider } from '../core/cdktf'
import { DeploymentConstruct } from '../core/deployment-construct'
import { resourceName } from '../core/names'
import { dataLifecycle } from '../core/protection'
import { encryptionKeyPolicy, type EncryptionKeyProps } from '../secrets/encryption-key'

/** The key to replicate, and where to. */
export interface ReplicaKeyProps extends EncryptionKeyProps {
  readonly primaryKeyArn: string
  /** Provider of the recovery region. */
  readonly provider: TerraformProvider
}

/** Replica of a multi-Region key in the recovery region, so that copies can be read there when the region is lost (R65). */
export class ReplicaKey extends DeploymentConstruct {
  readonly key: KmsReplicaKey

  constructor(scope: Construct, id: string, props: ReplicaKeyProps) {
    super(scope, id, props)
    const { provider } = props
    const name = resourceName(this.deployment, 'kms-alias', props.domain)
    this.key = new KmsReplicaKey(this, 'key', {
      description: `${name}: replica for the recovery region`,
      primaryKeyArn: props.primaryKeyArn,
      deletionWindowInDays: 30,
      policy: encryptionKeyPolicy(props, this.deployment.account.recoveryRegion),
      lifecycle: dataLifecycle(this.deployment),
      provider,
    })
    new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: this.key.keyId, provider })
  }
}
