import fc from 'fast-check'
import { bucketName, deploymentId, resourceName, secretName, type NameKind } from '../../constructs/core/names'
import type { Deployment } from '../../config/schema/deployment'
import { deployment } from '../config/fixtures'

/** Limits as the services document them. */
const longest: Readonly<Record<NameKind, number>> = {
  'iam-role': 64,
  's3-bucket': 63,
  'rds-identifier': 63,
  'sns-topic': 256,
  'kms-alias': 250,
  'log-group': 512,
  'security-group': 255,
  alarm: 255,
  'lambda-function': 64,
}

const kinds = Object.keys(longest) as NameKind[]
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,10})?$/)
const named = (system: string, environment: string): Deployment => ({ ...deployment('omnicrm-production'), system, environment })

describe('names', () => {
  test('no name is longer than its service accepts, and every name begins with its deployment', () => {
    fc.assert(
      fc.property(
        word,
        word,
        fc.array(word, { maxLength: 12 }),
        fc.constantFrom(...kinds),
        (system, environment, parts, kind) => {
          const name = resourceName(named(system, environment), kind, ...parts)
          expect(name.length).toBeLessThanOrEqual(longest[kind])
          expect(name.startsWith(`${system}-${environment}`)).toBe(true)
          expect(name).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/)
          expect(name).not.toContain('--')
        },
      ),
    )
  })

  test('a name that fits is the deployment and the parts', () => {
    expect(resourceName(named('crm', 'production'), 'rds-identifier', 'primary', 'final')).toBe('crm-production-primary-final')
  })

  test('names that are too long differ although their beginnings are the same', () => {
    const long = named('a-system-with-long-name', 'an-environment-of-its-own')
    const one = resourceName(long, 'iam-role', 'replication-of-the-bucket', 'first')
    const other = resourceName(long, 'iam-role', 'replication-of-the-bucket', 'second')
    expect(one).not.toBe(other)
    expect(one.slice(0, 50)).toBe(other.slice(0, 50))
    expect(one.length).toBeLessThanOrEqual(64)
  })

  test('a shortened name stays the same from one synthesis to the next', () => {
    const long = named('a-system-with-long-name', 'an-environment-of-its-own')
    expect(resourceName(long, 'iam-role', 'replication-of-the-bucket')).toBe(
      'a-system-with-long-name-an-environment-of-its-own-repli-5e6af20c',
    )
  })

  test('a bucket is named after its account, because bucket names are unique over all accounts', () => {
    const production = deployment('omnicrm-production')
    expect(bucketName(production, 'state')).toBe(`omnicrm-production-state-${production.account.id}`)
  })

  test('a secret is named by system and environment, so that a role can be limited to a path', () => {
    expect(secretName(deployment('execora-staging'), 'openai')).toBe('/execora/staging/openai')
  })

  test('a deployment is named by system and environment', () => {
    expect(deploymentId({ system: 'execora', environment: 'staging' })).toBe('execora-staging')
  })
})
