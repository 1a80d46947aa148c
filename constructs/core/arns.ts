import type { Deployment } from '../../config/schema/deployment'
import { bucketName, permissionsBoundaryName, resourceName, secretName } from './names'

/** ARN that follows from the configuration, so that no layer has to ask another one for it. */
export const arn = (deployment: Deployment, service: string, resource: string, region = deployment.account.region) =>
  `arn:${deployment.account.partition}:${service}:${region}:${deployment.account.id}:${resource}`

/** ARN of a service without region, e.g. IAM. */
export const globalArn = (deployment: Deployment, service: string, resource: string) => arn(deployment, service, resource, '')

/** ARN of a bucket of the deployment by its purpose. */
export const bucketArn = (deployment: Deployment, purpose: string) =>
  `arn:${deployment.account.partition}:s3:::${bucketName(deployment, purpose)}`

/** ARN of the policy that limits every role of the deployment. */
export const permissionsBoundaryArn = (deployment: Deployment) => globalArn(deployment, 'iam', `policy/${permissionsBoundaryName(deployment)}`)

/** ARN of the topic that alarms go to. */
export const alarmTopicArn = (deployment: Deployment) => arn(deployment, 'sns', resourceName(deployment, 'sns-topic', 'alarms'))

/** Pattern of a secret's ARN: Secrets Manager adds six characters that nobody can know. */
export const secretArnPattern = (deployment: Deployment, secret: string) =>
  arn(deployment, 'secretsmanager', `secret:${secretName(deployment, secret)}-??????`)
