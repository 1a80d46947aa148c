import './database'
import './environments'
import './network'
import './secrets'
import './storage-and-recovery'
import { describedRequirements } from './requirement'

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => `R${first + index}`)

/** What the layers bootstrap, network, data and recovery have to satisfy. */
const expected = [
  ...from(32, 43),
  'R50',
  ...from(57, 59),
  'R65',
  'R68',
  ...from(70, 77),
  'R87',
  'R128',
  'R130',
  'R141',
  'R143',
  'R149',
  'R150',
]
const decisions = ['C1', 'C2', 'C6', 'C7', 'C16', 'C17', 'C19']

describe('requirements', () => {
  test('each one that these layers have to satisfy has a test', () => {
    expect([...expected, ...decisions].filter((number) => !describedRequirements.has(number))).toEqual([])
  })

  test('each is named by a number and a sentence', () => {
    for (const [number, sentence] of describedRequirements) {
      expect(number).toMatch(/^[RC]\d+$/)
      expect(sentence).toMatch(/^\S.{10,}\S$/)
    }
  })
})
