/** Condition block of an IAM statement. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

/** Statement of an IAM policy. `Sid` is required: it is what a reviewer reads. */
export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>
  readonly Action?: string | readonly string[]
  readonly NotAction?: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly NotResource?: string | readonly string[]
  readonly Condition?: Condition
}

/** IAM policy document as JSON. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export const policyDocument = (...statements: readonly Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })

/**
 * Trust policy for an AWS service.
 *
 * @param accountId account on whose behalf the service has to act; left out for services that do not say, such as RDS Proxy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const serviceTrust = (service: string, accountId?: string) =>
  policyDocument({
    Sid: 'AssumedByService',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(accountId === undefined ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': accountId } } }),
  })
