import type { Deployment, RdsDatabase } from '../../config/schema/deployment'
import { boxHeight, type Arrow, type Box, type Caption, type Frame, type Rectangle, type Subject } from './drawing'

/** Layers that exist; what other layers will add is drawn dashed. */
export const builtLayers = ['bootstrap', 'network', 'data', 'recovery'] as const

/** Layer that makes something, or will make it. */
export type Layer = (typeof builtLayers)[number] | 'edge' | 'cluster' | 'cache' | 'observability' | 'application' | 'backup plans'

/** A deployment with a database of its own. */
export type RdsDeployment = Deployment & { readonly database: RdsDatabase }

const isPlanned = (layer: Layer) => !(builtLayers as readonly string[]).includes(layer)

/** Width of the picture in points. */
export const width = 920
/** Height of a box with a title and one line. */
export const rowHeight = boxHeight(1)
/** Height of a box with a title and two lines. */
export const databaseHeight = boxHeight(2)
/** Space between neighbours. */
export const gap = 10
/** Place of the Availability Zones, side by side. */
export const zones = { x: 22, width: 660, gap: 14 } as const
/** Place of the services of the region, beside the zones. */
export const regional = { x: 704, width: 202 } as const
/** Space between the border of the zones and what spans them. */
export const inset = 22

/** Values in a sentence. */
export const list = (values: readonly string[]) => values.join(', ')

/** A number with its noun. */
export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A box of a layer. */
export const box = (
  id: string,
  layer: Layer,
  subject: Subject,
  place: Rectangle,
  title: string,
  ...lines: readonly string[]
): Box => ({
  kind: 'box',
  id,
  subject,
  isPlanned: isPlanned(layer),
  title,
  lines,
  ...place,
})

/** A frame of a layer. */
export const frame = (id: string, layer: Layer, subject: Subject, place: Rectangle, name: string): Frame => ({
  kind: 'frame',
  id,
  subject,
  isPlanned: isPlanned(layer),
  isQuiet: false,
  name,
  ...place,
})

/** Text without a border. */
export const caption = (id: string, place: Rectangle, text: string, points = 11, isBold = false): Caption => ({
  kind: 'caption',
  id,
  text,
  points,
  isBold,
  ...place,
})

/** An arrow of a layer. */
export const arrow = (from: string, to: string, layer: Layer, ...points: Arrow['points']): Arrow => ({
  from,
  to,
  points,
  isPlanned: isPlanned(layer),
})

/** Equal parts of a row, side by side. */
export const parts = (count: number, row: Rectangle): readonly Rectangle[] => {
  const each = (row.width - gap * (count - 1)) / count
  return Array.from({ length: count }, (_, index) => ({ ...row, x: row.x + index * (each + gap), width: each }))
}

/** Middle of a place, from the left. */
export const centre = ({ x, width: wide }: Rectangle) => x + wide / 2
/** Lower end of a place. */
export const bottom = ({ y, height }: Rectangle) => y + height

/** Columns of the Availability Zones. */
export const zoneColumns = ({ network }: Deployment): readonly { readonly x: number; readonly width: number }[] => {
  const count = network.availabilityZones.length
  const each = (zones.width - zones.gap * (count + 1)) / count
  return network.availabilityZones.map((_, index) => ({ x: zones.x + zones.gap + index * (each + zones.gap), width: each }))
}
