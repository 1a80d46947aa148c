import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const emulator = z.object({ pid: z.int().positive(), port: z.int().min(1).max(65535) })

const schema = z.object({
  accountId: z.string().regex(/^\d{12}$/),
  startedAt: z.iso.datetime(),
  moto: emulator,
  ministack: emulator,
})

/** The emulators of one local deployment: process ids, loopback ports and the AWS account they pretend to be. */
export type RunningEmulators = z.infer<typeof schema>

const fileIn = (folder: string) => join(folder, 'emulators.json')

/** The record of the emulators last started in `folder`; undefined when there is none or it is not readable. */
export const readRecord = (folder: string): RunningEmulators | undefined => {
  try {
    return schema.safeParse(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).data
  } catch {
    return undefined
  }
}

/** Writes the record of `folder` in one step, so that a reader never sees half of it. */
export const writeRecord = (folder: string, running: RunningEmulators): void => {
  mkdirSync(folder, { recursive: true })
  const draft = `${fileIn(folder)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(running, null, 2)}\n`)
  renameSync(draft, fileIn(folder))
}

/** Removes the record of `folder`, if there is one. */
export const removeRecord = (folder: string): void => rmSync(fileIn(folder), { force: true })
