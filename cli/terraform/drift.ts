import { isDeepStrictEqual } from 'node:util'

/** An attribute that a second plan would change although nothing was changed. */
export interface Drift {
  readonly address: string
  readonly type: string
  /** Attribute, or the action when the resource would be created, deleted or replaced. */
  readonly attribute: string
}

interface ResourceChange {
  readonly address: string
  readonly type: string
  readonly change: {
    readonly actions: readonly string[]
    readonly before: Readonly<Record<string, unknown>> | null
    readonly after: Readonly<Record<string, unknown>> | null
    readonly after_unknown: Readonly<Record<string, unknown>>
    readonly replace_paths?: readonly (readonly (string | number)[])[]
  }
}

/** Attributes that a plan (`terraform show -json`) would change. */
export const driftOf = (planJson: string): readonly Drift[] => {
  const { resource_changes: changes = [] } = JSON.parse(planJson) as { resource_changes?: readonly ResourceChange[] }
  return changes
    .filter(({ change }) => !isDeepStrictEqual(change.actions, ['no-op']) && !isDeepStrictEqual(change.actions, ['read']))
    .flatMap(({ address, type, change: { actions, before, after, after_unknown: unknown, replace_paths: paths } }) => {
      if (!isDeepStrictEqual(actions, ['update'])) {
        const because = paths === undefined ? '' : `, because of ${paths.map((path) => path.join('.')).join(', ')}`
        return [{ address, type, attribute: `(${actions.join(' and ')}${because})` }]
      }
      const attributes = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {}), ...Object.keys(unknown)])
      return [...attributes]
        .filter((attribute) => unknown[attribute] === true || !isDeepStrictEqual(before?.[attribute], after?.[attribute]))
        .map((attribute) => ({ address, type, attribute }))
    })
}
