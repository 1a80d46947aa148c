import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '../config/schema/deployment'
import { deploymentId } from '../constructs/core/names'
import { emulatorEnvironment } from './emulators/endpoints'
import type { EmulatorPrograms } from './emulators/install'
import type { RunningEmulators } from './emulators/record'
import { findEmulators, startEmulators, stopEmulators } from './emulators/start'
import { throwIfInterrupted } from './interruption'
import { driftOf, type Drift } from './terraform/drift'
import { terraform, TerraformError, type Environment } from './terraform/run'
import { readLayer, type ManifestEntry } from './terraform/synthesized-layer'

/** Number of resources in a synthesized layer. */
export const countResources = (entry: ManifestEntry) =>
  Object.values(readLayer(entry.folder).resource ?? {}).reduce((sum, byName) => sum + Object.keys(byName).length, 0)

/** A deployment that lives in emulators on loopback, with its emulators and states in one folder. */
export class LocalDeployment {
  private running: RunningEmulators | undefined

  /**
   * @param folder folder of the emulators: logs and process ids
   * @param states folder that the layers write their states to
   */
  constructor(
    readonly deployment: Deployment,
    readonly folder: string,
    private readonly states: string,
  ) {}

  /** Variables that send Terraform and the aws command to the emulators. */
  get environment(): Environment {
    if (this.running === undefined) throw new Error('The emulators are not running')
    return emulatorEnvironment(this.running, this.deployment.account.region)
  }

  /** Uses the emulators of an earlier run if they still answer. */
  async find() {
    this.running = await findEmulators(this.folder)
    return this.running !== undefined
  }

  /** Starts the emulators empty; a state of earlier ones means nothing any more and is removed. */
  async start(programs: EmulatorPrograms) {
    throwIfInterrupted()
    this.removeStates()
    this.running = await startEmulators({ folder: this.folder, accountId: this.deployment.account.id, programs })
  }

  /** Ends the emulators and removes everything that belongs to them. */
  async stop() {
    await stopEmulators(this.folder)
    this.running = undefined
    this.removeStates()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async apply(entry: ManifestEntry) {
    throwIfInterrupted()
    await this.terraform(entry, ['init', '-input=false', '-no-color'])
    const apply = () => this.terraform(entry, ['apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=20'])
    // A busy emulator now and then refuses the repetition of a request that it has already carried out; a second apply goes on.
    await apply().catch((error: unknown) => {
      if (!(error instanceof TerraformError)) throw error
      return apply()
    })
  }

  /** What a second plan would change. */
  async drift(entry: ManifestEntry): Promise<readonly Drift[]> {
    throwIfInterrupted()
    await this.terraform(entry, ['plan', '-input=false', '-no-color', '-parallelism=20', '-out=second-plan'])
    const { output } = await this.terraform(entry, ['show', '-json', 'second-plan'])
    return driftOf(output)
  }

  /**
   * Destroys a layer.
   *
   * @returns addresses that are still in the state afterwards
   */
  async destroy(entry: ManifestEntry): Promise<readonly string[]> {
    await this.terraform(entry, ['init', '-input=false', '-no-color'])
    await this.terraform(entry, ['destroy', '-auto-approve', '-input=false', '-no-color', '-parallelism=20'])
    const { output } = await this.terraform(entry, ['state', 'list'], [1])
    return output.split('\n').filter((line) => line !== '' && !line.startsWith('data.'))
  }

  private terraform(entry: ManifestEntry, args: readonly string[], accepted: readonly number[] = []) {
    return terraform(entry.folder, args, { environment: this.environment, accepted })
  }

  private removeStates() {
    rmSync(join(this.states, deploymentId(this.deployment)), { recursive: true, force: true })
  }
}
