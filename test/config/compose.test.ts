import { deployments } from '../../config'
import { compose, mergeParts, type DeploymentPart, type EnvironmentPreset } from '../../config/compose'
import { environments } from '../../config/environments'
import { systems } from '../../config/systems'
import { all, deployment } from './fixtures'

const preset: EnvironmentPreset = {
  environment: 'test',
  deployment: {
    network: { availabilityZones: ['eu-central-1a', 'eu-central-1b'], natGateways: 'single' },
    database: { provider: 'rds', instanceClass: 'db.t4g.small' },
    edge: { cdn: { enabled: false } },
  },
  services: { http: { port: 3000, probes: { periodSeconds: 30 } }, worker: { concurrency: 1 } },
  cidrs: { shop: '10.1.0.0/16' },
}

const composed = (deploymentPart: DeploymentPart, environment: DeploymentPart = {}) =>
  compose(preset, { system: 'shop', deployment: deploymentPart, environments: { test: environment } }) as Record<
    string,
    Record<string, unknown>
  >

describe('composing a deployment', () => {
  test('merges records key by key, and gives the range of the system', () => {
    expect(composed({ network: { natGateways: 'one-per-availability-zone' } }).network).toEqual({
      cidr: '10.1.0.0/16',
      availabilityZones: ['eu-central-1a', 'eu-central-1b'],
      natGateways: 'one-per-availability-zone',
    })
  })

  test('replaces a list', () => {
    expect(composed({ network: { availabilityZones: ['eu-central-1c'] } }).network).toMatchObject({
      availabilityZones: ['eu-central-1c'],
    })
  })

  test('replaces a value by another variant of its union', () => {
    expect(composed({}, { database: { provider: 'external', vendor: 'Supabase' } }).database).toEqual({
      provider: 'external',
      vendor: 'Supabase',
    })
  })

  test('keeps merging into the other variant', () => {
    const edge = composed(
      { edge: { cdn: { enabled: true, cachedPaths: ['/a/*'] } } },
      { edge: { cdn: { cachedPaths: ['/b/*'] } } },
    ).edge
    expect(edge).toEqual({ cdn: { enabled: true, cachedPaths: ['/b/*'] } })
  })

  test('gives a service what the environment says about its kind', () => {
    const { services } = composed({
      services: { api: { kind: 'http', probes: { path: '/health' } }, mail: { kind: 'worker', concurrency: 5 } },
    })
    expect(services).toEqual({
      api: { kind: 'http', port: 3000, probes: { periodSeconds: 30, path: '/health' } },
      mail: { kind: 'worker', concurrency: 5 },
    })
  })

  test('leaves nonsense to the schema', () => {
    expect(() =>
      composed({ services: { api: null, web: 'x', job: { kind: 'toString' } } } as unknown as DeploymentPart),
    ).not.toThrow()
  })

  test('changes none of its parts', () => {
    const part: DeploymentPart = { network: { availabilityZones: ['eu-central-1c'] } }
    mergeParts(preset.deployment, part)
    expect(preset.deployment.network?.availabilityZones).toHaveLength(2)
    expect(part).toEqual({ network: { availabilityZones: ['eu-central-1c'] } })
  })
})

describe('deployments', () => {
  test('are frozen to the last value', () => {
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen))
    expect(isFrozen(all)).toBe(true)
    const crm = deployment('real-estate-crm-production') as unknown as { network: { availabilityZones: string[] } }
    expect(() => crm.network.availabilityZones.push('eu-central-1d')).toThrow(TypeError)
  })

  test('are the same every time', () => {
    expect(JSON.stringify(deployments())).toBe(JSON.stringify(deployments()))
  })

  test('come in the order of systems and environments', () => {
    const order = systems.flatMap(({ system }) => environments.map(({ environment }) => `${system}-${environment}`))
    expect(all.map(({ system, environment }) => `${system}-${environment}`)).toEqual(order)
  })
})
