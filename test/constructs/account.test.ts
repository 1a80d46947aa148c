import type { Deployment } from '../../config/schema/deployment'
import { AlarmTopic, alarmPublisherStatement } from '../../constructs/account/alarm-topic'
import { Budget } from '../../constructs/account/budget'
import { DeliveryRoles } from '../../constructs/account/delivery-roles'
import { GithubIdentity } from '../../constructs/account/github-identity'
import { PermissionsBoundary } from '../../constructs/account/permissions-boundary'
import { policyDocument } from '../../constructs/core/iam'
import { changed, deployment } from '../config/fixtures'
import { resourceAt, resources } from '../synthesized'
import { composed, only } from './compose'
import { decision } from './permissions'

const production = deployment('execora-production')
const stateKeyArn = 'arn:aws:kms:eu-central-1:333333333333:key/state'

const rolesOf = (of: Deployment = production) =>
  composed(of, (layer) => new DeliveryRoles(layer, 'delivery', { deployment: of, stateKeyArn }))

/** What the role may do by the policy of its own; the policies of AWS that are attached allow more, but undo no refusal. */
const may = (role: 'plan' | 'apply', action: string, resource: string, context: Readonly<Record<string, string>> = {}, of?: Deployment) =>
  decision(resourceAt(rolesOf(of), 'aws_iam_role_policy', `delivery/${role}-policy`)['policy'], { action, resource, context })

const assumes = (role: 'plan' | 'apply', subject: string, audience = 'sts.amazonaws.com') => {
  const issuer = 'token.actions.githubusercontent.com'
  return decision(resourceAt(rolesOf(), 'aws_iam_role', `delivery/${role}-role`)['assume_role_policy'], {
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: { Federated: `arn:aws:iam::333333333333:oidc-provider/${issuer}` },
    context: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject },
  })
}

const secretArn = (name: string) => `arn:aws:secretsmanager:eu-central-1:333333333333:secret:/execora/production/${name}-AbCdEf`
const roleArn = (name: string) => `arn:aws:iam::333333333333:role/${name}`

