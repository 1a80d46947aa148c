import { deployments } from '../config'
import type { Deployment } from '../config/schema/deployment'
import { deploymentId } from '../constructs/core/names'
import { CommandError } from './errors'

const isLocal = ({ target }: Deployment) => target.kind === 'emulator'

const listed = (names: readonly string[]) => names.map((name) => `\n  ${name}`).join('')

/** Deployments that live in emulators on loopback. */
export const localDeployments = () => deployments().filter(isLocal)

/**
 * The local deployment of a system; of the first one when no system is named.
 *
 * @throws CommandError with the systems there are
 */
export const localDeploymentOf = (system?: string): Deployment => {
  const local = localDeployments()
  const found = system === undefined ? local[0] : local.find((deployment) => deployment.system === system || deploymentId(deployment) === system)
  if (found === undefined) throw new CommandError(`There is no system ${system}. There are:${listed(local.map((deployment) => deployment.system))}`)
  return found
}

/**
 * A deployment on AWS by name.
 *
 * @throws CommandError with the deployments there are, or with the command for local ones
 */
export const awsDeployment = (name: string): Deployment => {
  const all = deployments()
  const found = all.find((deployment) => deploymentId(deployment) === name)
  if (found === undefined) throw new CommandError(`There is no deployment ${name}. There are:${listed(all.filter((one) => !isLocal(one)).map(deploymentId))}`)
  if (isLocal(found)) throw new CommandError(`${name} lives in emulators. Use: npm run deploy:local -- ${found.system}`)
  return found
}
