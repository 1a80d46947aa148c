import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The command line of a process; undefined when there is no such process or it is a zombie. */
const commandLineOf = async (pid: number): Promise<string | undefined> => {
  try {
    const { stdout } = await run('ps', ['-p', String(pid), '-o', 'stat=', '-o', 'command='])
    const line = stdout.trim()
    return line === '' || line.startsWith('Z') ? undefined : line
  } catch {
    return undefined
  }
}

/** Whether `pid` is still the program whose command line has `signature`, and not a later process with the same id. */
export const isProgram = async (pid: number, signature: string): Promise<boolean> =>
  (await commandLineOf(pid))?.includes(signature) ?? false

const signalGroup = (pid: number, signal: 'SIGTERM' | 'SIGKILL') => {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Ends the process group that `pid` leads: SIGTERM, and SIGKILL when it is still there after `graceMs`.
 * Does nothing when `pid` is another program by now.
 */
export const endProgram = async (pid: number, signature: string, graceMs = 5_000): Promise<void> => {
  if (!(await isProgram(pid, signature))) return
  signalGroup(pid, 'SIGTERM')
  for (const deadline = Date.now() + graceMs; Date.now() < deadline; ) {
    await sleep(100)
    if (!(await isProgram(pid, signature))) return
  }
  signalGroup(pid, 'SIGKILL')
}
