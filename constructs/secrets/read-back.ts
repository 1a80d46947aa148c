import { type Construct, Fn, TerraformStack } from '../core/cdktf'
import { addEphemeral } from '../core/ephemeral'
import type { SecretValue } from './secret-value'

/**
 * Reads a secret's value back while Terraform runs, so that what is used is what is stored, even when a first attempt
 * stopped half-way.
 *
 * @returns reference to one key of the secret's JSON
 */
export const readBack = (scope: Construct, value: SecretValue, key: string) => {
  const { version } = value
  const stored = addEphemeral(TerraformStack.of(scope), 'aws_secretsmanager_secret_version', version.friendlyUniqueId, {
    secret_id: version.secretId,
  })
  return Fn.lookup(Fn.jsondecode(stored('secret_string')), key) as string
}
