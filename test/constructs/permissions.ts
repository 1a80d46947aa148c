interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: unknown
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** Something that somebody wants to do. */
export interface AccessRequest {
  readonly action: string
  readonly resource?: string
  /** Principal by kind, e.g. `{ Service: 'rds.amazonaws.com' }`; left out where the policy belongs to a role. */
  readonly principal?: Readonly<Record<string, string>>
  /** Condition keys that the request has. */
  readonly context?: Readonly<Record<string, string>>
}

const list = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value)

const isLike = (pattern: string, value: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(value)

const operators: Readonly<Record<string, (expected: readonly string[], actual: string | undefined) => boolean>> = {
  StringEquals: (expected, actual) => actual !== undefined && expected.includes(actual),
  // A negated operator is also true where the request has no such key; IfExists changes nothing about that.
  StringNotEquals: (expected, actual) => actual === undefined || !expected.includes(actual),
  StringLike: (expected, actual) => actual !== undefined && expected.some((pattern) => isLike(pattern, actual)),
  ArnLike: (expected, actual) => actual !== undefined && expected.some((pattern) => isLike(pattern, actual)),
  Bool: (expected, actual) => actual !== undefined && expected.includes(actual),
  Null: (expected, actual) => expected.includes(String(actual === undefined)),
}

const holds = ({ Condition = {} }: Statement, context: Readonly<Record<string, string>>) =>
  Object.entries(Condition).every(([name, keys]) => {
    const operator = operators[name.replace(/^ForAnyValue:|IfExists$/g, '')]
    if (operator === undefined) throw new Error(`The operator ${name} is not known here`)
    return Object.entries(keys).every(
      ([key, expected]) => (name.endsWith('IfExists') && context[key] === undefined) || operator(list(expected), context[key]),
    )
  })

const isAbout = (statement: Statement, { action, resource = '', principal }: AccessRequest) => {
  const some = (patterns: string | readonly string[], value: string) => list(patterns).some((pattern) => isLike(pattern, value))
  const ofAction = statement.Action === undefined ? !some(statement.NotAction ?? [], action) : some(statement.Action, action)
  const ofResource =
    statement.Resource === undefined ? !some(statement.NotResource ?? [], resource) : some(statement.Resource, resource)
  const ofPrincipal =
    principal === undefined ||
    statement.Principal === '*' ||
    Object.entries((statement.Principal ?? {}) as Readonly<Record<string, string | readonly string[]>>).some(
      ([kind, names]) => principal[kind] !== undefined && some(names, principal[kind]),
    )
  return ofAction && ofResource && ofPrincipal
}

/**
 * What IAM decides about a request by the given documents.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const decision = (
  documents: string | readonly string[],
  request: AccessRequest,
): 'allowed' | 'refused' | 'not mentioned' => {
  const statements = list(documents).flatMap(
    (document) => (JSON.parse(document) as { Statement: readonly Statement[] }).Statement,
  )
  const effects = statements
    .filter((statement) => isAbout(statement, request) && holds(statement, request.context ?? {}))
    .map(({ Effect }) => Effect)
  return effects.includes('Deny') ? 'refused' : effects.includes('Allow') ? 'allowed' : 'not mentioned'
}
