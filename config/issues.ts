import type { z } from 'zod'
import type { Finding } from './findings'

type Issue = z.core.$ZodIssue

const pathOf = (path: readonly PropertyKey[]) => path.map(String).join('.') || '(deployment)'

const nounOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const described = (value: unknown) => {
  if (value === undefined) return 'the value is missing'
  if (value === null) return 'null is given'
  if (Array.isArray(value)) return `a list of ${nounOf(value.length, 'value')} is given`
  return typeof value === 'object' ? 'an object is given' : `${JSON.stringify(value)} is given`
}

const alternatives = (values: readonly unknown[]) => {
  const texts = values.map((value) => JSON.stringify(value))
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object whose keys are names',
}

/** Unit of a bound, e.g. of the 2 in "use at least 2 values". */
const units: Readonly<Record<string, string>> = { string: ' character', array: ' value' }

const bound = (words: string, limit: number | bigint, origin: string) =>
  `use ${words} ${limit}${origin in units ? `${units[origin]}${Number(limit) === 1 ? '' : 's'}` : ''}`

/** Values that a union of literals accepts. */
const literalsOf = (issue: Issue) =>
  issue.code === 'invalid_union'
    ? issue.errors.flat().flatMap((nested) => (nested.code === 'invalid_value' ? nested.values : []))
    : []

const builtInMessage = /^(Invalid|Too|Expected|Unrecognized)/

const remedyOf = (issue: Issue): string => {
  if (!builtInMessage.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return `give ${kinds[issue.expected] ?? `a value of type ${issue.expected}`}`
    case 'invalid_value':
      return `use ${alternatives(issue.values)}`
    case 'too_small':
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin)
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin)
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    case 'invalid_union':
      return `use ${alternatives(literalsOf(issue))}`
    case 'invalid_format':
      return `write it as ${issue.format}`
    default:
      return issue.message
  }
}

/** Turns an issue of zod into findings: one for each unknown key, one for the variant of a union that was meant. */
export const describeIssue = (deployment: string, issue: Issue): readonly Finding[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      deployment,
      path: pathOf([...issue.path, key]),
      problem: 'there is no such setting',
      remedy: 'remove it or correct its name',
    }))
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const tag = issue.discriminator
    // The issue carries the object around the tag, or what stands in its place.
    const container = issue.input
    const isObject = typeof container === 'object' && container !== null
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : []
    return [
      {
        deployment,
        path: pathOf(issue.path),
        problem: described(isObject ? (container as Record<string, unknown>)[tag] : container),
        remedy: options.length > 0 ? `use ${alternatives(options)}` : `name the variant with "${tag}"`,
      },
    ]
  }
  return [
    {
      deployment,
      path: pathOf(issue.path),
      problem: issue.code === 'invalid_key' ? `${JSON.stringify(issue.input)} can not be a name here` : described(issue.input),
      remedy: remedyOf(issue),
    },
  ]
}
