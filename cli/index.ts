import { Command } from 'commander'
import { ConfigurationError } from '../config/findings'
import { bench } from './commands/bench'
import { deploy, destroy } from './commands/deploy'
import { deployLocal } from './commands/deploy-local'
import { destroyLocal } from './commands/destroy-local'
import { writeDocs } from './commands/docs'
import { lockAddresses } from './commands/lock-addresses'
import { verify } from './commands/verify'
import { CommandError, PrerequisiteError } from './errors'
import { interruption, listenForInterruption } from './interruption'
import { countResources } from './local-deployment'
import { outputFolder, synthesize } from './synthesize'
import { TerraformError } from './terraform/run'

const isExpected = (error: unknown): error is Error =>
  [CommandError, ConfigurationError, PrerequisiteError, TerraformError].some((kind) => error instanceof kind)

const program = new Command('blueprint')
  .description('Typed configuration in, Terraform for every environment of a system out.')
  .showHelpAfterError('Add --help to see what there is.')

program
  .command('synth')
  .description('synthesize deployments into cdktf.out')
  .argument('[deployments...]', 'e.g. omnicrm-production; all when none is named')
  .action(async (names: string[]) => {
    const layers = await synthesize(names)
    const resources = layers.reduce((sum, layer) => sum + countResources(layer), 0)
    console.log(`${layers.length} layers with ${resources} resources in ${outputFolder}`)
  })

program
  .command('deploy')
  .description('deploy an environment on AWS with cdktf deploy')
  .argument('<deployment>', 'e.g. omnicrm-staging')
  .argument('[options...]', 'options of cdktf deploy, after --')
  .action((name: string, options: string[]) => deploy(name, options))

program
  .command('destroy')
  .description('destroy an environment on AWS whose deletion protection is released')
  .argument('<deployment>', 'e.g. omnicrm-development')
  .argument('[options...]', 'options of cdktf destroy, after --')
  .action((name: string, options: string[]) => destroy(name, options))

program
  .command('deploy:local')
  .description('bring up a system in emulators on this computer')
  .argument('[system]', 'e.g. omnicrm; the first one when none is named')
  .action((system?: string) => deployLocal(system))

program
  .command('destroy:local')
  .description('remove a system from this computer')
  .argument('[system]', 'e.g. omnicrm; the first one when none is named')
  .action((system?: string) => destroyLocal(system))

program
  .command('verify')
  .description('validate and plan every layer offline; apply, plan again and destroy the local deployments')
  .argument('[deployments...]', 'e.g. omnicrm-production omnicrm-local; all when none is named')
  .action(async (names: string[]) => {
    const { passed, failed, skipped } = await verify(names)
    for (const failure of failed) console.error(`\nfailed: ${failure}`)
    for (const reason of skipped) console.log(`\nskipped: ${reason}`)
    console.log(`\n${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
    if (failed.length > 0) process.exitCode = 1
  })

program
  .command('lock')
  .description('add what newly holds data to review/stateful-addresses.json')
  .action(async () => {
    console.log(`${await lockAddresses()} addresses are locked`)
  })

program
  .command('docs')
  .description('write what is generated in docs: the topology picture, the configuration reference, the table of deployments')
  .action(async () => {
    console.log((await writeDocs()).join('\n'))
  })

program
  .command('bench')
  .description('measure how long a synth takes, against loading cdktf alone')
  .action(async () => {
    console.log(await bench())
  })

const main = async () => {
  listenForInterruption()
  try {
    await program.parseAsync()
  } catch (error) {
    // A program that was started in the terminal may have got the signal itself and failed in its own way.
    if (interruption.aborted) {
      console.error('\nInterrupted')
      process.exitCode = 130
      return
    }
    if (!isExpected(error)) throw error
    console.error(`\n${error.message}`)
    process.exitCode = 1
  }
}

void main()
