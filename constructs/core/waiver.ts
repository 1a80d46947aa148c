import type { IConstruct } from './cdktf'

const waiverType = 'blueprint:waiver'

/** A policy finding that is accepted for a construct and everything below it. */
export interface Waiver {
  readonly policy: string
  readonly reason: string
}

/**
 * Accepts a finding of a policy for a construct and everything below it.
 *
 * @param policy id of the policy, e.g. `S3-ENCRYPTION-KMS`
 * @param reason sentence that says why; it appears in the review report
 */
export const waive = (construct: IConstruct, policy: string, reason: string) => {
  construct.node.addMetadata(waiverType, { policy, reason } satisfies Waiver)
}

/** Waivers that hold for a construct: its own and those of the constructs around it. */
export const waiversOf = (construct: IConstruct): readonly Waiver[] =>
  construct.node.scopes.flatMap((scope) =>
    scope.node.metadata.filter(({ type }) => type === waiverType).map(({ data }) => data as Waiver),
  )
