import { deploymentId } from '../../constructs/core/names'
import { CommandError } from '../errors'
import { runSteps } from '../progress'
import { synthesize } from '../synthesize'
import type { ManifestEntry } from '../terraform/synthesized-layer'
import { keptLocalDeployment } from './deploy-local'

/** Destroys the local deployment of a system layer by layer, ends its emulators and removes its states. */
export const destroyLocal = async (system: string | undefined) => {
  const local = keptLocalDeployment(system)
  const name = deploymentId(local.deployment)
  if (!(await local.find())) {
    await local.stop()
    console.log(`Nothing of ${name} is running; what an earlier run left is removed.`)
    return
  }
  let layers: readonly ManifestEntry[] = []
  try {
    await runSteps([
      {
        title: `Synthesize ${name}`,
        task: async () => {
          layers = [...(await synthesize([name]))].reverse()
        },
      },
      {
        title: `Destroy ${name}`,
        task: (_context, task) =>
          task.newListr(
            layers.map((layer) => ({
              title: layer.name.slice(name.length + 1),
              task: async () => {
                const left = await local.destroy(layer)
                if (left.length > 0) throw new CommandError(`These are left in ${layer.name}:\n  ${left.join('\n  ')}`)
              },
            })),
          ),
      },
      { title: 'End the emulators', task: () => local.stop() },
    ])
  } finally {
    await local.stop()
  }
}
