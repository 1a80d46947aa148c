import { createHash } from 'node:crypto'
import type { Deployment } from '../../config/schema/deployment'

/** Longest name that each service accepts. */
const limits = {
  'iam-role': 64, // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  's3-bucket': 63, // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  'rds-identifier': 63, // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
  'sns-topic': 256, // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  'kms-alias': 250, // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  'log-group': 512, // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  'security-group': 255, // https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
  alarm: 255, // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  'lambda-function': 64, // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
} as const

/** Kind of name, by the service that limits it. */
export type NameKind = keyof typeof limits

/**
 * Name of a deployment: `<system>-<environment>`.
 */
export const deploymentId = ({ system, environment }: Pick<Deployment, 'system' | 'environment'>) => `${system}-${environment}`

/**
 * Name of a resource: the deployment and the parts, joined by hyphens. A name that is too long for its service keeps its
 * beginning and ends in a hash of the whole, so that it stays unique and stable.
 */
export const resourceName = (deployment: Deployment, kind: NameKind, ...parts: readonly string[]) => {
  const name = [deploymentId(deployment), ...parts].join('-')
  const limit = limits[kind]
  if (name.length <= limit) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, limit - hash.length - 1).replace(/-+$/, '')}-${hash}`
}

/** Name of the policy that limits every role of the deployment. */
export const permissionsBoundaryName = (deployment: Deployment) => resourceName(deployment, 'iam-role', 'boundary')

/** Name of a bucket. It ends in the account id, because bucket names are unique over all accounts. */
export const bucketName = (deployment: Deployment, purpose: string) =>
  resourceName(deployment, 's3-bucket', purpose, deployment.account.id)

/** Name of a secret: `/<system>/<environment>/<secret>` (R70). */
export const secretName = (deployment: Deployment, secret: string) => `/${deployment.system}/${deployment.environment}/${secret}`
