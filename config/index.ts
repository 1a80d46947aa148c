import { compose, type EnvironmentPreset, type SystemDefinition } from './compose'
import { environments } from './environments'
import { ConfigurationError, type Finding } from './findings'
import { deploymentRules, fleetRules } from './rules'
import { deploymentSchema, type Deployment } from './schema/deployment'
import { z } from 'zod'
import { systems } from './systems'
import { describeIssue } from './issues'

// Compiling a parser takes longer than it saves over 16 deployments.
z.config({ jitless: true })

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

const deploymentName = ({ system, environment }: { readonly system: string; readonly environment: string }) =>
  `${system}-${environment}`

/**
 * Every deployment of the given systems and environments, validated and frozen, in the order systems × environments.
 *
 * @throws ConfigurationError with every finding of every deployment
 */
export const deployments = (
  presets: readonly EnvironmentPreset[] = environments,
  definitions: readonly SystemDefinition[] = systems,
): readonly Deployment[] => {
  const findings: Finding[] = []
  const valid: Deployment[] = []
  const invalid: { readonly system: string; readonly environment: string }[] = []
  for (const definition of definitions) {
    for (const preset of presets) {
      const composed = compose(preset, definition)
      const name = deploymentName({ system: definition.system, environment: preset.environment })
      const parsed = deploymentSchema.safeParse(composed, { reportInput: true })
      if (parsed.success) valid.push(deepFreeze(parsed.data) as Deployment)
      else {
        findings.push(...parsed.error.issues.flatMap((issue) => describeIssue(name, issue)))
        invalid.push({ system: definition.system, environment: preset.environment })
      }
    }
  }
  for (const deployment of valid) {
    for (const rule of Object.values(deploymentRules)) {
      findings.push(...rule(deployment).map((finding) => ({ deployment: deploymentName(deployment), ...finding })))
    }
  }
  for (const rule of Object.values(fleetRules)) findings.push(...rule(valid, invalid))
  if (findings.length > 0) throw new ConfigurationError(findings)
  return Object.freeze(valid)
}
