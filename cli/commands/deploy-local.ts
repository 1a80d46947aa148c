import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import pc from 'picocolors'
import { deploymentId } from '../../constructs/core/names'
import { localDeploymentOf } from '../deployments'
import { installEmulators, type EmulatorPrograms } from '../emulators/install'
import { interruption } from '../interruption'
import { countResources, LocalDeployment } from '../local-deployment'
import { localFolder } from '../paths'
import { isTerminal, runSteps } from '../progress'
import { synthesize } from '../synthesize'
import { requireTerraform } from '../terraform/run'
import type { ManifestEntry } from '../terraform/synthesized-layer'

/** The local deployment of a system as the commands keep it. */
export const keptLocalDeployment = (system?: string) => {
  const deployment = localDeploymentOf(system)
  return new LocalDeployment(deployment, join(localFolder, 'emulators', deploymentId(deployment)), join(localFolder, 'state'))
}

const writeEnvironment = (local: LocalDeployment) => {
  const file = join(local.folder, 'aws.env')
  const lines = Object.entries(local.environment).map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}='${value}'`))
  mkdirSync(local.folder, { recursive: true })
  writeFileSync(file, `${lines.join('\n')}\n`)
  return relative(process.cwd(), file)
}

const describe = (local: LocalDeployment, layers: readonly ManifestEntry[]) => {
  const { deployment } = local
  const name = deploymentId(deployment)
  const leftOut = deployment.target.kind === 'emulator' ? Object.keys(deployment.target.unsupportedResources) : []
  return [
    '',
    pc.bold(`${name} is up`),
    ...layers.map((layer) => `  ${layer.name.slice(name.length + 1).padEnd(10)} ${String(countResources(layer)).padStart(4)} resources`),
    '',
    'Look at it with the aws client:',
    `  source ${writeEnvironment(local)}`,
    `  aws ec2 describe-subnets --filters Name=tag:System,Values=${deployment.system} --query 'Subnets[].[AvailabilityZone,CidrBlock,Tags[?Key==\`Tier\`].Value|[0]]' --output table`,
    `  aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,MultiAZ,ReadReplicaSourceDBInstanceIdentifier]' --output table`,
    '  aws secretsmanager list-secrets --query SecretList[].Name',
    '  aws s3 ls',
    '',
    ...(leftOut.length === 0 ? [] : ['No emulator knows these, they are left out (config/environments/emulator-limits.ts):', ...leftOut.map((type) => `  ${type}`), '']),
    `Change the configuration and run the same command again to apply the difference. Remove it with: npm run destroy:local -- ${deployment.system}`,
  ].join('\n')
}

/**
 * Brings up the local deployment of a system: installs and starts the emulators, synthesizes, applies layer by layer. A
 * second run applies what has changed. An interruption leaves nothing behind.
 */
export const deployLocal = async (system: string | undefined) => {
  const local = keptLocalDeployment(system)
  const name = deploymentId(local.deployment)
  await requireTerraform()
  let programs: EmulatorPrograms
  let layers: readonly ManifestEntry[] = []
  try {
    await runSteps([
      {
        title: 'Install the emulators',
        task: async (_context, task) => {
          programs = await installEmulators((text) => {
            if (isTerminal) task.output = text
          })
        },
      },
      {
        title: 'Start the emulators',
        task: async (_context, task) => {
          if (await local.find()) task.title = 'The emulators are running already'
          else await local.start(programs)
        },
      },
      {
        title: `Synthesize ${name}`,
        task: async () => {
          layers = await synthesize([name])
        },
      },
      {
        title: `Apply ${name}`,
        task: (_context, task) =>
          task.newListr(
            layers.map((layer) => ({
              title: `${layer.name.slice(name.length + 1)} (${countResources(layer)} resources)`,
              task: () => local.apply(layer),
            })),
          ),
      },
    ])
  } catch (error) {
    if (interruption.aborted) await local.stop()
    throw error
  }
  console.log(describe(local, layers))
}
