import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(__dirname, '..', '..')

const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, ['run.mjs', 'cli/index.ts', ...args], { cwd: root, encoding: 'utf8', env })

test('--help names every command of package.json', () => {
  const { scripts } = jest.requireActual<{ scripts: Record<string, string> }>('../../package.json')
  const { stdout, status } = run(['--help'])
  expect(status).toBe(0)
  for (const script of Object.values(scripts)) {
    const command = /cli\/index\.ts ([\w:]+)/.exec(script)?.[1]
    if (command !== undefined) expect(stdout).toContain(`  ${command}`)
  }
})

test.each([
  [['deploy', 'shop-production'], 'There is no deployment shop-production'],
  [['deploy', 'omnicrm-local'], 'npm run deploy:local -- omnicrm'],
  [['destroy', 'omnicrm-production'], 'omnicrm-production is protected against deletion'],
  [['deploy:local', 'shop'], 'There is no system shop'],
  [['synth', 'shop-production'], 'There is no deployment shop-production'],
])('%j ends with status 1 and says what is wrong, without a stack trace', (args, message) => {
  const { stderr, status } = run(args)
  expect(status).toBe(1)
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a missing Terraform is named with what to install', () => {
  const programs = mkdtempSync(join(tmpdir(), 'blueprint-path-'))
  symlinkSync(process.execPath, join(programs, 'node'))
  const { stderr, status } = run(['verify', 'omnicrm-production'], { ...process.env, PATH: programs })
  rmSync(programs, { recursive: true })
  expect(status).toBe(1)
  expect(stderr).toContain('Missing: Terraform')
  expect(stderr).toContain('https://developer.hashicorp.com/terraform/install')
})
