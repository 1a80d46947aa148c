import { instance } from '@viz-js/viz'

/** Position and size in points; x grows to the right, y downwards. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What a box or a frame is about; decides its colour. */
export type Subject = 'neutral' | 'network' | 'compute' | 'data' | 'protection' | 'observability'

/** Something with a place. */
export interface Shape extends Rectangle {
  readonly id: string
  readonly subject: Subject
  /** Drawn dashed: declared in the configuration, not built yet. */
  readonly isPlanned: boolean
}

/** A box with a bold title and lines below it. */
export interface Box extends Shape {
  readonly kind: 'box'
  readonly title: string
  readonly lines: readonly string[]
}

/** A frame around others, with its name in the upper left corner. */
export interface Frame extends Shape {
  readonly kind: 'frame'
  readonly name: string
}

/** Text without a border, aligned to the left. */
export interface Caption extends Rectangle {
  readonly kind: 'caption'
  readonly id: string
  readonly text: string
  readonly points: number
  readonly isBold: boolean
}

/** A line with an arrowhead at its last point. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly isPlanned: boolean
}

/** A picture: what is in it, in the order of drawing, and its size. */
export interface Drawing {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly shapes: readonly (Box | Frame | Caption)[]
  readonly arrows: readonly Arrow[]
}

/** Border and background of a subject: the palette of Okabe and Ito, which people with colour blindness can tell apart. */
const colours: Readonly<Record<Subject, { readonly line: string; readonly fill: string }>> = {
  neutral: { line: '#7A7A7A', fill: '#FFFFFF' },
  network: { line: '#0072B2', fill: '#EAF4FA' },
  compute: { line: '#C98A00', fill: '#FDF4DE' },
  data: { line: '#009E73', fill: '#E2F4EE' },
  protection: { line: '#B0608E', fill: '#F9ECF3' },
  observability: { line: '#D55E00', fill: '#FCEDE2' },
}

const text = '#1F2328'
const arrowhead = 8

const escaped = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value.startsWith('<') ? value : JSON.stringify(value).replace(/\\\\l/g, '\\l')}`)
    .join(' ')

const node = (drawing: Drawing, shape: Box | Frame | Caption) => {
  const { x, y, width, height } = shape
  const place = {
    pos: `${x + width / 2},${drawing.height - y - height / 2}!`,
    width: String(width / 72),
    height: String(height / 72),
  }
  if (shape.kind === 'caption') {
    const label = `${shape.text}\\l`
    const fontname = shape.isBold ? 'Helvetica,Arial,sans-serif bold' : 'Helvetica,Arial,sans-serif'
    return { ...place, label, fontname, fontsize: String(shape.points), color: 'none', style: 'solid', margin: '0' }
  }
  const { line, fill } = colours[shape.subject]
  const style = `filled,rounded${shape.isPlanned ? ',dashed' : ''}`
  const look = { ...place, color: line, style, penwidth: shape.isPlanned ? '1.3' : '1.5' }
  if (shape.kind === 'frame') {
    return { ...look, fillcolor: '#FFFFFF', label: `${shape.name}\\l`, labelloc: 't', fontcolor: line, margin: '0.08,0.04' }
  }
  const [title, ...lines] = [`<B>${escaped(shape.title)}</B>`, ...shape.lines.map((one) => `<FONT POINT-SIZE="10.5">${escaped(one)}</FONT>`)]
  return { ...look, fillcolor: fill, label: `<${[title, ...lines].join('<BR/>')}>` }
}

/** Points of a Graphviz spline that follows straight lines and ends where its arrowhead begins. */
const spline = (drawing: Drawing, points: Arrow['points']) => {
  const [endX, endY] = points.at(-1)!
  const [beforeX, beforeY] = points.at(-2)!
  const length = Math.hypot(endX - beforeX, endY - beforeY)
  const stop = [endX - ((endX - beforeX) * arrowhead) / length, endY - ((endY - beforeY) * arrowhead) / length] as const
  const at = ([x, y]: readonly [number, number]) => `${x},${drawing.height - y}`
  const [first, ...others] = [...points.slice(0, -1), stop]
  const curve = others.flatMap((point, index) => [index === 0 ? first! : others[index - 1]!, point, point])
  return `e,${at([endX, endY])} ${[first!, ...curve].map(at).join(' ')}`
}

const toDot = (drawing: Drawing) => {
  const nodes = drawing.shapes.map((shape) => `  ${JSON.stringify(shape.id)} [${attributes(node(drawing, shape))}]`)
  const edges = drawing.arrows.map(
    ({ from, to, points, isPlanned }) =>
      `  ${JSON.stringify(from)} -> ${JSON.stringify(to)} [${attributes({ pos: spline(drawing, points), style: isPlanned ? 'dashed' : 'solid' })}]`,
  )
  const size = `0,0,${drawing.width},${drawing.height}`
  return [
    'digraph topology {',
    `  graph [${attributes({ bb: size, bgcolor: '#FFFFFF', pad: '0.08', outputorder: 'nodesfirst', fontname: 'Helvetica,Arial,sans-serif' })}]`,
    `  node [${attributes({ shape: 'box', fixedsize: 'true', fontname: 'Helvetica,Arial,sans-serif', fontsize: '12', fontcolor: text })}]`,
    `  edge [${attributes({ color: '#4A4A4A', penwidth: '1.3', arrowsize: '0.8' })}]`,
    ...nodes,
    ...edges,
    '}',
  ].join('\n')
}

/** The drawing as SVG, the same for the same drawing: places are given, Graphviz only draws. */
export const drawSvg = async (drawing: Drawing): Promise<string> => {
  const graphviz = await instance()
  const svg = graphviz.renderString(toDot(drawing), { format: 'svg', engine: 'nop2' })
  return svg
    .replace('<title>topology</title>', `<title>${escaped(drawing.title)}</title>`)
    .replace(/<g id="[^"]+" class="(node|edge)">\n<title>[^<]*<\/title>/g, '<g class="$1">')
}
