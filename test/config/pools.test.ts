import fc from 'fast-check'
import { databaseConnections, peakInstances, poolSize } from '../../config/pools'
import { deploymentRules } from '../../config/rules'
import { changed, deployment } from './fixtures'

const poolsFitDatabase = deploymentRules.poolsFitDatabase
if (poolsFitDatabase === undefined) throw new Error('the rule has another name')

describe('pools', () => {
  test("the report's ten instances of one service get nine connections each (C7)", () => {
    const alone = changed('real-estate-crm-production', {
      'services.worker.database': { access: 'none' },
      'services.api.rollout.maxSurge': 0,
    })
    expect(poolSize(alone, 'api')).toBe(9)
  })

  test('instances that a rollout adds count too', () => {
    expect(peakInstances(deployment('real-estate-crm-production').services.api ?? fail())).toBe(11)
    expect(poolSize(deployment('real-estate-crm-production'), 'api')).toBe(5)
  })

  test('a singleton ends before the next one starts', () => {
    expect(peakInstances(deployment('execora-production').services.scheduler ?? fail())).toBe(1)
  })

  test('two versions run at once in a blue-green rollout', () => {
    const scaling = { kind: 'fixed', instances: 4, singleton: false } as const
    expect(peakInstances({ scaling, rollout: { strategy: 'blue-green', maxUnavailable: 0, maxSurge: 1 } })).toBe(8)
  })

  test('a service that says how many leaves the rest to the others', () => {
    const crm = changed('real-estate-crm-production', { 'services.api.database.poolSize': 6 })
    expect(poolSize(crm, 'api')).toBe(6)
    expect(poolSize(crm, 'worker')).toBe(4)
    expect(poolsFitDatabase(crm)).toEqual([])
  })

  test('a proxy gives every instance the largest pool', () => {
    expect(poolSize(deployment('omnicrm-production'), 'web')).toBe(20)
  })

  test('a service without a database has no pool', () => {
    expect(poolSize(deployment('crm-vision-production'), 'frontend')).toBe(0)
    expect(poolSize(deployment('crm-vision-production'), 'nobody')).toBe(0)
  })

  const instances = fc.integer({ min: 1, max: 40 })
  const explicit = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined })

  test('what the rule accepts never takes more connections than the budget leaves', () => {
    fc.assert(
      fc.property(
        fc.record({
          budget: fc.integer({ min: 1, max: 500 }),
          reserved: fc.integer({ min: 1, max: 50 }),
          most: fc.integer({ min: 1, max: 40 }),
          api: instances,
          worker: instances,
          apiSurge: fc.integer({ min: 0, max: 5 }),
          apiPool: explicit,
          workerPool: explicit,
        }),
        ({ budget, reserved, most, api, worker, apiSurge, apiPool, workerPool }) => {
          const crm = changed('real-estate-crm-production', {
            'database.connections': { budget, reserved },
            'database.pool.maxPerInstance': most,
            'services.api.scaling.maxInstances': api,
            'services.worker.scaling.maxInstances': worker,
            'services.api.rollout.maxSurge': apiSurge,
            'services.api.database.poolSize': apiPool,
            'services.worker.database.poolSize': workerPool,
          })
          const taken = databaseConnections(crm).reduce((sum, { connections }) => sum + connections, 0)
          const findings = poolsFitDatabase(crm)
          const sizes = databaseConnections(crm).map((service) => service.poolSize)
          // Refused exactly when it does not fit, or when somebody would get nothing.
          expect(findings.length === 0).toBe(taken <= budget - reserved && sizes.every((size) => size > 0))
          for (const { remedy } of findings) expect(remedy).not.toBe('')
        },
      ),
      { numRuns: 60 },
    )
  })

  test('what the remedy names is accepted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 10, max: 30 }),
        (budget, pool, api) => {
          const change = (poolOfEach: number, connections: number) =>
            changed('real-estate-crm-production', {
              'database.connections.budget': connections,
              'services.api.scaling.maxInstances': api,
              'services.api.database.poolSize': poolOfEach,
              'services.worker.database.poolSize': poolOfEach,
            })
          const [finding] = poolsFitDatabase(change(pool, budget))
          if (finding === undefined) return
          const most = /use at most (\d+)/.exec(finding.remedy)?.[1]
          if (most !== undefined) expect(poolsFitDatabase(change(Number(most), budget))).toEqual([])
          const raised = /budget to (\d+)/.exec(finding.remedy)?.[1]
          expect(poolsFitDatabase(change(pool, Number(raised)))).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })
})

const fail = (): never => {
  throw new Error('no such service')
}
