import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group'
import { DbEventSubscription } from '@cdktf/provider-aws/lib/db-event-subscription'
import { App, Construct } from '../../constructs/core/cdktf'
import { requiredTags } from '../../constructs/core/tags'
import { waive, waiversOf } from '../../constructs/core/waiver'
import { composeDeployment } from '../../stacks'
import { deployment } from '../config/fixtures'
import { allResources, composed, TestLayer } from './compose'

const production = deployment('omnicrm-production')
const local = deployment('omnicrm-local')
const reason = 'a test needs something that is not encrypted'

describe('waivers', () => {
  test('one holds for its construct and everything below it, and for nothing beside or above it', () => {
    const layer = new TestLayer(production, () => undefined)
    const inner = new Construct(new Construct(layer, 'outer'), 'inner')
    const outer = inner.node.scope as Construct
    const beside = new Construct(layer, 'beside')
    waive(outer, 'LOGS-ENCRYPTION', reason)
    expect(waiversOf(outer)).toEqual([{ policy: 'LOGS-ENCRYPTION', reason }])
    expect(waiversOf(inner)).toEqual([{ policy: 'LOGS-ENCRYPTION', reason }])
    expect(waiversOf(beside)).toEqual([])
    expect(waiversOf(layer)).toEqual([])
  })

  test('several add up', () => {
    const layer = new TestLayer(production, () => undefined)
    const inner = new Construct(layer, 'inner')
    waive(layer, 'SNS-ENCRYPTION', reason)
    waive(inner, 'LOGS-ENCRYPTION', reason)
    expect(
      waiversOf(inner)
        .map(({ policy }) => policy)
        .sort(),
    ).toEqual(['LOGS-ENCRYPTION', 'SNS-ENCRYPTION'])
  })
})

describe('emulator limits', () => {
  const withEvents = (layer: TestLayer) => {
    const inner = new Construct(layer, 'inner')
    new DbEventSubscription(inner, 'events', { snsTopic: 'topic' })
    new CloudwatchLogGroup(inner, 'logs', { name: 'logs' })
  }

  test('what no emulator knows is left out locally, and nothing else', () => {
    expect(allResources(composed(local, withEvents)).map(({ type }) => type)).toEqual(['aws_cloudwatch_log_group'])
  })

  test('nothing is left out on AWS', () => {
    expect(
      allResources(composed(production, withEvents))
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['aws_cloudwatch_log_group', 'aws_db_event_subscription'])
  })
})

describe('layer', () => {
  test('its provider works in the account of the deployment only and tags everything', () => {
    const [provider] = composed(production, () => undefined).provider.aws
    expect(provider).toMatchObject({ region: 'eu-central-1', allowed_account_ids: ['333333333333'] })
    const { tags } = provider!['default_tags'][0]
    expect(requiredTags.filter((tag) => !tags[tag])).toEqual([])
    expect(tags).toMatchObject({ System: 'omnicrm', Environment: 'production', Layer: 'data' })
  })

  test('the provider of the recovery region tags everything too', () => {
    const json = composed(production, (layer) => layer.addRecoveryProvider())
    const [own, recovery] = json.provider.aws
    expect(recovery).toMatchObject({ alias: 'recovery', region: 'eu-west-1', allowed_account_ids: ['333333333333'] })
    expect(recovery?.['default_tags']).toEqual(own?.['default_tags'])
  })

  test('credentials are never part of a provider', () => {
    for (const candidate of [production, local]) {
      const [provider] = composed(candidate, () => undefined).provider.aws
      expect(Object.keys(provider ?? {}).filter((key) => /access_key|secret_key|token|profile/.test(key))).toEqual([])
    }
  })

  test('the layers of a deployment depend on each other in the order of their deployment', () => {
    const { bootstrap, network, data, recovery } = composeDeployment(new App({ stackTraces: false }), production)
    expect(network.dependencies).toContain(bootstrap)
    expect(data.dependencies).toContain(network)
    expect(recovery.dependencies).toContain(data)
  })
})
