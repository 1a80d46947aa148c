import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version'
import { Construct, Fn, TerraformStack } from '../core/cdktf'
import { addEphemeral } from '../core/ephemeral'
import type { Secret } from './secret'

/** What the secret's JSON holds. */
export interface SecretValueProps {
  readonly secret: Secret
  /** Keys whose values are drawn at random, with their length in characters. */
  readonly generated: Readonly<Record<string, number>>
  /**
   * Keys whose values are known, e.g. a user name.
   * @default none
   */
  readonly known?: Readonly<Record<string, string>>
  /** Raise it to draw new values at the next deployment. */
  readonly generation: number
}

/**
 * Random value of a secret, written by a write-only argument: it reaches neither plan nor state (R71). Letters and digits
 * only, so that it fits into a connection URL as it is.
 */
export class SecretValue extends Construct {
  readonly version: SecretsmanagerSecretVersion

  constructor(scope: Construct, id: string, props: SecretValueProps) {
    super(scope, id)
    const stack = TerraformStack.of(this)
    const { secret } = props.secret
    const generated = Object.entries(props.generated).map(([key, characters]) => {
      const random = addEphemeral(stack, 'aws_secretsmanager_random_password', `${secret.friendlyUniqueId}_${key.toLowerCase()}`, {
        password_length: characters,
        exclude_punctuation: true,
        // Always empty, but unknown until the secret exists: so the value is drawn at the apply, and a first plan needs no AWS.
        exclude_characters: Fn.substr(secret.arn, 0, 0),
      })
      return [key, random('random_password')] as const
    })
    this.version = new SecretsmanagerSecretVersion(this, 'version', {
      secretId: secret.id,
      secretStringWo: Fn.jsonencode({ ...props.known, ...Object.fromEntries(generated) }),
      secretStringWoVersion: props.generation,
    })
  }
}
