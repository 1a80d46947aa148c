import { stackId, layers } from '../../stacks/layer'
import { compareWithLock, extendLock, statefulAddresses, type AddressLock } from '../../review/address-lock'
import lock from '../../review/stateful-addresses.json'
import { allDeployments, layerOf } from '../synthesized'

const synthesized = Object.fromEntries(
  allDeployments.flatMap((deployment) => layers.map((layer) => [stackId(deployment, layer), layerOf(deployment, layer)])),
)

test('everything that holds data has the address it was deployed under', () => {
  expect(compareWithLock(lock as AddressLock, synthesized)).toEqual([])
})

test('the lock has the databases, buckets, keys and secrets of every deployment', () => {
  for (const deployment of allDeployments) {
    const data = (lock as AddressLock)[stackId(deployment, 'data')] ?? []
    for (const type of ['aws_kms_key', 'aws_s3_bucket', 'aws_secretsmanager_secret', ...(deployment.database.provider === 'rds' ? ['aws_db_instance'] : [])]) {
      expect(data.some((address) => address.startsWith(`${type}.`))).toBe(true)
    }
  }
})

describe('a change of an address', () => {
  const before = { 'shop-production-data': { resource: { aws_db_instance: { primary: {} }, aws_route: { r: {} } } } }
  const locked = extendLock({}, before)
  const renamed = { resource: { aws_db_instance: { main: {} } } }

  test('only what holds data is locked', () => {
    expect(locked).toEqual({ 'shop-production-data': ['aws_db_instance.primary'] })
  })

  test('is refused, with the way out', () => {
    const findings = compareWithLock(locked, { 'shop-production-data': renamed })
    expect(findings).toHaveLength(2)
    expect(findings[0]).toContain('aws_db_instance.primary holds data and is gone')
    expect(findings[1]).toContain('aws_db_instance.main holds data and is not locked yet')
  })

  test('is accepted with a moved block once the new address is locked', () => {
    const moved = { ...renamed, moved: [{ from: 'aws_db_instance.primary', to: 'aws_db_instance.main' }] }
    expect(compareWithLock(extendLock(locked, { 'shop-production-data': moved }), { 'shop-production-data': moved })).toEqual([])
  })

  test('a layer that is gone loses its data, too', () => {
    expect(compareWithLock(locked, {})).toHaveLength(1)
  })

  test('locking again takes nothing out', () => {
    expect(extendLock(locked, { 'shop-production-data': renamed })['shop-production-data']).toEqual(['aws_db_instance.main', 'aws_db_instance.primary'])
    expect(statefulAddresses(renamed)).toEqual(['aws_db_instance.main'])
  })
})
