import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { deploymentId } from '../../constructs/core/names'
import type { Deployment } from '../../config/schema/deployment'
import { localDeployments } from '../deployments'
import { installEmulators, type EmulatorPrograms } from '../emulators/install'
import { CommandError, PrerequisiteError } from '../errors'
import { interruption, InterruptedError, throwIfInterrupted } from '../interruption'
import { countResources, LocalDeployment } from '../local-deployment'
import { localFolder } from '../paths'
import { runSteps, type Step } from '../progress'
import { synthesize } from '../synthesize'
import type { Drift } from '../terraform/drift'
import { goneDrift, unlistedDrift } from '../terraform/known-drift'
import { validateAndPlan } from '../terraform/offline-plan'
import { ProviderUnavailableError, requireTerraform } from '../terraform/run'
import type { ManifestEntry } from '../terraform/synthesized-layer'

/** What was checked, for the closing line. */
export interface Tally {
  passed: number
  failed: string[]
  skipped: string[]
}

/** A plan keeps a core busy. */
const concurrentPlans = 2

/** An apply against an emulator mostly waits. */
const concurrentDeployments = 4

const counted = (tally: Tally, what: string, check: () => Promise<string>): Step => ({
  title: what,
  exitOnError: false,
  skip: () => interruption.aborted,
  task: async (_context, task) => {
    try {
      task.title = `${what}: ${await check()}`
      tally.passed += 1
    } catch (error) {
      if (error instanceof InterruptedError) throw error
      if (error instanceof ProviderUnavailableError) {
        tally.skipped.push(`${what}: ${error.message}`)
        task.skip(`${what}: no provider`)
        return
      }
      tally.failed.push(`${what}\n${(error as Error).message}`)
      throw error
    }
  },
})

/** Applies a local deployment, plans it a second time, destroys it; only listed drift may appear, and nothing may be left. */
const applyPlanDestroy = async (deployment: Deployment, folder: string, programs: EmulatorPrograms, seen: Drift[]) => {
  const name = deploymentId(deployment)
  const layers = await synthesize([name], join(folder, 'cdktf.out'))
  const local = new LocalDeployment(deployment, join(folder, 'emulators'), join(folder, '.local', 'state'))
  try {
    await local.start(programs)
    for (const layer of layers) await local.apply(layer)
    const drift: Drift[] = []
    for (const layer of layers) drift.push(...(await local.drift(layer)))
    seen.push(...drift)
    const unlisted = unlistedDrift(deployment, drift)
    if (unlisted.length > 0) {
      throw new CommandError(`The second plan would change what is not listed as known drift:\n  ${unlisted.map(({ address, attribute }) => `${address} ${attribute}`).join('\n  ')}`)
    }
    for (const layer of [...layers].reverse()) {
      const left = await local.destroy(layer)
      if (left.length > 0) throw new CommandError(`These are left in ${layer.name}:\n  ${left.join('\n  ')}`)
    }
    const resources = layers.reduce((sum, layer) => sum + countResources(layer), 0)
    return `${resources} resources applied, second plan with ${drift.length} listed changes, destroyed`
  } finally {
    await local.stop()
  }
}

const offlineSteps = (layers: readonly ManifestEntry[], folder: string, tally: Tally) =>
  layers.map((layer) =>
    counted(tally, layer.name, async () => `valid, offline plan creates ${await validateAndPlan(layer, layers, join(folder, 'offline', layer.name))} resources`),
  )

const requireListedDrift = (local: readonly Deployment[], seen: readonly Drift[], tally: Tally) => {
  const gone = goneDrift(local, seen)
  if (gone.length > 0) tally.failed.push(`These are listed as known drift and did not appear; remove them from config/environments/emulator-limits.ts:\n  ${gone.join('\n  ')}`)
  else tally.passed += 1
}

/**
 * Validates and plans every layer of every deployment without credentials, then applies, plans again and destroys every
 * local deployment in emulators.
 *
 * @returns what passed, failed and was skipped; nothing that could not run counts as passed
 */
export const verify = async (names: readonly string[]): Promise<Tally> => {
  const tally: Tally = { passed: 0, failed: [], skipped: [] }
  await requireTerraform()
  mkdirSync(localFolder, { recursive: true })
  const folder = mkdtempSync(join(localFolder, 'verify-'))
  try {
    const layers = await synthesize(names, join(folder, 'cdktf.out'))
    await runSteps([{ title: 'Validate and plan without credentials', task: (_context, task) => task.newListr(offlineSteps(layers, folder, tally), { concurrent: concurrentPlans, exitOnError: false }) }])
    throwIfInterrupted()
    const local = localDeployments().filter((deployment) => layers.some(({ name }) => name.startsWith(`${deploymentId(deployment)}-`)))
    const programs = await installEmulators().catch((error: unknown) => {
      if (!(error instanceof PrerequisiteError)) throw error
      tally.skipped.push(...local.map((deployment) => `apply of ${deploymentId(deployment)}: ${error.message}`))
      return undefined
    })
    if (programs !== undefined && local.length > 0) {
      const seen: Drift[] = []
      const steps = local.map((deployment, index) =>
        counted(tally, deploymentId(deployment), () => applyPlanDestroy(deployment, join(folder, `local-${index}`), programs, seen)),
      )
      await runSteps([{ title: 'Apply, plan again and destroy in emulators', task: (_context, task) => task.newListr(steps, { concurrent: concurrentDeployments, exitOnError: false }) }])
      throwIfInterrupted()
      const isComplete = tally.failed.length === 0 && tally.skipped.length === 0 && local.length === localDeployments().length
      if (isComplete) requireListedDrift(local, seen, tally)
    }
    return tally
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
