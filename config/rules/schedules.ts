const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

const minutesOfDay = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** A time span in minutes from midnight; it may pass the end of the day. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Span of `hh:mm-hh:mm`. */
export const dailySpan = (window: string): Span => {
  const [from = '', to = ''] = window.split('-')
  const start = minutesOfDay(from)
  const end = minutesOfDay(to)
  return { start, end: end > start ? end : end + 1440 }
}

/** Span of the day of `ddd:hh:mm-ddd:hh:mm`, and its length in minutes. */
export const weeklySpan = (window: string): Span => {
  const [from = '', to = ''] = window.split('-')
  const minute = (moment: string) => days.indexOf(moment.slice(0, 3)) * 1440 + minutesOfDay(moment.slice(4))
  const length = (minute(to) - minute(from) + 10_080) % 10_080
  const start = minutesOfDay(from.slice(4))
  return { start, end: start + length }
}

/** Whether two spans meet on any day. */
export const overlap = (one: Span, other: Span) =>
  [-1440, 0, 1440].some((shift) => one.start < other.end + shift && other.start + shift < one.end)

/** Values of one field of cron, or undefined for every one. */
const fieldValues = (field: string, least: number, most: number): readonly number[] | undefined => {
  if (field === '*' || field === '?') return undefined
  return field.split(',').flatMap((part) => {
    const [range = '', step] = part.split('/')
    const [from = '', to] = range.split('-')
    const start = range === '*' ? least : Number(from)
    const end = range === '*' || (step !== undefined && to === undefined) ? most : Number(to ?? from)
    const values: number[] = []
    for (let value = start; value <= end; value += Number(step ?? 1)) values.push(value)
    return values
  })
}

/** First minute of the day at which a five-field cron expression runs. */
export const firstMinuteOfDay = (expression: string) => {
  const [minute = '', hour = ''] = expression.split(/\s+/)
  return (fieldValues(hour, 0, 23)?.[0] ?? 0) * 60 + (fieldValues(minute, 0, 59)?.[0] ?? 0)
}

/** Longest time in minutes between two runs of a five-field cron expression. */
export const longestPause = (expression: string): number => {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = expression.split(/\s+/)
  if (month !== '*') return 366 * 1440
  const longestGap = (values: readonly number[], length: number) => {
    const sorted = [...new Set(values)].sort((one, other) => one - other)
    return Math.max(...sorted.map((value, index) => (sorted[index + 1] ?? (sorted[0] ?? 0) + length) - value))
  }
  const weekdays = fieldValues(dayOfWeek, 0, 6)
  if (weekdays !== undefined)
    return (
      longestGap(
        weekdays.map((day) => day % 7),
        7,
      ) * 1440
    )
  const monthDays = fieldValues(dayOfMonth, 1, 31)
  if (monthDays !== undefined) return longestGap(monthDays, 31) * 1440
  const hours = fieldValues(hour, 0, 23)
  if (hours !== undefined) return longestGap(hours, 24) * 60
  return longestGap(fieldValues(minute, 0, 59) ?? [0, 1], 60)
}
