import { configurationSchema, type JsonSchema } from './configuration-schema'
import { code, markdownTable } from './markdown'

/** Titles of the parts of a deployment, by concern. */
const concerns: readonly (readonly [title: string, keys: readonly string[]])[] = [
  [
    'Identity, account and delivery',
    [
      'system',
      'environment',
      'team',
      'costCenter',
      'criticality',
      'compliance',
      'capacity',
      'target',
      'account',
      'delivery',
      'budget',
      'deletionProtection',
      'waivers',
    ],
  ],
  ['Network', ['network']],
  ['Edge', ['edge']],
  ['Cluster', ['cluster']],
  ['Database', ['database']],
  ['Redis', ['redis']],
  ['Object storage', ['storage']],
  ['Secrets and variables', ['secrets', 'variables', 'featureToggles']],
  ['Services, schedules and migration', ['services', 'schedules', 'migration', 'externalServices']],
  ['Recovery and retention', ['recovery', 'retention', 'dataLifecycle']],
  ['Observability, objectives and alerts', ['observability', 'slo', 'alerts']],
]

const units: readonly (readonly [suffix: RegExp, unit: string])[] = [
  [/Milliseconds$/, 'milliseconds'],
  [/Seconds$/, 'seconds'],
  [/Minutes$/, 'minutes'],
  [/Hours$/, 'hours'],
  [/Days$/, 'days'],
  [/GiB$/, 'GiB'],
  [/MiB$/, 'MiB'],
  [/Bytes$/, 'bytes'],
  [/Percents?$/, 'percent'],
  [/Millicores$/, 'thousandths of a core'],
  [/Usd$/, 'US dollars'],
]

interface Row {
  readonly path: string
  readonly schema: JsonSchema
  readonly isRequired: boolean
}

const variantsOf = ({ oneOf, anyOf }: JsonSchema) => oneOf ?? anyOf ?? []

const isVariantOfObjects = (schema: JsonSchema) =>
  variantsOf(schema).length > 0 && variantsOf(schema).every(({ type }) => type === 'object')

/** Key that tells the variants of a union apart, with its value in this variant. */
const tagOf = ({ properties = {} }: JsonSchema) => {
  const [key, schema] = Object.entries(properties).find(([, { const: value }]) => value !== undefined) ?? []
  return key === undefined ? '' : `${key}: ${JSON.stringify(schema?.const)}`
}

const rowsBelow = (path: string, schema: JsonSchema): readonly Row[] => {
  if (isVariantOfObjects(schema)) {
    return variantsOf(schema).flatMap((variant) => {
      const rest = Object.fromEntries(
        Object.entries(variant.properties ?? {}).filter(([, { const: value }]) => value === undefined),
      )
      return rowsBelow(`${path} {${tagOf(variant)}}`, { ...variant, properties: rest })
    })
  }
  if (schema.items !== undefined) return rowsBelow(`${path}[]`, schema.items)
  if (typeof schema.additionalProperties === 'object') return rowsBelow(`${path}.<name>`, schema.additionalProperties)
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) =>
    rowsOf(`${path}.${key}`, child, schema.required?.includes(key) ?? false),
  )
}

const rowsOf = (path: string, schema: JsonSchema, isRequired: boolean): readonly Row[] => [
  { path, schema, isRequired },
  ...rowsBelow(path, schema),
]

const literals = (values: readonly unknown[]) =>
  values.map((value) => code(typeof value === 'string' ? value : JSON.stringify(value))).join(', ')

