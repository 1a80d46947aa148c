import { resolve, TerraformElement, TerraformOutput, type TerraformStack } from './cdktf'

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Numbers that stand for a token are smaller than this. */
const tokenNumbersBelow = -1e288

const mayHoldToken = (text: string) => text.includes('TfToken[') || text.includes('e+')

/**
 * Resolves the tokens of a value and the references to other stacks in it. cdktf does the same; here what has no token is
 * copied instead of being searched, which makes a synth twice as fast (docs/performance.md).
 */
export const resolveTokens = (stack: TerraformStack, value: unknown): unknown => {
  if (typeof value === 'string') return mayHoldToken(value) ? resolve(stack, value, true) : value
  if (typeof value === 'number') return value < tokenNumbersBelow ? resolve(stack, value, true) : value
  if (Array.isArray(value)) {
    if (value.some((element) => typeof element !== 'object' && mayHoldToken(String(element)))) return resolve(stack, value, true)
    return value.map((element) => resolveTokens(stack, element)).filter((element) => element !== undefined)
  }
  if (!isRecord(value)) return value
  if (typeof value['resolve'] === 'function' || Object.keys(value).some(mayHoldToken)) return resolve(stack, value, true)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const resolved = resolveTokens(stack, inner)
      return resolved === undefined ? [] : [[key, resolved]]
    }),
  )
}

const mergeInto = (target: Json, source: Json) => {
  for (const [key, value] of Object.entries(source)) {
    const present = target[key]
    if (isRecord(present) && isRecord(value)) mergeInto(present, value)
    else if (Array.isArray(present) && Array.isArray(value)) target[key] = [...present, ...value]
    else target[key] = value
  }
}

/** Elements of a stack in the order in which they were made. */
export const elementsOf = (stack: TerraformStack) =>
  stack.node.findAll().filter((node): node is TerraformElement => TerraformElement.isTerraformElement(node))

/** Output names by construct path, as the cdktf command reads them. */
const outputTree = (elements: readonly TerraformElement[]) => {
  const tree: Json = {}
  for (const output of elements.filter((element) => TerraformOutput.isTerraformOutput(element))) {
    const nested = output.node.path
      .split('/')
      .reduceRight<unknown>((inner, part) => ({ [part]: inner ?? output.friendlyUniqueId }), undefined)
    mergeInto(tree, nested as Json)
  }
  return tree
}

/**
 * Renders a stack from its resolved elements, the way cdktf does it.
 *
 * @param overrides raw overrides of the stack
 * @param fragmentOf resolved JSON of an element
 */
export const renderStack = (stack: TerraformStack, overrides: Json, fragmentOf: (element: TerraformElement) => Json): Json => {
  const elements = elementsOf(stack)
  const metadata: Json = {
    version: stack.node.tryGetContext('cdktfVersion') as string,
    stackName: stack.node.id,
    backend: 'local',
    ...(Object.keys(overrides).length > 0 ? { overrides: { stack: Object.keys(overrides) } } : {}),
  }
  for (const element of elements) mergeInto(metadata, resolveTokens(stack, element.toMetadata()) as Json)
  const rendered: Json = { '//': { metadata, outputs: outputTree(elements) } }
  for (const element of elements) mergeInto(rendered, structuredClone(fragmentOf(element)))
  mergeInto(rendered, overrides)
  return resolveTokens(stack, rendered) as Json
}
