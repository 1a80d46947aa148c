import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider'
import type { Deployment } from '../../config/schema/deployment'
import { globalArn } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Condition } from '../core/iam'

const issuer = 'token.actions.githubusercontent.com'

/**
 * Trust of a role that workflows of the repository assume without static keys (R126, R127).
 * https://docs.github.com/en/actions/reference/security/oidc
 *
 * @param subjects what may assume the role, e.g. `environment:production`
 */
export const githubTrust = (deployment: Deployment, subjects: readonly string[]) => {
  const condition: Condition = {
    StringEquals: {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: subjects.map((subject) => `repo:${deployment.delivery.repository}:${subject}`),
    },
  }
  return policyDocument({
    Sid: 'AssumedByGitHub',
    Effect: 'Allow',
    Principal: { Federated: globalArn(deployment, 'iam', `oidc-provider/${issuer}`) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  })
}

/** Identity provider of GitHub Actions. An account has one, so that only the owner of shared resources makes it. */
export class GithubIdentity extends DeploymentConstruct {
  readonly provider: IamOpenidConnectProvider

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props)
    this.provider = new IamOpenidConnectProvider(this, 'provider', {
      url: `https://${issuer}`,
      clientIdList: ['sts.amazonaws.com'],
    })
  }
}
