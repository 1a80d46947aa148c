import type { z } from 'zod'
import type { Finding } from './findings'

const pathOf = (issue: z.core.$ZodIssue) => issue.path.map(String).join('.') || '(deployment)'

const described = (value: unknown) => {
  if (value === undefined) return 'the value is missing'
  if (Array.isArray(value)) return `a list of ${value.length} is given`
  return typeof value === 'object' ? 'an object is given' : `${JSON.stringify(value)} is given`
}

const remedyOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `give a value of type ${issue.expected}`
    case 'invalid_value':
      return `use ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`
    case 'too_small':
      return `use at least ${issue.minimum}`
    case 'too_big':
      return `use at most ${issue.maximum}`
    case 'unrecognized_keys':
      return `remove it or correct the spelling`
    default:
      return issue.message
  }
}

const builtInMessage = /^(Invalid|Too|Expected|Unrecognized)/

/** Turns an issue of zod into findings: one for each unknown key, one for the variant of a union that was meant. */
export const describeIssue = (deployment: string, issue: z.core.$ZodIssue): readonly Finding[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      deployment,
      path: [...issue.path.map(String), key].join('.'),
      problem: 'no such setting',
      remedy: remedyOf(issue),
    }))
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    return [
      {
        deployment,
        path: pathOf(issue),
        problem: described(issue.input),
        remedy: `name the variant with "${issue.discriminator}"${'options' in issue && Array.isArray(issue.options) ? `: ${issue.options.map(String).join(' or ')}` : ''}`,
      },
    ]
  }
  return [
    {
      deployment,
      path: pathOf(issue),
      problem: described(issue.input),
      remedy: builtInMessage.test(issue.message) ? remedyOf(issue) : issue.message,
    },
  ]
}