describe('delivery roles', () => {
  test('changes are applied only by workflows that the environment of GitHub has let through', () => {
    expect(assumes('apply', 'repo:example-org/execora:environment:production')).toBe('allowed')
    for (const subject of [
      'repo:example-org/execora:pull_request',
      'repo:example-org/execora:ref:refs/heads/main',
      'repo:example-org/execora:environment:staging',
      'repo:example-org/execora:environment:production-plan',
      'repo:somebody/execora:environment:production',
    ]) {
      expect([subject, assumes('apply', subject)]).toEqual([subject, 'not mentioned'])
    }
  })

  test('changes are planned by workflows that the plan environment of GitHub has let through', () => {
    expect(assumes('plan', 'repo:example-org/execora:environment:production-plan')).toBe('allowed')
    expect(assumes('plan', 'repo:example-org/execora:pull_request')).toBe('not mentioned')
    expect(assumes('plan', 'repo:somebody/execora:environment:production-plan')).toBe('not mentioned')
    expect(assumes('plan', 'repo:example-org/execora:ref:refs/heads/main')).toBe('not mentioned')
  })

  test('a token for somebody else than AWS is worth nothing', () => {
    expect(assumes('apply', 'repo:example-org/execora:environment:production', 'https://example.com')).toBe('not mentioned')
  })

  test('the plan role reads the secrets that Terraform generates and no secret of a third party', () => {
    for (const name of ['database-master', 'database-migrator', 'database-application', 'application']) {
      expect([name, may('plan', 'secretsmanager:GetSecretValue', secretArn(name))]).toEqual([name, 'allowed'])
    }
    for (const [name, { source }] of Object.entries(production.secrets)) {
      const expected = source === 'generated' ? 'allowed' : 'refused'
      expect([name, may('plan', 'secretsmanager:GetSecretValue', secretArn(name))]).toEqual([name, expected])
    }
    const ofStaging = 'arn:aws:secretsmanager:eu-central-1:333333333333:secret:/execora/staging/application-AbCdEf'
    expect(may('plan', 'secretsmanager:GetSecretValue', ofStaging)).toBe('refused')
  })

  test('a secret whose name begins like a readable one stays closed', () => {
    expect(may('plan', 'secretsmanager:GetSecretValue', secretArn('application-of-a-vendor'))).toBe('refused')
  })

  test('the plan role reads the state and takes its lock, and reads no other object, row, message or log line', () => {
    const state = 'arn:aws:s3:::execora-production-state-333333333333'
    expect(may('plan', 's3:GetObject', `${state}/data.tfstate`)).toBe('allowed')
    expect(may('plan', 's3:PutObject', `${state}/data.tfstate.tflock`)).toBe('allowed')
    expect(may('plan', 's3:DeleteObject', `${state}/data.tfstate.tflock`)).toBe('allowed')
    expect(may('plan', 's3:PutObject', `${state}/data.tfstate`)).toBe('not mentioned')
    expect(may('plan', 's3:GetObject', 'arn:aws:s3:::execora-production-uploads-333333333333/passport.pdf')).toBe('refused')
    for (const action of ['dynamodb:Scan', 'logs:GetLogEvents', 'sqs:ReceiveMessage'])
      expect([action, may('plan', action, 'any')]).toEqual([action, 'refused'])
  })

  test('the plan role has the policy of AWS that only reads', () => {
    const attached = (role: string) =>
      resources(rolesOf(), 'aws_iam_role_policy_attachment').filter(({ role: name }) =>
        (name as string).includes(`delivery_${role}-role`),
      )
    expect(attached('plan').map(({ policy_arn }) => policy_arn)).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess'])
  })

  test('the apply role can change neither its own trust nor its own permissions, nor those of the plan role', () => {
    for (const role of ['execora-production-apply', 'execora-production-plan']) {
      for (const action of [
        'iam:UpdateAssumeRolePolicy',
        'iam:PutRolePolicy',
        'iam:DeleteRolePolicy',
        'iam:AttachRolePolicy',
        'iam:DetachRolePolicy',
        'iam:DeleteRole',
      ]) {
        expect([role, action, may('apply', action, roleArn(role))]).toEqual([role, action, 'refused'])
      }
    }
  })

  test('the apply role manages roles of its deployment and no others', () => {
    const withBoundary = { 'iam:PermissionsBoundary': 'arn:aws:iam::333333333333:policy/execora-production-boundary' }
    expect(may('apply', 'iam:CreateRole', roleArn('execora-production-flow-logs'), withBoundary)).toBe('allowed')
    expect(may('apply', 'iam:CreateRole', roleArn('execora-staging-flow-logs'), withBoundary)).toBe('not mentioned')
    expect(may('apply', 'iam:CreateUser', 'arn:aws:iam::333333333333:user/execora-production-somebody')).toBe('not mentioned')
    expect(may('apply', 'iam:CreateAccessKey', roleArn('execora-production-flow-logs'))).toBe('not mentioned')
  })

  test('the apply role gives permissions only to roles with the boundary, and can not take it away', () => {
    const own = roleArn('execora-production-flow-logs')
    const other = { 'iam:PermissionsBoundary': 'arn:aws:iam::333333333333:policy/wide' }
    for (const action of ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy']) {
      expect([action, may('apply', action, own)]).toEqual([action, 'not mentioned'])
      expect([action, may('apply', action, own, other)]).toEqual([action, 'not mentioned'])
    }
    expect(may('apply', 'iam:DeleteRolePermissionsBoundary', own)).toBe('refused')
    expect(may('apply', 'iam:CreatePolicyVersion', 'arn:aws:iam::333333333333:policy/execora-production-boundary')).toBe('refused')
  })

  test('the role of the rotation function is made through CloudFormation only', () => {
    const rotation = roleArn('serverlessrepo-execora-production-rotate')
    expect(may('apply', 'iam:CreateRole', rotation)).toBe('not mentioned')
    expect(may('apply', 'iam:CreateRole', rotation, { 'aws:CalledVia': 'cloudformation.amazonaws.com' })).toBe('allowed')
  })

  test('what the boundary refuses, no policy of a role can allow', () => {
    const boundary = only(composed(production, (layer) => new PermissionsBoundary(layer, 'boundary', { deployment: production })), 'aws_iam_policy')['policy']
    expect(decision(boundary, { action: 's3:PutObject', resource: 'arn:aws:s3:::one/two' })).toBe('allowed')
    for (const action of ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:CreateUser', 'cloudtrail:StopLogging', 'organizations:LeaveOrganization']) {
      expect([action, decision(boundary, { action, resource: 'any' })]).toEqual([action, 'refused'])
    }
  })

  test('the apply role leaves the audit trail and the organization alone', () => {
    for (const action of [
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'guardduty:DeleteDetector',
      'config:StopConfigurationRecorder',
      'organizations:LeaveOrganization',
    ]) {
      expect([action, may('apply', action, 'any')]).toEqual([action, 'refused'])
    }
  })

  test('a session ends within an hour', () => {
    expect(resources(rolesOf(), 'aws_iam_role').map((role) => role['max_session_duration'])).toEqual([3600, 3600])
  })

  test('without a database on RDS nothing is said about its passwords', () => {
    const external = deployment('omnicrm-development')
    const arn = 'arn:aws:secretsmanager:eu-central-1:111111111111:secret:/omnicrm/development/database-master-AbCdEf'
    expect(may('plan', 'secretsmanager:GetSecretValue', arn, {}, external)).toBe('refused')
  })
})

