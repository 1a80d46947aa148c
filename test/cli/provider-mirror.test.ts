import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { cliConfiguration } from '../../cli/terraform/provider-mirror'

jest.mock('node:os', () => ({ ...jest.requireActual<object>('node:os'), homedir: jest.fn() }))

let home: string
const original = { ...process.env }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blueprint-home-'))
  jest.mocked(homedir).mockReturnValue(home)
  process.env = { ...original, XDG_CACHE_HOME: join(home, 'cache') }
  delete process.env['TF_CLI_CONFIG_FILE']
})

afterEach(() => {
  process.env = original
  rmSync(home, { recursive: true, force: true })
})

test('the configuration that the person names comes first', () => {
  const file = join(home, 'mine.rc')
  writeFileSync(file, '')
  process.env['TF_CLI_CONFIG_FILE'] = file
  expect(cliConfiguration()).toBe(file)
})

test('the configuration in the home folder is left to Terraform', () => {
  writeFileSync(join(home, '.terraformrc'), '')
  expect(cliConfiguration()).toBeUndefined()
})

test('a mirror in the home folder is used for what it holds, the registry for the rest', () => {
  mkdirSync(join(home, '.terraform.d', 'plugins', 'registry.terraform.io', 'hashicorp', 'aws'), { recursive: true })
  const configuration = readFileSync(cliConfiguration()!, 'utf8')
  expect(configuration).toContain(`path    = "${join(home, '.terraform.d', 'plugins')}"`)
  expect(configuration).toContain('include = ["registry.terraform.io/hashicorp/aws"]')
  expect(configuration).toContain('exclude = ["registry.terraform.io/hashicorp/aws"]')
})

test('a named configuration that does not exist is no configuration', () => {
  process.env['TF_CLI_CONFIG_FILE'] = join(home, 'missing.rc')
  writeFileSync(join(home, '.terraformrc'), '')
  expect(cliConfiguration()).toBeUndefined()
})
