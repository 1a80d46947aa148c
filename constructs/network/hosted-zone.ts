import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone'
import type { Deployment } from '../../config/schema/deployment'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'
import { dataLifecycle } from '../core/protection'

/** Host name that people and other systems use. */
export const hostname = ({ edge }: Deployment) => (edge.subdomain === '' ? edge.domain : `${edge.subdomain}.${edge.domain}`)

/**
 * Public zone of the deployment's host name. The parent domain has to delegate to its name servers once; certificates are
 * validated in it, also for an internal load balancer.
 */
export class HostedZone extends DeploymentConstruct {
  readonly zone: Route53Zone

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props)
    this.zone = new Route53Zone(this, 'zone', {
      name: hostname(this.deployment),
      comment: `Names of ${deploymentId(this.deployment)}`,
      forceDestroy: false,
      lifecycle: dataLifecycle(this.deployment),
    })
  }
}
