import * as availability from './rules/availability'
import * as capacity from './rules/capacity'
import * as fleet from './rules/fleet'
import * as network from './rules/network'
import * as recovery from './rules/recovery'
import * as references from './rules/references'
import type { DeploymentRule, FleetRule } from './rules/rule'
import * as values from './rules/values'

/** Rules about one deployment, by name. They look at values, never at the name of an environment or a system. */
export const deploymentRules: Readonly<Record<string, DeploymentRule>> = {
  ...availability,
  ...network,
  ...capacity,
  ...references,
  ...values,
  ...recovery,
}

/** Rules across deployments, by name. */
export const fleetRules: Readonly<Record<string, FleetRule>> = { ...fleet }
