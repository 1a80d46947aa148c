import { goneDrift, unlistedDrift } from '../../cli/terraform/known-drift'
import { deployment } from '../config/fixtures'

const local = deployment('omnicrm-local')

const listed =
  local.target.kind === 'emulator'
    ? Object.entries(local.target.knownDrift).flatMap(([type, attributes]) =>
        Object.keys(attributes).map((attribute) => ({ address: `${type}.one`, type, attribute })),
      )
    : []

test('listed drift is accepted, and nothing else is', () => {
  const other = { address: 'aws_vpc.vpc', type: 'aws_vpc', attribute: 'cidr_block' }
  expect(listed.length).toBeGreaterThan(0)
  expect(unlistedDrift(local, [...listed, other])).toEqual([other])
})

test('listed drift that no deployment shows any more has to leave the list', () => {
  expect(goneDrift([local], listed)).toEqual([])
  expect(goneDrift([local], listed.slice(1))).toEqual([`${listed[0]!.type}.${listed[0]!.attribute}`])
})

test('on AWS no drift is accepted', () => {
  expect(unlistedDrift(deployment('omnicrm-production'), listed)).toEqual(listed)
})