describe('identity provider of GitHub', () => {
  test('it issues tokens for AWS only', () => {
    const json = composed(production, (layer) => new GithubIdentity(layer, 'github', { deployment: production }))
    expect(only(json, 'aws_iam_openid_connect_provider')).toMatchObject({
      url: 'https://token.actions.githubusercontent.com',
      client_id_list: ['sts.amazonaws.com'],
    })
  })
})

describe('alarm topic', () => {
  const of = changed('execora-production', { 'alerts.operators': ['first.one@example.com', 'second@example.com'] })
  const json = composed(of, (layer) => new AlarmTopic(layer, 'alarms', { deployment: of, keyArn: 'key' }))
  const topic = only(json, 'aws_sns_topic')
  const policy = only(json, 'aws_sns_topic_policy')['policy'] as string

  test('it is encrypted and named where alarms look for it', () => {
    expect(topic).toMatchObject({ kms_master_key_id: 'key', name: 'execora-production-alarms' })
  })

  test('every operator is told by e-mail', () => {
    const subscriptions = resources(json, 'aws_sns_topic_subscription')
    expect(subscriptions.map(({ protocol, endpoint }) => [protocol, endpoint])).toEqual([
      ['email', 'first.one@example.com'],
      ['email', 'second@example.com'],
    ])
  })

  test.each(['cloudwatch.amazonaws.com', 'budgets.amazonaws.com', 'events.rds.amazonaws.com'])(
    '%s publishes for this account only, and uses the key for it',
    (service) => {
      const { topic_arn } = { topic_arn: only(json, 'aws_sns_topic_policy')['arn'] as string }
      const publish = { action: 'sns:Publish', resource: topic_arn, principal: { Service: service } }
      const key = { action: 'kms:GenerateDataKey', principal: { Service: service } }
      const keyPolicy = policyDocument(alarmPublisherStatement(of))
      for (const [account, expected] of [
        [of.account.id, 'allowed'],
        ['999999999999', 'not mentioned'],
      ] as const) {
        const context = { 'aws:SourceAccount': account }
        expect(decision(policy, { ...publish, context })).toBe(expected)
        expect(decision(keyPolicy, { ...key, context })).toBe(expected)
      }
    },
  )
})

describe('budget', () => {
  test('it counts what carries the tags of the deployment and tells the topic at each threshold', () => {
    const of = changed('execora-production', { budget: { monthlyUsd: 777, alertPercents: [40, 90], forecastPercent: 110 } })
    const budget = only(
      composed(of, (layer) => new Budget(layer, 'budget', { deployment: of, topicArn: 'topic' })),
      'aws_budgets_budget',
    )
    expect(budget).toMatchObject({ limit_amount: '777.0', limit_unit: 'USD', time_unit: 'MONTHLY', budget_type: 'COST' })
    expect(budget['cost_filter'][0].values).toEqual(['user:System$execora', 'user:Environment$production'])
    const alerts = budget['notification'] as readonly Record<string, unknown>[]
    expect(alerts.map((alert) => [alert['notification_type'], alert['threshold']])).toEqual([
      ['ACTUAL', 40],
      ['ACTUAL', 90],
      ['FORECASTED', 110],
    ])
    expect(alerts.every((alert) => JSON.stringify(alert['subscriber_sns_topic_arns']) === '["topic"]')).toBe(true)
  })
})
