import type { Deployment } from '../../config/schema/deployment'
import type { Drift } from './drift'

const keyOf = ({ type, attribute }: Drift) => `${type}.${attribute}`

/** Drift that the configuration lists for a deployment in emulators, as `<type>.<attribute>`. */
const listedDrift = ({ target }: Deployment) =>
  target.kind === 'emulator'
    ? Object.entries(target.knownDrift).flatMap(([type, attributes]) => Object.keys(attributes).map((attribute) => `${type}.${attribute}`))
    : []

/** Drift of a deployment that nothing lists: a mistake of the layer, or something new to list. */
export const unlistedDrift = (deployment: Deployment, seen: readonly Drift[]) => {
  const listed = listedDrift(deployment)
  return seen.filter((drift) => !listed.includes(keyOf(drift)))
}

/** Listed drift that appeared in none of the deployments; the list would hide a mistake if it stayed. */
export const goneDrift = (deployments: readonly Deployment[], seen: readonly Drift[]) => {
  const keys = new Set(seen.map(keyOf))
  return [...new Set(deployments.flatMap(listedDrift))].filter((key) => !keys.has(key))
}
