import type { Deployment } from '../../config/schema/deployment'
import { ApplicationSecrets } from '../../constructs/secrets/application-secrets'
import { PasswordRotation } from '../../constructs/secrets/password-rotation'
import { readBack } from '../../constructs/secrets/read-back'
import { Secret } from '../../constructs/secrets/secret'
import { SecretValue } from '../../constructs/secrets/secret-value'
import { TerraformOutput } from '../../constructs/core/cdktf'
import { changed, deployment } from '../config/fixtures'
import { resourceAt, resources } from '../synthesized'
import { allResources, composed, only, referenceTo, type TestLayer } from './compose'
import { decision } from './permissions'

const production = deployment('execora-production')
const keyArn = 'arn:aws:kms:eu-central-1:333333333333:key/own'

const addSecret = (layer: TestLayer, of: Deployment = production, name = 'database-application') => {
  const secret = new Secret(layer, name, { deployment: of, name, description: 'a user of the database', keyArn })
  const value = new SecretValue(layer, `${name}-value`, {
    secret,
    known: { username: 'someone' },
    generated: { password: 40 },
    generation: 3,
  })
  return { secret, value }
}

describe('secret', () => {
  const json = composed(
    production,
    (layer) => new Secret(layer, 'secret', { deployment: production, name: 'openai', description: 'key of a vendor', keyArn }),
  )

  test('it is named by its deployment, encrypted with the given key and brought back within 30 days', () => {
    expect(only(json, 'aws_secretsmanager_secret')).toMatchObject({
      name: '/execora/production/openai',
      kms_key_id: keyArn,
      recovery_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    })
  })

  test('where deletion protection is released its name is free at once', () => {
    const local = deployment('execora-local')
    const released = composed(
      local,
      (layer) => new Secret(layer, 'secret', { deployment: local, name: 'openai', description: 'key of a vendor', keyArn }),
    )
    expect(only(released, 'aws_secretsmanager_secret')).toMatchObject({
      recovery_window_in_days: 0,
      lifecycle: { prevent_destroy: false },
    })
  })

  test('another account is refused, services of AWS are not', () => {
    const { policy, block_public_policy } = only(json, 'aws_secretsmanager_secret_policy')
    const read = (account: string, isService: string) =>
      decision(policy, {
        action: 'secretsmanager:GetSecretValue',
        resource: 'any',
        principal: { AWS: 'anybody' },
        context: { 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': isService },
      })
    expect(read('999999999999', 'false')).toBe('refused')
    expect(read(production.account.id, 'false')).toBe('not mentioned')
    expect(read('999999999999', 'true')).toBe('not mentioned')
    expect(block_public_policy).toBe(true)
  })
})

describe('value of a secret', () => {
  const json = composed(production, addSecret)
  const version = only(json, 'aws_secretsmanager_secret_version')
  const [[name, random] = ['', {}]] = Object.entries(json.ephemeral?.['aws_secretsmanager_random_password'] ?? {})

  test('it is drawn while Terraform runs, once the secret exists', () => {
    expect(random).toMatchObject({ password_length: 40, exclude_punctuation: true })
    // What is unknown until the secret exists puts the draw off until then.
    const secretArn = referenceTo(json, 'aws_secretsmanager_secret', 'database-application/secret', 'arn').slice(2, -1)
    expect(JSON.stringify(random)).toContain(secretArn)
  })

  test('it is written by the write-only argument, beside what is known', () => {
    expect(version['secret_string_wo']).toContain(`ephemeral.aws_secretsmanager_random_password.${name}.random_password`)
    expect(version['secret_string_wo']).toContain('"username" = "someone"')
    expect([version['secret_string'], version['secret_binary']]).toEqual([undefined, undefined])
  })

  test('a new generation draws a new value', () => {
    expect(version['secret_string_wo_version']).toBe(3)
  })

  test('what is used is read back from what is stored', () => {
    const read = composed(production, (layer) => {
      new TerraformOutput(layer, 'password', { value: readBack(layer, addSecret(layer).value, 'password') })
    })
    const [[storedName, stored] = ['', {}]] = Object.entries(read.ephemeral?.['aws_secretsmanager_secret_version'] ?? {})
    expect(stored).toEqual({
      secret_id: referenceTo(read, 'aws_secretsmanager_secret_version', 'database-application-value/version', 'secret_id'),
    })
    expect(read.output?.['password']?.['value']).toContain(
      `ephemeral.aws_secretsmanager_secret_version.${storedName}.secret_string`,
    )
    expect(read.output?.['password']?.['value']).toMatch(/^\$\{jsondecode\(.*\.password\}$/)
  })
})

describe('secrets of the configuration', () => {
  const json = composed(production, (layer) => new ApplicationSecrets(layer, 'secrets', { deployment: production, keyArn }))

  test('each has its owner, its source and the days until somebody is reminded to renew it', () => {
    for (const [name, { owner, source, rotationReminderDays }] of Object.entries(production.secrets)) {
      expect(resourceAt(json, 'aws_secretsmanager_secret', `secrets/${name}/secret`)['tags']).toEqual({
        SecretOwner: owner,
        SecretSource: source,
        RotationReminderDays: String(rotationReminderDays),
      })
    }
  })

  test('only generated ones get a value, with one random part for each key in its length', () => {
    const generated = Object.entries(production.secrets).flatMap(([name, secret]) =>
      secret.source === 'generated' ? [{ name, secret }] : [],
    )
    expect(generated.length).toBeGreaterThan(0)
    expect(resources(json, 'aws_secretsmanager_secret_version')).toHaveLength(generated.length)
    const lengths = Object.values(json.ephemeral?.['aws_secretsmanager_random_password'] ?? {}).map(
      (random) => random['password_length'],
    )
    expect(lengths).toEqual(generated.flatMap(({ secret }) => Object.values(secret.keys).map(({ characters }) => characters)))
  })

  test('two keys of one secret get values of their own', () => {
    const of = deployment('crm-vision-production')
    const vision = composed(of, (layer) => new ApplicationSecrets(layer, 'secrets', { deployment: of, keyArn }))
    const randoms = Object.keys(vision.ephemeral?.['aws_secretsmanager_random_password'] ?? {})
    const { secret_string_wo: written } = resourceAt(vision, 'aws_secretsmanager_secret_version', 'application-value/version')
    expect(randoms).toHaveLength(2)
    for (const random of randoms) expect(written).toContain(`.${random}.random_password`)
  })
})

describe('rotation of passwords', () => {
  const rotationOf = (of: Deployment) =>
    composed(of, (layer) => {
      new PasswordRotation(layer, 'rotation', {
        deployment: of,
        secrets: { application: addSecret(layer, of) },
        everyDays: 12,
        subnetIds: ['subnet-1', 'subnet-2'],
        securityGroupId: 'sg-1',
        keyArn,
      })
    })
  const json = rotationOf(production)
  const rotation = only(json, 'aws_secretsmanager_secret_rotation')
  const application = only(json, 'aws_serverlessapplicationrepository_cloudformation_stack')

  test('it waits for its schedule, because the users are made by the first migration', () => {
    expect(rotation).toMatchObject({ rotate_immediately: false, rotation_rules: { automatically_after_days: 12 } })
  })

  test('it begins when the value and the function exist', () => {
    const addresses = allResources(json).filter(
      ({ type }) => type === 'aws_secretsmanager_secret_version' || type.startsWith('aws_serverless'),
    )
    expect([...rotation['depends_on']].sort()).toEqual(addresses.map(({ address }) => address).sort())
  })

  test('the function runs inside the VPC under the name that the rotation asks for', () => {
    expect(application['parameters']).toMatchObject({
      functionName: 'execora-production-rotate-database-password',
      vpcSecurityGroupIds: 'sg-1',
      vpcSubnetIds: '${join(",", ["subnet-1", "subnet-2"])}',
      kmsKeyArn: keyArn,
      endpoint: 'https://secretsmanager.eu-central-1.amazonaws.com',
    })
    expect(rotation['rotation_lambda_arn']).toBe(
      'arn:aws:lambda:eu-central-1:333333333333:function:execora-production-rotate-database-password',
    )
  })

  test('a new password fits into a connection URL as it is', () => {
    const excluded = application['parameters'].excludeCharacters as string
    expect([...'%+~#$&()|[]{}:;<>?!\'/@"\\^= '].filter((character) => !excluded.includes(character))).toEqual([])
    expect([...'abcXYZ019'].filter((character) => excluded.includes(character))).toEqual([])
  })

  test('each partition has an application of its own', () => {
    const of = changed('execora-production', { 'account.partition': 'aws-us-gov', 'account.region': 'us-gov-west-1' })
    expect(only(rotationOf(of), 'aws_serverlessapplicationrepository_cloudformation_stack')['application_id']).toMatch(
      /^arn:aws-us-gov:/,
    )
  })
})
