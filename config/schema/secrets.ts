import { z } from 'zod'
import { count, variableName } from './common'

const generatedKey = z.strictObject({
  characters: z.int().min(16).max(4096).describe('length of the generated value (R75)'),
  description: z.string().min(5),
})

const providedKey = z.strictObject({
  description: z.string().min(5),
  minCharacters: z.int().min(1).describe('shortest value that the seeding check accepts (R75)'),
  format: z
    .enum(['text', 'url', 'postgres-url', 'email', 'json'])
    .default('text')
    .describe('format that the seeding check expects (R75)'),
})

const shared = {
  description: z.string().min(10).describe('what the secret is for'),
  owner: z.string().min(2).describe('team that renews it (R74)'),
  rotationReminderDays: count.describe('age that raises a reminder to renew it (R72)'),
}

/** One secret of Secrets Manager: a group of keys that are renewed together (R70 to R75). */
export const secretSchema = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('generated'),
    ...shared,
    generation: count.describe('raise it to generate new values at the next deployment'),
    keys: z.record(variableName, generatedKey),
  }),
  z.strictObject({
    source: z.literal('provided'),
    ...shared,
    requiredIn: z.enum(['every-environment', 'deployed-environments']).default('deployed-environments'),
    keys: z.record(variableName, providedKey).describe('values are put in by hand, they never pass through Terraform'),
  }),
])
