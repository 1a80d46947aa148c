import type { Deployment } from '../../config/schema/deployment'
import { Construct } from './cdktf'

/** What every construct needs to know: the deployment it belongs to. */
export interface DeploymentProps {
  /** Validated configuration of the deployment. */
  readonly deployment: Deployment
}

/** Base of every construct of the blueprint. */
export abstract class DeploymentConstruct extends Construct {
  protected readonly deployment: Deployment

  constructor(scope: Construct, id: string, { deployment }: DeploymentProps) {
    super(scope, id)
    this.deployment = deployment
  }
}
