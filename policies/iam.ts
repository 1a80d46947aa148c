import type { Policy } from './policy'

interface StatementJson {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: unknown
  readonly Action?: string | readonly string[]
  readonly NotAction?: unknown
  readonly Resource?: string | readonly string[]
  readonly NotResource?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const list = (value: string | readonly string[] | undefined) => (value === undefined ? [] : typeof value === 'string' ? [value] : value)

const statementsOf = (document: unknown): readonly StatementJson[] => {
  if (typeof document !== 'string' || !document.startsWith('{')) return []
  return (JSON.parse(document) as { Statement: readonly StatementJson[] }).Statement
}

/** Actions that only tell something, so that no narrower resource exists for many of them. */
const isReading = (action: string) => /:(Describe|List)[A-Za-z*]*$/.test(action) || action === 'secretsmanager:GetRandomPassword'

/** Policies of permissions. */
export const iamPolicies: readonly Policy[] = [
  {
    id: 'IAM-NO-WILDCARD',
    rule: 'A role is allowed named actions on named resources',
    source: 'R70; AVD-AWS-0057, AwsSolutions-IAM5',
    types: ['aws_iam_role_policy', 'aws_iam_policy'],
    check: ({ attributes }) => {
      const tooWide = statementsOf(attributes['policy']).filter(
        ({ Effect, Action, NotAction, Resource, NotResource }) =>
          Effect === 'Allow' &&
          (NotAction !== undefined ||
            NotResource !== undefined ||
            list(Action).some((action) => action === '*' || action.endsWith(':*')) ||
            (list(Resource).includes('*') && !list(Action).every(isReading))),
      )
      return tooWide.length === 0 ? undefined : `statement ${tooWide.map(({ Sid }) => Sid).join(', ')} allows too much; name actions and resources`
    },
  },
  {
    id: 'IAM-NO-ADMINISTRATOR',
    rule: 'No role has an administrator policy of AWS',
    source: 'CKV_AWS_274',
    types: ['aws_iam_role_policy_attachment'],
    check: ({ attributes }) =>
      /policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/.test(String(attributes['policy_arn']))
        ? `${String(attributes['policy_arn']).split('/').pop()} is attached; use a policy with the actions the role needs`
        : undefined,
  },
  {
    id: 'IAM-TRUST',
    rule: 'A role is assumed by a named service or by named workflows',
    source: 'CKV_AWS_60, CKV_AWS_61, CKV_AWS_393',
    types: ['aws_iam_role'],
    check: ({ attributes }, { providers }) => {
      const accounts = providers.flatMap((provider) => (provider['allowed_account_ids'] ?? []) as readonly string[])
      const isForeign = (principal: string) => !accounts.some((account) => principal === account || principal.includes(`::${account}:`))
      const open = statementsOf(attributes['assume_role_policy']).find(({ Principal, Condition }) => {
        if (typeof Principal !== 'object' || Principal === null) return true
        if ('AWS' in Principal && list(Principal.AWS as string | readonly string[]).some((name) => name.includes('*') || isForeign(name))) return true
        if (!('Federated' in Principal)) return false
        const subjects = Object.entries(Condition?.['StringEquals'] ?? {}).filter(([key]) => key.endsWith(':sub'))
        return subjects.length === 0 || JSON.stringify(subjects).includes('*')
      })
      return open === undefined ? undefined : `statement ${open.Sid ?? ''} lets anybody assume the role; name the principal, or the subjects of the identity provider`
    },
  },
  {
    id: 'IAM-BOUNDARY',
    rule: 'A role can never have more than the boundary of its deployment',
    source: 'design: least privilege; IAM permissions boundaries',
    types: ['aws_iam_role'],
    check: ({ attributes }) => (attributes['permissions_boundary'] === undefined ? 'set permissions_boundary, or use ServiceRole' : undefined),
  },
]
