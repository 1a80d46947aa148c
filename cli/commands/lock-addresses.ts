import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extendLock, type AddressLock } from '../../review/address-lock'
import { projectRoot } from '../paths'
import { synthesize } from '../synthesize'
import { readLayer } from '../terraform/synthesized-layer'

const lockFile = join(projectRoot, 'review', 'stateful-addresses.json')

/**
 * Adds what newly holds data to review/stateful-addresses.json. What is gone is taken out by hand, with the change that
 * removes it.
 *
 * @returns number of addresses in the lock
 */
export const lockAddresses = async (): Promise<number> => {
  const layers = await synthesize([])
  const lock = existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as AddressLock) : {}
  const extended = extendLock(lock, Object.fromEntries(layers.map(({ name, folder }) => [name, readLayer(folder)])))
  writeFileSync(lockFile, `${JSON.stringify(extended, null, 2)}\n`)
  return Object.values(extended).reduce((sum, addresses) => sum + addresses.length, 0)
}
