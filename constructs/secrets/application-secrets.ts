import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { Secret } from './secret'
import { SecretValue } from './secret-value'

/** The key that the secrets are encrypted with. */
export interface ApplicationSecretsProps extends DeploymentProps {
  readonly keyArn: string
}

/**
 * The secrets of the configuration, one for each group of keys that is renewed together (R70, R74). Generated ones get their
 * value here; those of third parties are put in by hand and never pass through Terraform.
 */
export class ApplicationSecrets extends DeploymentConstruct {
  /** Secrets by name. */
  readonly secrets: Readonly<Record<string, Secret>>

  constructor(scope: Construct, id: string, props: ApplicationSecretsProps) {
    super(scope, id, props)
    this.secrets = Object.fromEntries(
      Object.entries(this.deployment.secrets).map(([name, settings]) => {
        const secret = new Secret(this, name, {
          deployment: this.deployment,
          name,
          description: settings.description,
          keyArn: props.keyArn,
          tags: { SecretOwner: settings.owner, RotationReminderDays: String(settings.rotationReminderDays), SecretSource: settings.source },
        })
        if (settings.source === 'generated') {
          new SecretValue(this, `${name}-value`, {
            secret,
            generated: Object.fromEntries(Object.entries(settings.keys).map(([key, { characters }]) => [key, characters])),
            generation: settings.generation,
          })
        }
        return [name, secret]
      }),
    )
  }
}
