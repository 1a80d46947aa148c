import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import getPort from 'get-port'
import { PrerequisiteError } from '../errors'
import type { EmulatorName } from './endpoints'
import type { EmulatorPrograms } from './install'
import { endProgram, isProgram } from './processes'
import { emulatorPrograms, type EmulatorProgram } from './programs'
import { readRecord, removeRecord, type RunningEmulators, writeRecord } from './record'

const names: readonly EmulatorName[] = ['moto', 'ministack']
const startLimitMs = 60_000
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL']

const programsOf = ({ accountId, moto, ministack }: RunningEmulators) =>
  emulatorPrograms(accountId, { moto: moto.port, ministack: ministack.port })

const freePort = async (): Promise<number> => {
  try {
    return await getPort({ host: '127.0.0.1' })
  } catch (error) {
    throw new PrerequisiteError('a free port on 127.0.0.1', `Close programs that listen there. ${String(error)}`)
  }
}

const logOf = (folder: string, name: EmulatorName) => join(folder, `${name}.log`)

/** No AWS or emulator setting of the user may reach the emulators, so their environment is built from nothing. */
const environmentOf = (folder: string, program: EmulatorProgram): Record<string, string> => {
  const kept = inherited.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(kept), TMPDIR: folder, PYTHONUNBUFFERED: '1', ...program.environment }
}

const launch = (folder: string, python: string, name: EmulatorName, program: EmulatorProgram): number => {
  const log = openSync(logOf(folder, name), 'w')
  const child = spawn(python, program.args, {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: environmentOf(folder, program),
  })
  closeSync(log)
  child.on('error', () => undefined)
  child.unref()
  if (child.pid === undefined) throw new Error(`${python} could not be started`)
  return child.pid
}

const answers = async (port: number, path: string): Promise<boolean> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

const waitFor = async (folder: string, name: EmulatorName, running: RunningEmulators): Promise<void> => {
  const { healthPath, signature } = programsOf(running)[name]
  const { pid, port } = running[name]
  for (const deadline = Date.now() + startLimitMs; Date.now() < deadline; ) {
    if (await answers(port, healthPath)) return
    if (!(await isProgram(pid, signature))) break
    await sleep(200)
  }
  const log = readFileSync(logOf(folder, name), 'utf8').trim().split('\n').slice(-15).join('\n')
  throw new Error(`${name} did not answer on 127.0.0.1:${port}. The end of ${logOf(folder, name)}:\n${log}`)
}

/**
 * Starts both emulators on free ports of the loopback interface. They outlive this process; `stopEmulators` ends them.
 * Their logs and `emulators.json` are written to `folder`. What an earlier start left running there is ended first.
 *
 * @param accountId the 12 digits of the AWS account to pretend to be
 * @throws Error with the end of the log when one does not answer within 60 s; none is left running then
 */
export const startEmulators = async (options: {
  readonly folder: string
  readonly accountId: string
  readonly programs: EmulatorPrograms
}): Promise<RunningEmulators> => {
  const { folder, accountId, programs } = options
  await stopEmulators(folder)
  mkdirSync(folder, { recursive: true })
  const port = { moto: await freePort(), ministack: await freePort() }
  const program = emulatorPrograms(accountId, port)
  const moto = { pid: launch(folder, programs.python, 'moto', program.moto), port: port.moto }
  const ministack = { pid: launch(folder, programs.python, 'ministack', program.ministack), port: port.ministack }
  const running = { accountId, startedAt: new Date().toISOString(), moto, ministack }
  writeRecord(folder, running)
  try {
    await Promise.all(names.map((name) => waitFor(folder, name, running)))
  } catch (error) {
    await stopEmulators(folder)
    throw error
  }
  return running
}

/** The emulators that were started in `folder`, when both are still there and answer; otherwise undefined. */
export const findEmulators = async (folder: string): Promise<RunningEmulators | undefined> => {
  const running = readRecord(folder)
  if (running === undefined) return undefined
  const programs = programsOf(running)
  const healthy = await Promise.all(
    names.map(
      async (name) =>
        (await isProgram(running[name].pid, programs[name].signature)) &&
        (await answers(running[name].port, programs[name].healthPath)),
    ),
  )
  return healthy.every(Boolean) ? running : undefined
}

/** Ends the emulators that were started in `folder`, if any, and removes their record. Everything in them is lost. */
export const stopEmulators = async (folder: string): Promise<void> => {
  const running = readRecord(folder)
  if (running !== undefined) {
    const programs = programsOf(running)
    await Promise.all(names.map((name) => endProgram(running[name].pid, programs[name].signature)))
  }
  removeRecord(folder)
}
