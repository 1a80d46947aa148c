import fc from 'fast-check'
import { dailySpan, firstMinuteOfDay, longestPause, overlap, weeklySpan } from '../../config/rules/schedules'

describe('schedules', () => {
  test.each([
    ['0 2 * * *', 1440],
    ['0 2,14 * * *', 720],
    ['0 2,3 * * *', 1380],
    ['0 */6 * * *', 360],
    ['0 7 * * 0', 10_080],
    ['0 7 * * 7', 10_080],
    ['0 7 * * 1-5', 4320],
    ['0 8 1 * *', 31 * 1440],
    ['0 8 1,15 * *', 17 * 1440],
    ['*/15 * * * *', 15],
    ['30 * * * *', 60],
    ['0 0 1 1 *', 366 * 1440],
  ])('%s lets at most %d minutes pass', (schedule, minutes) => {
    expect(longestPause(schedule)).toBe(minutes)
  })

  test('knows the first minute of the day', () => {
    expect(firstMinuteOfDay('15 2 * * *')).toBe(135)
    expect(firstMinuteOfDay('* * * * *')).toBe(0)
  })

  test('windows pass midnight', () => {
    expect(dailySpan('23:30-00:30')).toEqual({ start: 1410, end: 1470 })
    expect(weeklySpan('sat:23:30-sun:00:30')).toEqual({ start: 1410, end: 1470 })
    expect(overlap(dailySpan('23:30-00:30'), dailySpan('00:00-01:00'))).toBe(true)
    expect(overlap(dailySpan('23:30-00:30'), dailySpan('00:30-01:00'))).toBe(false)
  })

  test('two windows meet exactly when they share a minute of the day', () => {
    const window = fc
      .record({ start: fc.integer({ min: 0, max: 1439 }), length: fc.integer({ min: 1, max: 600 }) })
      .map(({ start, length }) => ({ start, end: start + length }))
    const minutes = ({ start, end }: { start: number; end: number }) =>
      new Set(Array.from({ length: end - start }, (_, index) => (start + index) % 1440))
    fc.assert(
      fc.property(window, window, (one, other) => {
        const taken = minutes(one)
        expect(overlap(one, other)).toBe([...minutes(other)].some((minute) => taken.has(minute)))
      }),
      { numRuns: 100 },
    )
  })
})
