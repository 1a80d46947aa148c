import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { CommandError } from '../errors'
import { throwIfInterrupted } from '../interruption'
import { countResources } from '../local-deployment'
import { projectRoot } from '../paths'
import { readManifest } from '../terraform/synthesized-layer'

/** What is measured, with the largest multiple of the floor that is accepted. */
interface Measurement {
  readonly name: string
  readonly limit?: number
  readonly prepare?: () => void
  readonly args: readonly string[]
}

const runs = 9
const oneDeployment = 'omnicrm-production'

/** Another spelling of the app gives it a bundle of its own, so that no other command loses the one it runs. */
const coldEntry = './main.ts'
const bundles = join(projectRoot, 'dist')
const coldBundle = '.-main.cjs'

const removeColdBundle = () => {
  const files = existsSync(bundles) ? readdirSync(bundles).filter((file) => file.startsWith(coldBundle)) : []
  files.forEach((file) => rmSync(join(bundles, file), { force: true }))
}

const appArguments = () => {
  const { app } = JSON.parse(readFileSync(join(projectRoot, 'cdktf.json'), 'utf8')) as { app: string }
  const [program, ...args] = app.split(' ')
  if (program !== 'node') throw new CommandError(`The app command of cdktf.json is measured with node, not with ${program}`)
  return args
}

const measurements = (): readonly Measurement[] => {
  const app = appArguments()
  return [
    { name: 'bare `node -e "require(\'cdktf\')"`', args: ['-e', "require('cdktf')"] },
    { name: `one deployment (${oneDeployment})`, args: [...app, oneDeployment], limit: 2.5 },
    { name: 'all deployments', args: app, limit: 10 },
    {
      name: 'one deployment, bundle to be built first',
      prepare: removeColdBundle,
      args: [...app.map((arg) => (arg === 'main.ts' ? coldEntry : arg)), oneDeployment],
    },
  ]
}

const milliseconds = async ({ args, prepare }: Measurement, folder: string) => {
  throwIfInterrupted()
  prepare?.()
  const start = process.hrtime.bigint()
  const result = await execa(process.execPath, args, { cwd: projectRoot, reject: false, env: { CDKTF_OUTDIR: folder } })
  if (result.exitCode !== 0)
    throw new CommandError(`node ${args.join(' ')} ended with status ${result.exitCode}\n${result.stderr}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

const table = (rows: readonly (readonly string[])[]) => {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n')
}

const sizeOf = (folder: string) => {
  const layers = readManifest(folder)
  return { stacks: layers.length, resources: layers.reduce((sum, layer) => sum + countResources(layer), 0) }
}

/**
 * Measures the app command of cdktf.json as multiples of the time that Node needs to load cdktf: medians of alternating runs,
 * so that whatever else the computer does is in every one of them.
 *
 * @returns the results as a Markdown table
 * @throws CommandError with the table when a limit is broken
 */
export const bench = async (): Promise<string> => {
  const all = measurements()
  const folder = mkdtempSync(join(tmpdir(), 'blueprint-bench-'))
  const folderOf = (index: number) => join(folder, String(index))
  try {
    for (const [index, measurement] of all.entries()) await milliseconds(measurement, folderOf(index))
    const times = all.map((): number[] => [])
    for (let run = 1; run <= runs; run += 1) {
      console.error(`run ${run} of ${runs}`)
      for (const [index, measurement] of all.entries()) times[index]!.push(await milliseconds(measurement, folderOf(index)))
    }
    const medians = times.map(median)
    const floor = medians[0]!
    const one = sizeOf(folderOf(1))
    const every = sizeOf(folderOf(2))
    const sizes = [{ stacks: 0, resources: 0 }, one, every, one]
    const rows = all.map(({ name, limit }, index) => {
      const { stacks, resources } = sizes[index]!
      const each = resources === 0 ? '' : ((medians[index]! - floor) / resources).toFixed(2)
      const size = resources === 0 ? ['', ''] : [String(stacks), String(resources)]
      return [
        name,
        `${(medians[index]! / floor).toFixed(2)} ×`,
        limit === undefined ? '' : `${limit} ×`,
        ...size,
        each,
        `${Math.round(medians[index]!)} ms`,
      ]
    })
    const result = table([['measured', 'ratio', 'limit', 'stacks', 'resources', 'ms per resource', 'median'], ...rows])
    const broken = all.flatMap(({ name, limit }, index) =>
      limit !== undefined && medians[index]! > limit * floor
        ? [`${name} takes ${(medians[index]! / floor).toFixed(2)} × the floor, the limit is ${limit} ×`]
        : [],
    )
    if (broken.length > 0) throw new CommandError(`${result}\n\n${broken.join('\n')}`)
    return result
  } finally {
    removeColdBundle()
    rmSync(folder, { recursive: true, force: true })
  }
}
