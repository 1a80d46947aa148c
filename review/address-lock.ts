import { statefulTypes } from '../policies/stateful-types'

/** Addresses of everything that holds data, by stack id. */
export type AddressLock = Readonly<Record<string, readonly string[]>>

interface SynthesizedLayer {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly moved?: readonly { readonly from: string; readonly to: string }[]
}

const isStateful = (type: string) => (statefulTypes as readonly string[]).includes(type)

/** Addresses of what holds data in a synthesized layer, sorted. */
export const statefulAddresses = ({ resource = {} }: SynthesizedLayer): readonly string[] =>
  Object.entries(resource)
    .filter(([type]) => isStateful(type))
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort()

/**
 * Compares the layers with the lock.
 *
 * @returns one sentence for every address that is gone without a `moved` block, and for every one that is not locked yet
 */
export const compareWithLock = (lock: AddressLock, layers: Readonly<Record<string, SynthesizedLayer>>): readonly string[] => {
  const gone = Object.entries(lock).flatMap(([stack, addresses]) => {
    const layer = layers[stack] ?? {}
    const present = new Set([...statefulAddresses(layer), ...(layer.moved ?? []).map(({ from }) => from)])
    return addresses
      .filter((address) => !present.has(address))
      .map((address) => `${stack}: ${address} holds data and is gone. Give it back its address, or add a moved block from it (moveTo, moveFromId).`)
  })
  const unlocked = Object.entries(layers).flatMap(([stack, layer]) =>
    statefulAddresses(layer)
      .filter((address) => !(lock[stack] ?? []).includes(address))
      .map((address) => `${stack}: ${address} holds data and is not locked yet. Run: npm run lock`),
  )
  return [...gone, ...unlocked]
}

/** The lock with everything that is new; nothing is ever taken out, because that is a decision of a person. */
export const extendLock = (lock: AddressLock, layers: Readonly<Record<string, SynthesizedLayer>>): AddressLock =>
  Object.fromEntries(
    Object.keys({ ...lock, ...layers })
      .sort()
      .map((stack) => [stack, [...new Set([...(lock[stack] ?? []), ...statefulAddresses(layers[stack] ?? {})])].sort()] as const)
      .filter(([, addresses]) => addresses.length > 0),
  )
