import { ConfigurationError } from './config/findings'
import { deployments } from './config'
import type { Deployment } from './config/schema/deployment'
import { App } from './constructs/core/cdktf'
import { deploymentId } from './constructs/core/names'
import { describePolicyFinding } from './policies/gate'
import { composeDeployment } from './stacks'

/** Mistake of the person who started the app; printed without a stack trace. */
class UsageError extends Error {}

const choose = (all: readonly Deployment[], names: readonly string[]) => {
  const known = new Map(all.map((deployment) => [deploymentId(deployment), deployment]))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new UsageError(`There is no deployment ${unknown.join(', ')}. There are:\n  ${[...known.keys()].join('\n  ')}`)
  }
  return names.length === 0 ? all : names.map((name) => known.get(name)!)
}

/** Synthesizes the named deployments, or all of them; writes nothing when a policy is not satisfied. */
const synthesize = (names: readonly string[]) => {
  const chosen = choose(deployments(), names)
  const app = new App({ stackTraces: false })
  const layers = chosen.flatMap((deployment) => Object.values(composeDeployment(app, deployment)))
  layers.forEach((layer) => layer.prepareStack())
  const findings = layers.flatMap((layer) => layer.findings)
  if (findings.length > 0) {
    throw new UsageError(`${findings.length} policies are not satisfied:\n\n  ${findings.map(describePolicyFinding).join('\n\n  ')}`)
  }
  app.synth()
}

// Every token of cdktf records where it was made, however low the limit is set; nobody reads it, and it costs a third of a
// synth (docs/performance.md). A limit that can not be set makes it record nothing.
Object.defineProperty(Error, 'stackTraceLimit', { get: () => 0, set: () => undefined })
try {
  synthesize(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ConfigurationError || error instanceof UsageError)) {
    throw error
  }
  console.error(error.message)
  process.exitCode = 1
}
