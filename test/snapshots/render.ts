import { deploymentId } from '../../constructs/core/names'
import type { Deployment } from '../../config/schema/deployment'
import type { LayerName } from '../../stacks/layer'
import { allDeployments, layerOf } from '../synthesized'

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const embeddedJson = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^[{[]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Key of a list element that does not change when another element is added. */
const elementKey = (element: Record<string, unknown>, index: number) => String(element['Sid'] ?? element['name'] ?? element['id'] ?? index)

const scalar = (value: unknown) => String(value).replace(/^\$\{(.*)\}$/s, '→ $1').replaceAll('${', '{')

const flatten = (value: unknown, path: string): readonly string[] => {
  const content = embeddedJson(value)
  if (Array.isArray(content)) {
    return content.every((element) => !isPlain(element))
      ? [`${path} = [${content.map(scalar).join(', ')}]`]
      : content.flatMap((element, index) => flatten(element, `${path}[${elementKey(element as Record<string, unknown>, index)}]`))
  }
  if (isPlain(content)) {
    const entries = Object.entries(content).filter(([key]) => !['//', 'Sid', 'Version'].includes(key))
    return entries.length === 0 ? [`${path} = {}`] : entries.flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`))
  }
  return [`${path} = ${scalar(content)}`]
}

/** Names that every deployment has of its own are no difference worth reading. */
const normalized = (line: string, { system, environment, account, network, ...deployment }: Deployment) =>
  line
    .replaceAll(deploymentId({ system, environment }), '<deployment>')
    .replaceAll(`/${system}/${environment}/`, '/<system>/<environment>/')
    .replaceAll(account.id, '<account>')
    .replaceAll(`${network.cidr.split('.').slice(0, 2).join('.')}.`, '<vpc>.')
    .replaceAll(deployment.edge.domain, '<domain>')

const linesOf = (deployment: Deployment, layer: LayerName) => {
  const { terraform, provider, resource = {}, ephemeral = {}, output = {}, data = {} } = layerOf(deployment, layer)
  const blocks = [
    ...flatten(terraform, 'terraform'),
    ...flatten(provider, 'provider'),
    ...Object.entries({ ...resource }).flatMap(([type, byName]) => Object.entries(byName).flatMap(([name, block]) => flatten(block, `${type}.${name}  `))),
    ...Object.entries(ephemeral).flatMap(([type, byName]) => Object.entries(byName).flatMap(([name, block]) => flatten(block, `ephemeral.${type}.${name}  `))),
    ...flatten(data, 'data'),
    ...flatten(output, 'output'),
  ]
  return blocks.map((line) => normalized(line.replace('  .', '  '), deployment))
}

/** Names a set of deployments as shortly as it can be said. */
const labelOf = (members: readonly Deployment[]) => {
  if (members.length === allDeployments.length) return 'every deployment'
  const others = allDeployments.filter((deployment) => !members.includes(deployment))
  if (others.length <= 3) return `every deployment but ${others.map(deploymentId).sort().join(', ')}`
  const names = (key: 'system' | 'environment') => [...new Set(members.map((member) => member[key]))].sort()
  const systems = names('system')
  const environments = names('environment')
  const isGrid = members.length === systems.length * environments.length
  if (!isGrid) return members.map(deploymentId).sort().join(', ')
  const all = (key: 'system' | 'environment') => new Set(allDeployments.map((deployment) => deployment[key])).size
  const systemLabel = systems.length === all('system') ? 'every system' : systems.join(', ')
  return environments.length === all('environment') ? `${systemLabel}, every environment` : `${systemLabel}: ${environments.join(', ')}`
}

/**
 * A layer of all deployments as one text: first what every deployment has, then what only some have, each line once, under
 * the names of those that have it. A change shows which deployments it touches.
 */
export const renderLayer = (layer: LayerName) => {
  const owners = new Map<string, Deployment[]>()
  for (const deployment of allDeployments) {
    for (const line of new Set(linesOf(deployment, layer))) owners.set(line, [...(owners.get(line) ?? []), deployment])
  }
  const groups = new Map<string, { readonly size: number; readonly lines: string[] }>()
  for (const [line, members] of owners) {
    const label = labelOf(members)
    const group = groups.get(label) ?? { size: members.length, lines: [] }
    group.lines.push(line)
    groups.set(label, group)
  }
  return [...groups]
    .sort(([labelA, a], [labelB, b]) => b.size - a.size || labelA.localeCompare(labelB))
    .map(([label, { lines }]) => `## ${label}\n${lines.sort().join('\n')}`)
    .join('\n\n')
}
