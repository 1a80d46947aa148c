import type { Deployment } from '../../config/schema/deployment'
import { changed } from '../config/fixtures'
import { allResources } from '../constructs/compose'
import { decision } from '../constructs/permissions'
import { layerOf, onAws, resources, resourcesOf } from '../synthesized'
import { layers } from '../../stacks/layer'
import { each, everywhere, faults, ofSystem, requirement, usesRds } from './requirement'

const secretNamed = (deployment: Deployment, name: string) => `/${deployment.system}/${deployment.environment}/${name}`
const secretsOf = (deployment: Deployment) => resources(layerOf(deployment, 'data'), 'aws_secretsmanager_secret')
const databaseSecrets = ['database-application', 'database-master', 'database-migrator']

requirement('R70', 'Central secret store (AWS Secrets Manager) instead of env files', () => {
  each(
    everywhere,
    'keeps every declared secret and the database passwords below its own path, and nothing else',
    (deployment) => {
      const expected = [...Object.keys(deployment.secrets), ...(usesRds(deployment) ? databaseSecrets : [])]
      expect(
        secretsOf(deployment)
          .map((secret) => secret['name'])
          .sort(),
      ).toEqual(expected.map((name) => secretNamed(deployment, name)).sort())
    },
  )

  each(
    everywhere,
    'lets services name secrets that exist; External Secrets, which brings them into the cluster, belongs to a later layer',
    (deployment) => {
      const references = Object.values(deployment.services).flatMap((service) => Object.values(service.secrets))
      expect(references.filter(({ secret, key }) => !Object.hasOwn(deployment.secrets[secret]?.keys ?? {}, key))).toEqual([])
    },
  )
})

