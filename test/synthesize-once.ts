import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Synthesizes every deployment once, as a person would, for all test files to read. */
export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'blueprint-'))
  const root = join(__dirname, '..')
  execFileSync(process.execPath, [join(root, 'run.mjs'), 'main.ts'], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: join(folder, 'cdktf.out') },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.env['BLUEPRINT_SYNTHESIZED'] = join(folder, 'cdktf.out')
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}
