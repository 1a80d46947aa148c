import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../paths'

const registry = 'registry.terraform.io'

/** Folders that hold provider packages on this computer besides those that Terraform looks into by itself. */
const mirrorCandidates = () => {
  const addOnSoftware = '/opt'
  const packages = existsSync(addOnSoftware) ? readdirSync(addOnSoftware).map((name) => join(addOnSoftware, name)) : []
  return [join(homedir(), '.terraform.d', 'plugins'), join(homedir(), '.local', 'share', 'terraform', 'plugins'), addOnSoftware, ...packages]
}

const providersIn = (mirror: string) =>
  readdirSync(join(mirror, registry)).flatMap((namespace) =>
    readdirSync(join(mirror, registry, namespace)).map((name) => `${registry}/${namespace}/${name}`),
  )

const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(', ')

/**
 * Where Terraform gets its providers from: the CLI configuration of the person if there is one, else a filesystem mirror
 * found in the usual folders, else the registry.
 *
 * @returns path of the CLI configuration to use, or undefined to leave it to Terraform
 */
export const cliConfiguration = (): string | undefined => {
  const configured = process.env['TF_CLI_CONFIG_FILE']
  if (configured !== undefined && existsSync(configured)) return configured
  if (existsSync(join(homedir(), '.terraformrc'))) return undefined
  const mirror = mirrorCandidates().find((folder) => existsSync(join(folder, registry)))
  if (mirror === undefined) return undefined
  const mirrored = providersIn(mirror)
  const file = join(cacheFolder(), 'terraform.rc')
  mkdirSync(cacheFolder(), { recursive: true })
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path    = ${JSON.stringify(mirror)}\n    include = [${quoted(mirrored)}]\n  }\n  direct {\n    exclude = [${quoted(mirrored)}]\n  }\n}\n`,
  )
  return file
}
