import { execa, ExecaError } from 'execa'
import { PrerequisiteError } from '../errors'
import { interruption, throwIfInterrupted } from '../interruption'
import { cliConfiguration } from './provider-mirror'

/** Terraform ended with an error; the message has what it printed. */
export class TerraformError extends Error {
  override readonly name: string = 'TerraformError'
}

/** The computer reaches no registry and has no mirror with the provider, so that nothing can be said about a layer. */
export class ProviderUnavailableError extends TerraformError {}

/** Environment variables of a run; undefined removes one. */
export type Environment = Readonly<Record<string, string | undefined>>

const minimum = [1, 11] as const
const secondsToStop = 30

/** A first SIGINT lets Terraform finish the call it is in and write its state; it is killed when that takes too long. */
const stopOnInterruption = (run: PromiseLike<unknown> & { readonly kill: (signal: NodeJS.Signals) => boolean }) => {
  const stop = () => {
    run.kill('SIGINT')
    setTimeout(() => run.kill('SIGKILL'), secondsToStop * 1000).unref()
  }
  interruption.addEventListener('abort', stop, { once: true })
  void run.then(() => interruption.removeEventListener('abort', stop))
}

/** What Terraform says from its first error on; the progress before it helps nobody. */
const errorsIn = (output: string) => {
  const start = output.search(/^(│ )?Error: /m)
  return start === -1 ? output : output.slice(start)
}

/**
 * Runs Terraform in a folder and collects what it prints. It runs in a process group of its own, so that a Ctrl-C reaches
 * it once, from here.
 *
 * @param accepted exit statuses that are no error, besides 0
 * @returns exit status and standard output
 * @throws TerraformError with the output; InterruptedError after a Ctrl-C
 */
export const terraform = async (
  folder: string,
  args: readonly string[],
  options: { readonly environment?: Environment; readonly accepted?: readonly number[]; readonly timeoutMinutes?: number } = {},
): Promise<{ readonly status: number; readonly output: string }> => {
  throwIfInterrupted()
  const configuration = cliConfiguration()
  const run = execa('terraform', args, {
    cwd: folder,
    detached: true,
    reject: false,
    all: true,
    timeout: (options.timeoutMinutes ?? 15) * 60_000,
    env: {
      TF_IN_AUTOMATION: '1',
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: configuration,
      ...options.environment,
    },
  })
  stopOnInterruption(run)
  const result = await run
  throwIfInterrupted()
  if (result.timedOut) throw new TerraformError(`terraform ${args[0]} took longer than ${options.timeoutMinutes ?? 15} minutes in ${folder}`)
  const status = result.exitCode ?? 1
  if (status === 0 || options.accepted?.includes(status)) return { status, output: result.stdout }
  if (/Failed to query available provider packages|Failed to install provider/.test(result.all)) {
    throw new ProviderUnavailableError('the provider can neither be had from the registry nor from a mirror on this computer')
  }
  throw new TerraformError(`terraform ${args[0]} ended with status ${status} in ${folder}\n${errorsIn(result.all)}`)
}

/** @throws PrerequisiteError when Terraform is missing or too old */
export const requireTerraform = async () => {
  const remedy = `Install version ${minimum.join('.')} or newer: https://developer.hashicorp.com/terraform/install`
  try {
    const { stdout } = await execa('terraform', ['version', '-json'], { env: { CHECKPOINT_DISABLE: '1' } })
    const { terraform_version: version } = JSON.parse(stdout) as { terraform_version: string }
    const [major = 0, part = 0] = version.split('.').map(Number)
    if (major < minimum[0] || (major === minimum[0] && part < minimum[1])) {
      throw new PrerequisiteError(`Terraform ${minimum.join('.')} or newer (found ${version})`, remedy)
    }
    return version
  } catch (error) {
    if (error instanceof ExecaError) throw new PrerequisiteError('Terraform', remedy)
    throw error
  }
}
