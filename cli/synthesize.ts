import { mkdirSync } from 'node:fs'
import { execa } from 'execa'
import { join } from 'node:path'
import { CommandError } from './errors'
import { throwIfInterrupted } from './interruption'
import { projectRoot } from './paths'
import { readManifest, type ManifestEntry } from './terraform/synthesized-layer'

/** Folder that deployments are synthesized into. */
export const outputFolder = join(projectRoot, 'cdktf.out')

/**
 * Synthesizes deployments with the app of cdktf.json.
 *
 * @param names deployments; all when empty
 * @param folder folder for the result
 * @throws CommandError with the findings when the configuration or a policy refuses
 * @returns layers in the order in which they are deployed
 */
export const synthesize = async (names: readonly string[], folder = outputFolder): Promise<readonly ManifestEntry[]> => {
  throwIfInterrupted()
  mkdirSync(folder, { recursive: true })
  const result = await execa(process.execPath, [join(projectRoot, 'run.mjs'), 'main.ts', ...names], {
    cwd: projectRoot,
    reject: false,
    env: { CDKTF_OUTDIR: folder },
  })
  if (result.exitCode !== 0) throw new CommandError(result.stderr)
  return readManifest(folder)
}
