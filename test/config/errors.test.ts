import fc from 'fast-check'
import { deployments } from '../../config'
import type { DeploymentPart, SystemDefinition } from '../../config/compose'
import { mergeParts } from '../../config/compose'
import { environments } from '../../config/environments'
import { ConfigurationError, type Finding } from '../../config/findings'
import { deploymentRules } from '../../config/rules'
import { deploymentSchema, type Deployment } from '../../config/schema/deployment'
import { systems } from '../../config/systems'
import { all, input, nameOf, schemaFindings } from './fixtures'

const withPart = (system: string, environment: string, part: DeploymentPart): readonly SystemDefinition[] =>
  systems.map((definition) =>
    definition.system === system
      ? {
          ...definition,
          environments: {
            ...definition.environments,
            [environment]: mergeParts(definition.environments[environment] ?? {}, part),
          },
        }
      : definition,
  )

const errorOf = (definitions: readonly SystemDefinition[], presets = environments): ConfigurationError => {
  try {
    deployments(presets, definitions)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  throw new Error('the configuration is valid')
}

/** Ten mistakes of different kinds: value, format, type, spelling, variant, reference, arithmetic, protection, name and fleet. */
const tenMistakes = (() => {
  const broken = [
    withPart('real-estate-crm', 'production', {
      services: { api: { database: { access: 'application', poolSize: 20 }, image: { reference: 'latest' } } },
      network: { natGateways: 'single' },
      redis: { instances: { session: { evictionPolicy: 'allkeys-lru' } } },
    }),
    withPart('crm-vision', 'staging', {
      database: { backup: { retentionDays: 400, window: '3am' } },
      edge: { domian: 'crm-vision.example.com' },
      redis: { driver: { kind: 'cluster' } },
      variables: { 'smtp-host': 'mail.example.com' },
    } as unknown as DeploymentPart),
    withPart('execora', 'staging', { network: { cidr: '10.22.0.0/16' } }),
  ]
  return systems.map(
    (definition, index) =>
      broken.map((definitions) => definitions[index]).find((changed) => changed !== definition) ?? definition,
  )
})()

describe('an invalid configuration', () => {
  const error = errorOf(tenMistakes)

  test('reports ten mistakes of different kinds at once, each with deployment, path and remedy', () => {
    const seen = error.findings.map(({ deployment, path }) => `${deployment} ${path}`)
    expect(seen.sort()).toEqual([
      'crm-vision-staging database.backup.retentionDays',
      'crm-vision-staging database.backup.window',
      'crm-vision-staging edge.domian',
      'crm-vision-staging redis.driver.kind',
      'crm-vision-staging variables.smtp-host',
      'execora-staging network.cidr',
      'real-estate-crm-production network.natGateways',
      'real-estate-crm-production redis.instances.session.evictionPolicy',
      'real-estate-crm-production services.api.database.poolSize',
      'real-estate-crm-production services.api.image.reference',
    ])
    for (const { problem, remedy } of error.findings) {
      expect(problem).not.toBe('')
      expect(remedy).not.toBe('')
      expect(`${problem}${remedy}`).not.toMatch(/Invalid|undefined|NaN|\[object/)
    }
  })

  test('is told as a person reads it', () => {
    expect(error.message).toMatchSnapshot()
  })

  test('is told in 100 columns', () => {
    const long = error.message.split('\n').filter((line) => line.length > 100)
    expect(long).toEqual([])
  })

  test('tells a mistake of a preset once, with every deployment it is in', () => {
    const presets = environments.map((preset) =>
      preset.environment === 'production'
        ? { ...preset, deployment: mergeParts(preset.deployment, { delivery: { reviewers: 0 } }) }
        : preset,
    )
    const error = errorOf(systems, presets)
    expect(error.findings).toHaveLength(4)
    expect(error.message.split('\n').slice(0, 4)).toEqual([
      'The configuration has one mistake:',
      '',
      '  delivery.reviewers',
      '    in     real-estate-crm-production, crm-vision-production, omnicrm-production, execora-production',
    ])
  })

  test('gives no deployment at all', () => {
    expect(() => deployments(environments, tenMistakes)).toThrow(ConfigurationError)
  })
})

describe('the schema', () => {
  const leaves = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, nested]) => leaves(nested, [...path, key]))
      : [path]
  const branches = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
    typeof value === 'object' && value !== null
      ? [
          ...(path.length === 0 ? [] : [path]),
          ...Object.entries(value).flatMap(([key, nested]) => branches(nested, [...path, key])),
        ]
      : [path]

  const names = all.map(nameOf)
  const somewhere = (paths: (value: unknown) => readonly (readonly string[])[]) =>
    fc
      .constantFrom(...names)
      .chain((name) => fc.record({ name: fc.constant(name), path: fc.constantFrom(...paths(input(name))) }))
  const nonsense = fc.constantFrom<unknown>({ nonsense: true }, null, Symbol.for('x').description, -1, [[]], '', Number.NaN)

  test('finds a value of the wrong kind at its path', () => {
    fc.assert(
      fc.property(somewhere(leaves), ({ name, path }) => {
        const findings = schemaFindings(name, { [path.join('.')]: { nonsense: true } })
        expect(findings.map((finding) => finding.path)).toContain(path.join('.'))
      }),
      { numRuns: 150 },
    )
  })

  test('and the rules never throw, whatever is missing or wrong', () => {
    fc.assert(
      fc.property(somewhere(branches), fc.option(nonsense, { nil: undefined }), ({ name, path }, value) => {
        const changes = { [path.join('.')]: value }
        const findings: readonly Omit<Finding, 'deployment'>[] = schemaFindings(name, changes)
        const parsed = deploymentSchema.safeParse(input(name, changes))
        const ruled = parsed.success ? Object.values(deploymentRules).flatMap((rule) => rule(parsed.data as Deployment)) : []
        for (const finding of [...findings, ...ruled]) {
          expect(finding.path).not.toBe('')
          expect(finding.remedy).not.toMatch(/Invalid|undefined|NaN/)
        }
        expect(parsed.success).toBe(findings.length === 0)
      }),
      { numRuns: 150 },
    )
  })

  test('finds a required section that is missing at its path', () => {
    for (const section of Object.keys(deploymentSchema.shape)) {
      const findings = schemaFindings('omnicrm-production', { [section]: undefined })
      expect(findings.map(({ path }) => path.split('.')[0])).toContain(section)
    }
  })

  test.each([
    ['0 2 * * *', true],
    ['*/15 8-18 * * 1-5', true],
    ['0 0,12 1 1 *', true],
    ['60 2 * * *', false],
    ['0 24 * * *', false],
    ['0 2 0 * *', false],
    ['0 2 * 13 *', false],
    ['0 2 * * 8', false],
    ['0 2 * *', false],
    ['0 5-2 * * *', false],
    ['0 */0 * * *', false],
    ['@daily', false],
  ])('takes %s as a schedule: %s', (schedule, valid) => {
    expect(schemaFindings('omnicrm-production', { 'redis.backup.schedule': schedule })).toHaveLength(valid ? 0 : 1)
  })
})
