import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { deploymentId } from '../../constructs/core/names'
import { awsDeployment } from '../deployments'
import { CommandError } from '../errors'
import { projectRoot } from '../paths'
import { synthesize } from '../synthesize'
import { cliConfiguration } from '../terraform/provider-mirror'
import { requireTerraform, terraform, TerraformError } from '../terraform/run'

const interactive = async (program: string, args: readonly string[], folder: string) => {
  const configuration = cliConfiguration()
  const { exitCode } = await execa(program, args, {
    cwd: folder,
    stdio: 'inherit',
    reject: false,
    env: { CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: configuration },
  })
  if (exitCode !== 0) throw new CommandError(`${program} ${args[0]} ended with status ${exitCode}`)
}

const cdktf = (args: readonly string[]) => interactive('npx', ['--no-install', 'cdktf', ...args], projectRoot)

const stateBucketIsMissing = async (folder: string) => {
  try {
    await terraform(folder, ['init', '-input=false', '-no-color', '-reconfigure'])
    return false
  } catch (error) {
    if (error instanceof TerraformError && /NoSuchBucket|S3 bucket .* does not exist/.test(error.message)) return true
    throw error
  }
}

/** The bucket that keeps the states is itself a resource: the first apply keeps its state in a file and then moves it there. */
const bootstrapFromNothing = async (folder: string, args: readonly string[]) => {
  const override = join(folder, 'backend_override.tf.json')
  const state = join(folder, 'first.tfstate')
  writeFileSync(override, JSON.stringify({ terraform: { backend: { local: { path: state } } } }))
  try {
    await terraform(folder, ['init', '-input=false', '-no-color', '-reconfigure'])
    await interactive('terraform', ['apply', ...args.filter((arg) => arg === '--auto-approve')], folder)
  } finally {
    rmSync(override)
  }
  await terraform(folder, ['init', '-input=false', '-no-color', '-migrate-state', '-force-copy'])
  rmSync(state)
  rmSync(`${state}.backup`, { force: true })
}

/**
 * Deploys an environment with `cdktf deploy`, which shows every plan and asks. The very first time the bootstrap layer is
 * applied on its own.
 *
 * @param args options of `cdktf deploy`, e.g. `--auto-approve`
 */
export const deploy = async (name: string, args: readonly string[]) => {
  const deployment = awsDeployment(name)
  await requireTerraform()
  const layers = await synthesize([name])
  const bootstrap = layers.find((layer) => layer.name === `${deploymentId(deployment)}-bootstrap`)!
  if (await stateBucketIsMissing(bootstrap.folder)) {
    console.log(`The state bucket of ${name} does not exist yet: the bootstrap layer is applied first, and its state moved into the bucket.`)
    await bootstrapFromNothing(bootstrap.folder, args)
  }
  await cdktf(['deploy', `${name}-*`, ...args])
}

/**
 * Destroys every layer of an environment but the bootstrap layer, which keeps the states.
 *
 * @throws CommandError while deletion protection is on
 */
export const destroy = async (name: string, args: readonly string[]) => {
  const deployment = awsDeployment(name)
  if (deployment.deletionProtection.enabled) {
    throw new CommandError(
      `${name} is protected against deletion. Release it in the configuration first, deploy that, and then destroy:\n` +
        `  deletionProtection: { enabled: false, reason: '…', expiresOn: 'YYYY-MM-DD' }`,
    )
  }
  await requireTerraform()
  const layers = await synthesize([name])
  const doomed = layers.map((layer) => layer.name).filter((layer) => !layer.endsWith('-bootstrap'))
  await cdktf(['destroy', ...doomed, ...args])
}
