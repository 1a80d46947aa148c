import { driftOf } from '../../cli/terraform/drift'

const planOf = (...changes: readonly object[]) => JSON.stringify({ resource_changes: changes })

const change = (actions: readonly string[], before: object | null, after: object | null, unknown: object = {}) => ({
  address: 'aws_thing.one',
  type: 'aws_thing',
  change: { actions, before, after, after_unknown: unknown },
})

test('a plan without changes has no drift', () => {
  expect(driftOf(planOf(change(['no-op'], { a: 1 }, { a: 1 }), change(['read'], null, {})))).toEqual([])
  expect(driftOf('{}')).toEqual([])
})

test('an update is drift of the attributes that differ or are not known', () => {
  const updated = change(['update'], { a: 1, b: [1], c: 'same', d: 'old' }, { a: 2, b: [1], c: 'same' }, { d: true })
  expect(driftOf(planOf(updated)).map(({ attribute }) => attribute)).toEqual(['a', 'd'])
})

test('a resource that would be created, deleted or replaced is drift as a whole', () => {
  expect(driftOf(planOf(change(['delete', 'create'], {}, {})))).toEqual([
    { address: 'aws_thing.one', type: 'aws_thing', attribute: '(delete and create)' },
  ])
  const replaced = change(['delete', 'create'], {}, {})
  const withReason = { ...replaced, change: { ...replaced.change, replace_paths: [['zone']] } }
  expect(driftOf(planOf(withReason))[0]?.attribute).toBe('(delete and create, because of zone)')
})
