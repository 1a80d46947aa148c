import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const nearestFolderWith = (file: string, start: string): string => {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder
    if (folder === dirname(folder)) throw new Error(`No folder above ${start} contains ${file}`)
  }
}

/** Absolute path of the folder that holds cdktf.json, wherever the command was called from. */
export const projectRoot = nearestFolderWith('cdktf.json', __dirname)

/** Folder of the local environment: emulators, states, work of `verify`. Never committed. */
export const localFolder = join(projectRoot, '.local')

/** Where the project keeps what it can install again: below the cache folder of the user. */
export const cacheFolder = (): string => {
  const ofPlatform = process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
  return join(process.env['XDG_CACHE_HOME'] || ofPlatform, 'cdktf-production-blueprint')
}