requirement('R71', 'Keep secrets out of process list, logs and git', () => {
  each(everywhere, 'writes no secret where a plan or a state would keep it, in any layer', (deployment) => {
    const kept = layers.flatMap((layer) =>
      allResources(layerOf(deployment, layer)).flatMap(({ address, attributes }) =>
        Object.entries(attributes)
          .filter(([key]) =>
            /^(password|secret_string|secret_binary|master_password|auth_token|private_key|access_key|secret_key)$/.test(key),
          )
          .map(([key]) => `${address} ${key}`),
      ),
    )
    expect(kept).toEqual([])
  })

  each(everywhere, 'refers to every written password by an ephemeral value', (deployment) => {
    const written = [
      ...resourcesOf(deployment, 'aws_secretsmanager_secret_version').map((version) => version['secret_string_wo']),
      ...resourcesOf(deployment, 'aws_db_instance').flatMap((instance) =>
        instance['password_wo'] === undefined ? [] : [instance['password_wo']],
      ),
    ]
    expect(written.length).toBeGreaterThan(0)
    expect(written.filter((value) => !/^\$\{.*ephemeral\.aws_secretsmanager_/s.test(value))).toEqual([])
  })

  each(everywhere, 'gives no value to a secret of a third party, and no output to any', (deployment) => {
    const withValue = resources(layerOf(deployment, 'data'), 'aws_secretsmanager_secret_version').map(
      (version) => version['secret_id'] as string,
    )
    const provided = Object.entries(layerOf(deployment, 'data').resource?.['aws_secretsmanager_secret'] ?? {}).filter(
      ([, secret]) => secret['tags'].SecretSource === 'provided',
    )
    expect(provided.length).toBeGreaterThan(0)
    expect(provided.filter(([name]) => withValue.some((reference) => reference.includes(`.${name}.`)))).toEqual([])
    const outputs = layers.flatMap((layer) => Object.values(layerOf(deployment, layer).output ?? {}))
    expect(outputs.filter((output) => /secret_string|random_password|ephemeral\./.test(JSON.stringify(output)))).toEqual([])
  })

  test('a credential among the plain variables is refused', () => {
    expect(
      faults(
        'variablesAreSound',
        changed('crm-vision-production', { 'services.backend.variables.SMTP_PASSWORD': 'correct-horse' }),
      ),
    ).toContain('services.backend.variables.SMTP_PASSWORD')
  })
})

requirement('R73', 'Audit log of secret access', () => {
  each(
    everywhere,
    'refuses every secret to other accounts; the trail that records who reads them belongs to the account layer',
    (deployment) => {
      const policies = resources(layerOf(deployment, 'data'), 'aws_secretsmanager_secret_policy')
      expect(policies).toHaveLength(secretsOf(deployment).length)
      for (const { policy } of policies) {
        const read = (account: string) =>
          decision(policy, {
            action: 'secretsmanager:GetSecretValue',
            principal: { AWS: 'anybody' },
            resource: 'any',
            context: { 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': 'false' },
          })
        expect([read('999999999999'), read(deployment.account.id)]).toEqual(['refused', 'not mentioned'])
      }
    },
  )
})

requirement('R74', 'API key management for external integrations', () => {
  each(everywhere, 'has an owner and a reminder for every secret', (deployment) => {
    const own = secretsOf(deployment).filter((secret) => !databaseSecrets.some((name) => secret['name'].endsWith(`/${name}`)))
    expect(own.length).toBe(Object.keys(deployment.secrets).length)
    expect(own.filter(({ tags }) => !tags.SecretOwner || !(Number(tags.RotationReminderDays) > 0))).toEqual([])
  })

  each(ofSystem('execora'), 'has one secret for each vendor', (deployment) => {
    expect(Object.keys(deployment.secrets)).toEqual(
      expect.arrayContaining(['openai', 'deepgram', 'elevenlabs', 'whatsapp', 'smtp']),
    )
  })

  each(ofSystem('omnicrm'), 'has one secret for each vendor', (deployment) => {
    expect(Object.keys(deployment.secrets)).toEqual(expect.arrayContaining(['google', 'openai', 'supabase']))
  })

  each(ofSystem('crm-vision'), 'has one secret for each vendor', (deployment) => {
    expect(Object.keys(deployment.secrets)).toEqual(expect.arrayContaining(['smtp', 'sentry']))
  })

  each(ofSystem('real-estate-crm'), 'has one secret for each vendor', (deployment) => {
    expect(Object.keys(deployment.secrets)).toEqual(expect.arrayContaining(['whatsapp', 'smtp']))
  })
})

requirement('R75', 'Secret quality rules enforced', () => {
  each(
    everywhere,
    'draws every generated value in its length: 64 characters or more for tokens, 32 for encryption',
    (deployment) => {
      const randoms = Object.entries(layerOf(deployment, 'data').ephemeral?.['aws_secretsmanager_random_password'] ?? {})
      const generated = Object.values(deployment.secrets).flatMap((secret) =>
        secret.source === 'generated' ? Object.entries(secret.keys) : [],
      )
      expect(generated.length).toBeGreaterThan(0)
      for (const [key, { characters }] of generated) {
        const least = key.includes('JWT') ? 64 : key.includes('ENCRYPTION') ? 32 : 16
        const random = randoms.find(([name]) => name.endsWith(`_${key.toLowerCase()}`))
        expect([key, random?.[1]['password_length']]).toEqual([key, characters])
        expect(characters).toBeGreaterThanOrEqual(least)
      }
      for (const [name, random] of randoms)
        if (name.endsWith('_password')) expect(random['password_length']).toBeGreaterThanOrEqual(32)
    },
  )

  each(onAws, 'has no plain variable that points to the machine itself', (deployment) => {
    const values = [deployment.variables, ...Object.values(deployment.services).map(({ variables }) => variables)].flatMap(
      (variables) => Object.entries(variables),
    )
    expect(values.length).toBeGreaterThan(0)
    expect(values.filter(([name, value]) => name !== 'HOSTNAME' && /localhost|127\.0\.0\.1|0\.0\.0\.0/.test(value))).toEqual([])
  })

  test.each([
    [
      'a short key for tokens',
      'keysAreStrong',
      { 'secrets.application.keys.JWT_SECRET.characters': 32 },
      'secrets.application.keys.JWT_SECRET.characters',
    ],
    [
      'a loopback address',
      'variablesAreSound',
      { 'services.api.variables.PUBLIC_URL': 'http://localhost:3000' },
      'services.api.variables.PUBLIC_URL',
    ],
    [
      'a port that is none',
      'variablesAreSound',
      { 'services.api.variables.SMTP_PORT': '65536' },
      'services.api.variables.SMTP_PORT',
    ],
    [
      'a URL that is none',
      'variablesAreSound',
      { 'services.api.variables.WHATSAPP_API_URL': 'graph.facebook.com' },
      'services.api.variables.WHATSAPP_API_URL',
    ],
  ])('%s is refused', (_, rule, changes, path) => {
    expect(faults(rule, changed('execora-production', changes))).toContain(path)
  })
})

requirement('R76', 'Declared environment-variable contract per system', () => {
  const namesOf = (deployment: Deployment, service: string) => [
    ...Object.keys(deployment.services[service]?.variables ?? {}),
    ...Object.keys(deployment.services[service]?.secrets ?? {}),
  ]

  each(ofSystem('omnicrm'), 'declares what the report asks for', (deployment) => {
    expect(namesOf(deployment, 'web')).toEqual(
      expect.arrayContaining([
        'NEXT_PUBLIC_SUPABASE_URL',
        'SUPABASE_SECRET_KEY',
        'APP_ENCRYPTION_KEY',
        'GOOGLE_CLIENT_ID',
        'GOOGLE_CLIENT_SECRET',
      ]),
    )
  })

  each(ofSystem('crm-vision'), 'declares token, mail and server settings', (deployment) => {
    expect(namesOf(deployment, 'backend')).toEqual(
      expect.arrayContaining(['JWT_SECRET', 'JWT_EXPIRES_IN', 'SMTP_HOST', 'SMTP_PASSWORD', 'PORT', 'FRONTEND_URL']),
    )
  })

  each(everywhere, 'declares no secret that nobody uses and uses none that is not declared', (deployment) => {
    expect([...faults('usedSecretsAreDeclared', deployment), ...faults('declaredSecretsAreUsed', deployment)]).toEqual([])
  })

  test('a variable whose secret is not declared is refused', () => {
    const changes = { 'services.api.secrets.STRIPE_API_KEY': { secret: 'stripe', key: 'STRIPE_API_KEY' } }
    expect(faults('usedSecretsAreDeclared', changed('execora-production', changes))).toEqual([
      'services.api.secrets.STRIPE_API_KEY',
    ])
  })
})
