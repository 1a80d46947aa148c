import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesizedFolder } from './synthesized'

const root = join(__dirname, '..')
const parts = ['main.ts', 'run.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'config', 'constructs', 'stacks', 'policies']

let folder: string

/** A change of one file: what stands there, and what a person writes instead. */
interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** The app as somebody else has it: in another folder, with changes. */
const copyWith = (...edits: readonly Edit[]) => {
  const copy = mkdtempSync(join(folder, 'copy-'))
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const { file, from, to } of edits) {
    const text = readFileSync(join(copy, file), 'utf8')
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
    writeFileSync(join(copy, file), text.replace(from, to))
  }
  return copy
}

const synthesize = (copy: string, ...names: readonly string[]) =>
  spawnSync(process.execPath, ['run.mjs', 'main.ts', ...names], { cwd: copy, encoding: 'utf8' })

const filesIn = (directory: string): readonly string[] =>
  existsSync(directory) ? readdirSync(directory, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])) : []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'blueprint-app-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the same configuration gives the same bytes in another folder', () => {
  const copy = copyWith()
  expect(synthesize(copy)).toMatchObject({ status: 0, stderr: '' })
  const difference = spawnSync('diff', ['-r', join(copy, 'cdktf.out'), synthesizedFolder()], { encoding: 'utf8' })
  expect(difference).toMatchObject({ status: 0, stdout: '' })
})

test('the environment of the person has no influence on what is synthesized', () => {
  const out = join(folder, 'other-environment')
  const env = { ...process.env, CDKTF_OUTDIR: out, AWS_REGION: 'us-east-1', AWS_PROFILE: 'somebody', TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', USER: 'somebody' }
  execFileSync(process.execPath, ['run.mjs', 'main.ts', 'omnicrm-production'], { cwd: root, env })
  for (const layer of ['bootstrap', 'network', 'data', 'recovery']) {
    const path = join('stacks', `omnicrm-production-${layer}`, 'cdk.tf.json')
    expect(readFileSync(join(out, path), 'utf8')).toBe(readFileSync(join(synthesizedFolder(), path), 'utf8'))
  }
})

test('a wrong configuration is refused with status 1, where and what would be right, and nothing is written', () => {
  const copy = copyWith({ file: 'config/environments/production.ts', from: '10.30.0.0/16', to: '10.30.0.0/33' })
  const { status, stderr } = synthesize(copy)
  expect(status).toBe(1)
  expect(stderr).toContain('network.cidr')
  expect(stderr).toContain('right')
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(filesIn(join(copy, 'cdktf.out'))).toEqual([])
})

describe('a protection that is removed in the code', () => {
  test.each<[string, Edit, string, string]>([
    [
      'encryption of the database',
      { file: 'constructs/database/postgres.ts', from: 'storageEncrypted: true', to: 'storageEncrypted: false' },
      'RDS-ENCRYPTION',
      'omnicrm-production-data/postgres/primary',
    ],
    [
      'deletion protection of the database',
      { file: 'constructs/database/postgres.ts', from: 'deletionProtection: this.deployment.deletionProtection.enabled', to: 'deletionProtection: false' },
      'RDS-DELETION-PROTECTION',
      'omnicrm-production-data/postgres/replica-reader',
    ],
    ['a tag', { file: 'constructs/core/tags.ts', from: "ManagedBy: 'cdktf'", to: "ManagedBy: ''" }, 'TAGS', 'omnicrm-production-network'],
  ])('%s: the synth fails, says which and where, and writes nothing', (_what, edit, policy, path) => {
    const copy = copyWith(edit)
    const { status, stderr } = synthesize(copy, 'omnicrm-production')
    expect(status).toBe(1)
    expect(stderr).toContain(policy)
    expect(stderr).toContain(path)
    expect(filesIn(join(copy, 'cdktf.out'))).toEqual([])
  })
})

test('a deployment that does not exist is named, with those that do', () => {
  const { status, stderr } = spawnSync(process.execPath, ['run.mjs', 'main.ts', 'omnicrm-prod'], { cwd: root, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('There is no deployment omnicrm-prod')
  expect(stderr).toContain('omnicrm-production')
})
