import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { terraform } from './run'
import { readLayer, type Block, type ManifestEntry, type SynthesizedJson } from './synthesized-layer'

/** Keys that no account has, and nothing that would ask AWS. */
const offline: Block = {
  access_key: 'offline',
  secret_key: 'offline',
  skip_credentials_validation: true,
  skip_metadata_api_check: 'true',
  skip_region_validation: true,
  skip_requesting_account_id: true,
  allowed_account_ids: null,
}

/** Nothing of the person's AWS settings may help an offline plan. */
const withoutCredentials = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('AWS_'))
      .map((name) => [name, undefined]),
  )

/** Stand-in for a value that only AWS knows, by the attribute it comes from. It is never part of a plan that is applied. */
const standIn = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(standIn)
  const attribute = /\.([a-z_]+)\}$/.exec(String(value))?.[1]
  if (attribute === 'arn') return 'arn:aws:kms:eu-central-1:000000000000:key/00000000-0000-0000-0000-000000000000'
  return `stand-in-${attribute ?? 'value'}`
}

const stateWith = (outputs: NonNullable<SynthesizedJson['output']>) => ({
  version: 4,
  terraform_version: '1.11.0',
  serial: 1,
  lineage: '00000000-0000-0000-0000-000000000000',
  outputs: Object.fromEntries(
    Object.entries(outputs).map(([name, { value }]) => {
      const stand = standIn(value)
      return [name, { value: stand, type: Array.isArray(stand) ? ['tuple', stand.map(() => 'string')] : 'string' }]
    }),
  ),
  resources: [],
})

/**
 * The layer as it can be planned without AWS: local state, keys that no account has, and stand-ins for what other layers
 * give out.
 *
 * @param layers every layer of the synthesis, to find the ones that this one asks
 */
const offlineLayer = (layer: SynthesizedJson, layers: readonly ManifestEntry[], folder: string) => {
  const remoteStates = Object.entries(layer.data?.terraform_remote_state ?? {}).map(([id]) => {
    const producer = layers.find(({ name }) => id.endsWith(name))!
    const path = join(folder, `${producer.name}.tfstate`)
    writeFileSync(path, JSON.stringify(stateWith(readLayer(producer.folder).output ?? {})))
    return [id, { backend: 'local', config: { path } }]
  })
  const { backend: _backend, ...settings } = layer.terraform
  return {
    ...layer,
    terraform: settings,
    provider: Object.fromEntries(Object.entries(layer.provider).map(([name, blocks]) => [name, blocks.map((block) => ({ ...block, ...offline }))])),
    ...(remoteStates.length === 0 ? {} : { data: { ...layer.data, terraform_remote_state: Object.fromEntries(remoteStates) } }),
  }
}

/**
 * Validates a layer as it was synthesized and plans it without credentials and without network.
 *
 * @param folder folder for the work; removed afterwards
 * @returns number of resources the plan would create
 */
export const validateAndPlan = async (entry: ManifestEntry, layers: readonly ManifestEntry[], folder: string): Promise<number> => {
  const environment = withoutCredentials()
  const layer = readLayer(entry.folder)
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(layer, null, 2))
    await terraform(folder, ['init', '-backend=false', '-input=false', '-no-color'], { environment })
    await terraform(folder, ['validate', '-no-color'], { environment })
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(offlineLayer(layer, layers, folder), null, 2))
    const plan = ['plan', '-json', '-input=false', '-refresh=false', '-lock=false']
    const { output } = await terraform(folder, plan, { environment, timeoutMinutes: 5 })
    const messages = output.split('\n').map((line) => JSON.parse(line) as { type: string; changes?: { add: number } })
    return messages.find(({ type }) => type === 'change_summary')?.changes?.add ?? 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
