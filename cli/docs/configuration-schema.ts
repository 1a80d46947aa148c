import { z } from 'zod'
import { deploymentSchema } from '../../config/schema/deployment'

/** The parts of JSON Schema that the configuration uses. */
export interface JsonSchema {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: readonly unknown[]
  format?: string
  pattern?: string
  minimum?: number
  exclusiveMinimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  items?: JsonSchema
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  propertyNames?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  oneOf?: readonly JsonSchema[]
  anyOf?: readonly JsonSchema[]
  /** What would be right, as an error says it; editors show it. */
  errorMessage?: string
}

type ErrorMap = ((issue: never) => unknown) | undefined

/** Remedies that a schema and its checks carry, e.g. of a pattern or of a rule that JSON Schema can not say. */
const remediesOf = (zodSchema: z.core.$ZodTypes) => {
  const definitions = [zodSchema._zod.def, ...(zodSchema._zod.def.checks ?? []).map((check) => check._zod.def)]
  const messages = definitions.flatMap((definition) => {
    const message = (definition.error as ErrorMap)?.({ code: 'custom' } as never)
    return typeof message === 'string' ? [message] : []
  })
  return [...new Set(messages)]
}

/** JSON Schema of a deployment as it is written, with the remedies of the errors. */
export const configurationSchema = (): JsonSchema =>
  z.toJSONSchema(deploymentSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const remedies = remediesOf(zodSchema)
      if (remedies.length > 0) (jsonSchema as JsonSchema).errorMessage = remedies.join('; ')
      // A whole number has the bounds of a safe integer, which say nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as JsonSchema
