import type { Deployment } from '../../config/schema/deployment'
import { hostname } from '../../constructs/network/hosted-zone'
import { boxHeight, type Box, type Caption, type Subject } from './drawing'
import { box, builtLayers, caption, counted, list, regional, type Layer, type RdsDeployment } from './topology-shapes'

/** Words in lines of at most so many characters. */
const wrapped = (words: string, columns = 34): readonly string[] =>
  words.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > columns) return [...lines, word]
    return [...lines.slice(0, -1), `${last} ${word}`]
  }, [])

const triggers = ({ delivery: { trigger } }: Deployment) => {
  if (trigger.on === 'manual') return 'by hand'
  return trigger.on === 'tag' ? `on tags ${trigger.pattern}` : `on branch ${trigger.branch}`
}

/** What the region holds outside the VPC, from top to bottom. */
export const regionalBoxes = (deployment: RdsDeployment, y: number, end: number) => {
  const { secrets, database, delivery, budget, recovery, alerts, storage } = deployment
  const { daily, weekly, monthly } = recovery.plans
  const items: readonly (readonly [string, Layer, Subject, string, ...string[]])[] = [
    ['zone', 'network', 'network', 'Route 53', `zone ${hostname(deployment)}`],
    [
      'delivery',
      'bootstrap',
      'neutral',
      'State bucket, GitHub roles',
      `applied ${triggers(deployment)}`,
      counted(delivery.reviewers, 'reviewer'),
    ],
    [
      'alarms',
      'bootstrap',
      'observability',
      'Alarms and budget',
      `e-mail to ${counted(alerts.operators.length, 'operator')}`,
      `${budget.monthlyUsd} US dollars a month`,
    ],
    [
      'secrets',
      'data',
      'protection',
      'Secrets Manager',
      list(Object.keys(secrets)),
      'and three of the database',
      ...(database.passwords.rotation.enabled ? [`passwords rotated every ${database.passwords.rotation.everyDays} days`] : []),
    ],
    ['keys', 'data', 'protection', 'KMS keys', 'storage, secrets, database, state, alarms, flow logs', 'rotated every year'],
    [
      'plans',
      'backup plans',
      'data',
      'AWS Backup',
      `daily for ${daily.retentionDays} days, weekly for ${weekly.retentionDays}, monthly for ${monthly.retentionDays}`,
    ],
    [
      'buckets',
      'data',
      'data',
      'S3 buckets',
      list(['backups', 'access logs', ...Object.keys(storage.buckets)]),
      'versioned, encrypted, TLS only',
    ],
  ]
  const boxes = items.map(([id, layer, subject, title, ...paragraphs]) => ({
    id,
    layer,
    subject,
    title,
    lines: paragraphs.flatMap((one) => wrapped(one)),
  }))
  const heights = boxes.map(({ lines }) => boxHeight(lines.length) + 6)
  const space = (end - y - heights.reduce((sum, one) => sum + one, 0)) / (items.length - 1)
  return boxes.map(({ id, layer, subject, title, lines }, index) => {
    const above = heights.slice(0, index).reduce((sum, one) => sum + one + space, 0)
    return box(
      id,
      layer,
      subject,
      { x: regional.x, y: y + above, width: regional.width, height: heights[index]! },
      title,
      ...lines,
    )
  })
}

/** What the styles and colours mean. */
export const legend = (y: number): readonly (Box | Caption)[] => {
  const entries: readonly (readonly [Subject, string])[] = [
    ['network', 'network'],
    ['compute', 'services'],
    ['data', 'data'],
    ['protection', 'secrets and keys'],
    ['observability', 'observability'],
  ]
  const swatch = (id: string, layer: Layer, subject: Subject, x: number, top: number) =>
    box(id, layer, subject, { x, y: top, width: 26, height: 14 }, ' ')
  const note = (id: string, x: number, top: number, wide: number, words: string) =>
    caption(id, { x: x + 34, y: top, width: wide, height: 14 }, words)
  const columns = [0, 120, 240, 330, 490]
  return [
    swatch('legend-solid', 'data', 'neutral', 2, y),
    note('legend-solid-text', 2, y, 330, `built by the layers ${list(builtLayers)}`),
    swatch('legend-dashed', 'application', 'neutral', 410, y),
    note('legend-dashed-text', 410, y, 400, 'declared in the configuration, layer not built yet'),
    ...entries.flatMap(([subject, words], index) => [
      swatch(`legend-${subject}`, 'data', subject, 2 + columns[index]!, y + 22),
      note(`legend-${subject}-text`, 2 + columns[index]!, y + 22, 110, words),
    ]),
  ]
}
