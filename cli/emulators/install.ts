import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa, ExecaError } from 'execa'
import { PrerequisiteError } from '../errors'
import { cacheFolder, projectRoot } from '../paths'

/** What is needed to start the emulators. */
export interface EmulatorPrograms {
  /** Absolute path of the Python interpreter that has the emulators installed. */
  readonly python: string
}

const requirements = join(projectRoot, 'cli', 'emulators', 'requirements.txt')
const candidates = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
const describeInterpreter =
  'import json, sys; print(json.dumps({"path": sys.executable, "version": list(sys.version_info[:2])}))'

const findPython = async (): Promise<{ path: string; version: string }> => {
  for (const candidate of candidates) {
    const { stdout, failed } = await execa(candidate, ['-c', describeInterpreter], { reject: false, timeout: 10_000 })
    if (failed) continue
    const { path, version } = JSON.parse(stdout) as { path: string; version: [number, number] }
    if (version[0] === 3 && version[1] >= 10) return { path, version: version.join('.') }
  }
  throw new PrerequisiteError(
    'Python 3.10 or newer, for the AWS emulators',
    'Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python).',
  )
}

const interpreterIn = (folder: string) => join(folder, 'bin', 'python')

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A build that was interrupted leaves `<name>.building-<pid>` behind. */
const removeAbandonedBuilds = (cache: string) => {
  for (const entry of readdirSync(cache)) {
    const pid = /\.building-(\d+)$/.exec(entry)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(cache, entry), { recursive: true, force: true })
  }
}

const lastLines = (text: string, count: number) => text.trim().split('\n').slice(-count).join('\n')

const build = async (python: string, folder: string, onProgress: (text: string) => void) => {
  onProgress('creating a virtual environment')
  await execa(python, ['-m', 'venv', folder]).catch((error: ExecaError) => {
    throw new PrerequisiteError(
      `the venv module of ${python}`,
      `Install it (Debian and Ubuntu: apt install python3-venv). Python said: ${lastLines(String(error.stdout), 3)}`,
    )
  })
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--requirement', requirements]
  const installation = execa(interpreterIn(folder), pip, { all: true })
  for await (const line of installation.iterable({ from: 'all' })) {
    if (/^(Collecting|Downloading|Installing)/.test(line.trim())) onProgress(line.trim().split(/\s+/, 2).join(' '))
  }
  await installation
}

/** Gives a complete build its final name, unless another process was faster. */
const publish = (draft: string, folder: string) => {
  try {
    renameSync(draft, folder)
  } catch (error) {
    if (!existsSync(interpreterIn(folder))) throw error
  }
}

/**
 * Installs the pinned emulators into a virtual environment of their own below the cache folder of the user, once per
 * version of requirements.txt and of Python. Two processes may do so at the same time.
 *
 * @param onProgress is called with a few words on what happens at the moment
 * @throws PrerequisiteError when there is no Python ≥ 3.10 with venv, or the packages can't be had
 */
export const installEmulators = async (onProgress: (text: string) => void = () => undefined): Promise<EmulatorPrograms> => {
  const { path, version } = await findPython()
  const digest = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex').slice(0, 12)
  const cache = cacheFolder()
  const folder = join(cache, `emulators-${digest}`)
  const python = interpreterIn(folder)
  if (existsSync(python)) return { python }

  mkdirSync(cache, { recursive: true })
  removeAbandonedBuilds(cache)
  const draft = `${folder}.building-${process.pid}`
  try {
    await build(path, draft, onProgress)
    publish(draft, folder)
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error
    throw new PrerequisiteError(
      'the AWS emulators (packages of requirements.txt)',
      `pip could not install them; check the network or the package index.\n${lastLines(String(error.all), 10)}`,
    )
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return { python }
}