const typeOf = (schema: JsonSchema): string => {
  if (isVariantOfObjects(schema))
    return `one of ${variantsOf(schema)
      .map((variant) => code(tagOf(variant)))
      .join(', ')}`
  const choices = schema.enum ?? variantsOf(schema).map((variant) => variant.const)
  if (choices.length > 0) return literals(choices)
  if (schema.items !== undefined)
    return schema.items.properties === undefined && !isVariantOfObjects(schema.items)
      ? `list of ${typeOf(schema.items)}`
      : 'list of objects'
  if (typeof schema.additionalProperties === 'object') {
    const { additionalProperties: value } = schema
    return value.properties !== undefined || isVariantOfObjects(value)
      ? 'objects by name'
      : typeOf(value) === 'text by name'
        ? 'text by two names'
        : `${typeOf(value)} by name`
  }
  return (
    { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', object: 'object' }[
      schema.type ?? ''
    ] ??
    schema.type ??
    'any'
  )
}

const bounds = ({ type, minimum, exclusiveMinimum, maximum }: JsonSchema) => {
  const least = minimum ?? (type === 'integer' && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : undefined)
  if (least !== undefined) return maximum === undefined ? `${least} or more` : `${least} to ${maximum}`
  const above = exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`
  return [above, maximum === undefined ? '' : `${maximum} at most`].filter(Boolean).join(', ')
}

const sizeOf = (least: number | undefined, most: number | undefined, noun: string) => {
  if (least === undefined && most === undefined) return ''
  const range = bounds({ minimum: least ?? 0, ...(most === undefined ? {} : { maximum: most }) })
  return least === 1 && most === undefined ? `at least one ${noun}` : `${range} ${noun}s`
}

const remedyOf = (schema: JsonSchema): string => schema.errorMessage ?? schema.items?.errorMessage ?? ''

const constraintsOf = (path: string, schema: JsonSchema) => {
  const unit = units.find(([suffix]) => suffix.test(path))?.[1] ?? ''
  const numbers = schema.items === undefined ? bounds(schema) : bounds(schema.items)
  const remedy = remedyOf(schema)
  const listed = sizeOf(schema.minItems, schema.maxItems, 'value')
  const length = remedy === '' ? sizeOf(schema.minLength, schema.maxLength, 'character') : ''
  const named =
    schema.propertyNames === undefined || schema.propertyNames.errorMessage === undefined
      ? ''
      : `names: ${schema.propertyNames.errorMessage}`
  return [[numbers, unit].filter(Boolean).join(' '), listed, length, remedy, named].filter(Boolean).join('; ')
}

const rowOf = ({ path, schema, isRequired }: Row) => [
  code(path),
  typeOf(schema),
  constraintsOf(path, schema),
  schema.default === undefined ? (isRequired ? 'required' : '') : code(JSON.stringify(schema.default)),
  schema.description ?? '',
]

/** Reference of the configuration, generated from its schemas. */
export const configurationReference = (schema = configurationSchema()): string => {
  const sections = concerns.map(([title, keys]) => {
    const rows = keys.flatMap((key) => rowsOf(key, schema.properties![key]!, schema.required?.includes(key) ?? false))
    return `## ${title}\n\n${markdownTable(['Path', 'Type', 'Unit and constraints', 'Default', 'Description'], rows.map(rowOf))}`
  })
  const listed = concerns.flatMap(([, keys]) => keys)
  const missing = Object.keys(schema.properties ?? {}).filter((key) => !listed.includes(key))
  if (missing.length > 0) throw new Error(`The reference has no place for ${missing.join(', ')}`)
  return [
    '# Configuration',
    'Generated by `npm run docs` from the schemas in [config/schema](../config/schema); do not edit it by hand. [configuration.schema.json](configuration.schema.json) says the same as JSON Schema.',
    'A deployment is composed of three parts, a later one wins: the environment ([config/environments](../config/environments)), the system ([config/systems](../config/systems)), and what the system changes in this environment. "Required" is about the composed value: most of it comes from the environment. `<name>` is a name that the configuration chooses, `[]` an element of a list, and `{kind: "…"}` the variant of a value that has several. R and C numbers are requirements and decided contradictions.',
    'Rules across fields and deployments are functions in [config/rules](../config/rules).',
    ...sections,
  ].join('\n\n')
}
