import type { Deployment } from '../config/schema/deployment'
import type { App } from '../constructs/core/cdktf'
import { BootstrapLayer } from './bootstrap'
import { DataLayer } from './data'
import { NetworkLayer } from './network'
import { RecoveryLayer } from './recovery'

/** Composes the layers of one deployment, in the order in which they are deployed. */
export const composeDeployment = (app: App, deployment: Deployment) => {
  const bootstrap = new BootstrapLayer(app, deployment)
  const network = new NetworkLayer(app, deployment)
  network.addDependency(bootstrap)
  const data = new DataLayer(app, deployment, network)
  const recovery = new RecoveryLayer(app, deployment, data)
  return { bootstrap, network, data, recovery }
}
