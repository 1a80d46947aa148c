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
interface Shape extends Rectangle {
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
  /** Thin and pale, for a frame that repeats. */
  readonly isQuiet: boolean
  /** @default white */
  readonly background?: string
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

/** Names of frames are dark enough to be read on white. */
const frameText: Readonly<Partial<Record<Subject, string>>> = { neutral: '#555555', network: '#005A8E', compute: '#7A5400' }

const quiet = { line: '#9CC6E0' } as const
const text = '#1F2328'
const arrowhead = 8

const escaped = (value: string) => value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/** Attributes as DOT; in a label, a newline ends a centred line and `\l` one that is aligned to the left. */
const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${value.replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
    .join(' ')

const statement = (drawing: Drawing, id: string, { x, y, width, height }: Rectangle, look: Readonly<Record<string, string>>) => {
  const place = {
    pos: `${x + width / 2},${drawing.height - y - height / 2}`,
    width: String(width / 72),
    height: String(height / 72),
  }
  return `  "${id}" [${attributes({ ...place, ...look })}]`
}

const regular = 'Helvetica'
const bold = 'Helvetica-Bold'
const titleHeight = 15
const lineHeight = 12.6

/** Height of a box with a title and so many lines. */
export const boxHeight = (lines: number) => 12 + titleHeight + lines * lineHeight

/** Title and lines are nodes of their own, because a label has one font and only plain labels stay centred in every font. */
const boxStatements = (drawing: Drawing, box: Box) => {
  const { line, fill } = colours[box.subject]
  const textHeight = titleHeight + box.lines.length * lineHeight
  const top = box.y + (box.height - textHeight) / 2
  const unframed = { color: 'none', style: 'solid' }
  return [
    statement(drawing, box.id, box, {
      label: '',
      color: line,
      fillcolor: fill,
      style: `filled,rounded${box.isPlanned ? ',dashed' : ''}`,
    }),
    statement(
      drawing,
      `${box.id} title`,
      { ...box, y: top, height: titleHeight },
      { ...unframed, label: box.title, fontname: bold },
    ),
    ...box.lines.map((words, index) =>
      statement(
        drawing,
        `${box.id} line ${index}`,
        { ...box, y: top + titleHeight + index * lineHeight, height: lineHeight },
        { ...unframed, label: words, fontsize: '10.5' },
      ),
    ),
  ]
}

const frameStatement = (drawing: Drawing, frame: Frame) => {
  const { line } = colours[frame.subject]
  const style = frame.isPlanned ? 'filled,rounded,dashed' : 'filled,rounded'
  const look = {
    color: frame.isQuiet ? quiet.line : line,
    fillcolor: frame.background ?? '#FFFFFF',
    style,
    penwidth: frame.isQuiet ? '1' : '1.4',
  }
  return statement(drawing, frame.id, frame, {
    ...look,
    label: `${frame.name}\\l`,
    labelloc: 't',
    fontcolor: frameText[frame.subject] ?? line,
    margin: '0.1,0.06',
  })
}

const captionStatement = (drawing: Drawing, caption: Caption) =>
  statement(drawing, caption.id, caption, {
    label: `${caption.text}\\l`,
    fontname: caption.isBold ? bold : regular,
    fontsize: String(caption.points),
    color: 'none',
    style: 'solid',
    margin: '0',
  })

const statements = (drawing: Drawing, shape: Drawing['shapes'][number]) => {
  if (shape.kind === 'box') return boxStatements(drawing, shape)
  return [shape.kind === 'frame' ? frameStatement(drawing, shape) : captionStatement(drawing, shape)]
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
  const nodes = drawing.shapes.flatMap((shape) => statements(drawing, shape))
  const edges = drawing.arrows.map(
    ({ from, to, points, isPlanned }) =>
      `  "${from}" -> "${to}" [${attributes({ pos: spline(drawing, points), style: isPlanned ? 'dashed' : 'solid' })}]`,
  )
  const size = `0,0,${drawing.width},${drawing.height}`
  return [
    'digraph topology {',
    `  graph [${attributes({ bb: size, bgcolor: '#FFFFFF', pad: '0.08', outputorder: 'nodesfirst' })}]`,
    `  node [${attributes({ shape: 'box', fixedsize: 'true', fontname: regular, fontsize: '12', fontcolor: text, penwidth: '1.4' })}]`,
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
    .replace(/<!--.*?-->\n/gs, '')
    .replaceAll('font-family="Helvetica,sans-Serif"', 'font-family="Helvetica,Arial,sans-serif"')
    .replace(/<g id="[^"]+" class="(node|edge)">\n<title>[^<]*<\/title>/g, '<g class="$1">')
}
