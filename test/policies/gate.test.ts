import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group'
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic'
import type { Deployment } from '../../config/schema/deployment'
import { App, Construct } from '../../constructs/core/cdktf'
import { waive } from '../../constructs/core/waiver'
import { describePolicyFinding } from '../../policies/gate'
import { changed, deployment } from '../config/fixtures'
import { TestLayer } from '../constructs/compose'

const production = deployment('omnicrm-production')
const reason = 'the vendor of the test can not read encrypted logs'

/** Two log groups with the same two mistakes, in folders of their own. */
const build = (layer: TestLayer) => {
  for (const folder of ['one', 'another-one']) {
    const construct = new Construct(layer, folder)
    new CloudwatchLogGroup(construct, 'logs', { name: `/test/${folder}` })
  }
}

const findingsOf = (of: Deployment, extend: (layer: TestLayer) => void = () => undefined) => {
  const layer = new TestLayer(of, (scope) => {
    build(scope)
    extend(scope)
  })
  layer.prepareStack()
  return layer.findings.map(({ policy, path }) => `${policy} ${path.split('/').slice(1).join('/')}`)
}

const all = [
  'DATA-PREVENT-DESTROY another-one/logs',
  'DATA-PREVENT-DESTROY one/logs',
  'LOGS-ENCRYPTION another-one/logs',
  'LOGS-ENCRYPTION one/logs',
]

const withWaiver = (policy: string, path: string) => changed('omnicrm-production', { waivers: [{ policy, path, reason }] })

describe('waivers', () => {
  test('without one everything is found', () => {
    expect(findingsOf(production).sort()).toEqual(all)
  })

  test('one in the code silences one policy at its construct', () => {
    const found = findingsOf(production, (layer) =>
      waive(layer.node.findChild('one').node.findChild('logs'), 'LOGS-ENCRYPTION', reason),
    )
    expect(found.sort()).toEqual(all.filter((finding) => finding !== 'LOGS-ENCRYPTION one/logs'))
  })

  test('one in the code for a construct silences what is below it', () => {
    const found = findingsOf(production, (layer) => {
      new SnsTopic(layer.node.findChild('one') as Construct, 'topic', {})
      waive(layer.node.findChild('one'), 'SNS-ENCRYPTION', reason)
    })
    expect(found.sort()).toEqual(all)
  })

  test('one in the configuration silences one policy at its path', () => {
    const found = findingsOf(withWaiver('LOGS-ENCRYPTION', 'omnicrm-production-data/one/logs'))
    expect(found.sort()).toEqual(all.filter((finding) => finding !== 'LOGS-ENCRYPTION one/logs'))
  })

  test('one in the configuration for the end of a path silences what is named so, and nothing whose name only ends so', () => {
    const found = findingsOf(withWaiver('LOGS-ENCRYPTION', 'one/logs'))
    expect(found.sort()).toEqual(all.filter((finding) => finding !== 'LOGS-ENCRYPTION one/logs'))
  })

  test('one for another policy or another path silences nothing', () => {
    expect(findingsOf(withWaiver('SNS-ENCRYPTION', 'one/logs')).sort()).toEqual(all)
    expect(findingsOf(withWaiver('LOGS-ENCRYPTION', 'two/logs')).sort()).toEqual(all)
  })

  test('one of another deployment silences nothing', () => {
    expect(
      findingsOf(
        changed('omnicrm-staging', {
          waivers: [{ policy: 'LOGS-ENCRYPTION', path: 'omnicrm-production-data/one/logs', reason }],
        }),
      ).sort(),
    ).toEqual(all)
  })

  test('one without a sentence as its reason is refused by the schema', () => {
    expect(() =>
      changed('omnicrm-production', { waivers: [{ policy: 'LOGS-ENCRYPTION', path: 'one/logs', reason: 'because' }] }),
    ).toThrow(/reason/)
  })
})

describe('gate', () => {
  let folder: string
  beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'gate-')), 'cdktf.out')))
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

  const synthesize = (extend: (layer: TestLayer) => void) => {
    const app = new App({ stackTraces: false, outdir: folder })
    const layer = new TestLayer(production, extend, app)
    app.synth()
    return layer
  }

  test('a layer with a finding is not synthesized, and the message names policy, construct, address and remedy', () => {
    expect(() => synthesize(build)).toThrow(
      /LOGS-ENCRYPTION {2}omnicrm-production-data\/one\/logs\s+aws_cloudwatch_log_group\.one_logs_\w+: set kms_key_id/,
    )
  })

  test('nothing of it is written', () => {
    expect(() => synthesize(build)).toThrow()
    const files = existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : []
    expect(files.map(({ name }) => name)).toEqual([])
  })

  test('every finding is named at once', () => {
    let message = ''
    try {
      synthesize(build)
    } catch (error) {
      message = (error as Error).message
    }
    for (const finding of all) {
      const [policy, path] = finding.split(' ')
      expect(message).toContain(`${policy}  omnicrm-production-data/${path}`)
    }
  })

  test('a layer without a finding is written', () => {
    synthesize(
      (layer) =>
        new CloudwatchLogGroup(layer, 'logs', {
          name: '/test',
          kmsKeyId: 'key',
          retentionInDays: 1,
          lifecycle: { preventDestroy: true },
        }),
    )
    expect(existsSync(join(folder, 'stacks', 'omnicrm-production-data', 'cdk.tf.json'))).toBe(true)
  })

  test('a finding is told on two lines: what and where, then the resource and what would be right', () => {
    expect(describePolicyFinding({ policy: 'P-1', path: 'a/b', address: 'aws_x.y', problem: 'set z' })).toBe(
      'P-1  a/b\n    aws_x.y: set z',
    )
  })
})
