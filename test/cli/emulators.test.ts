import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emulatorEnvironment, emulatorOfService } from '../../cli/emulators/endpoints'
import { isProgram } from '../../cli/emulators/processes'
import { emulatorPrograms } from '../../cli/emulators/programs'
import { readRecord, removeRecord, writeRecord } from '../../cli/emulators/record'

const running = {
  accountId: '111122223333',
  startedAt: '2026-11-22T05:00:00.000Z',
  moto: { pid: 4711, port: 15101 },
  ministack: { pid: 4712, port: 15102 },
}

describe('the environment of the emulators', () => {
  const environment = emulatorEnvironment(running, 'eu-central-1', {
    AWS_PROFILE: 'production',
    AWS_ENDPOINT_URL_RDS: 'https://rds.eu-central-1.amazonaws.com',
    HOME: '/home/somebody',
  })

  test('sends the services of the table to their emulator and all others to ministack', () => {
    expect(environment['AWS_ENDPOINT_URL']).toBe('http://127.0.0.1:15102')
    expect(environment['AWS_ENDPOINT_URL_EC2']).toBe('http://127.0.0.1:15101')
    for (const [service, { emulator }] of Object.entries(emulatorOfService)) {
      expect(environment[`AWS_ENDPOINT_URL_${service}`]).toBe(`http://127.0.0.1:${running[emulator].port}`)
    }
  })

  test('names nothing but loopback', () => {
    const urls = Object.values(environment).flatMap((value) => (value?.includes('://') ? [value] : []))
    expect(urls.filter((url) => new URL(url).hostname !== '127.0.0.1')).toEqual([])
  })

  test('takes the account from the access key', () => {
    expect(environment['AWS_ACCESS_KEY_ID']).toBe('111122223333')
  })

  test('clears every AWS setting of the user and nothing else', () => {
    const cleared = Object.keys(environment).filter((name) => environment[name] === undefined)
    expect(cleared).toEqual(['AWS_PROFILE', 'AWS_ENDPOINT_URL_RDS'])
    expect(environment).not.toHaveProperty('HOME')
  })

  test('gives a reason for every service of the table', () => {
    expect(Object.values(emulatorOfService).filter(({ reason }) => reason.length < 20)).toEqual([])
  })
})

describe('the programs', () => {
  const { moto, ministack } = emulatorPrograms('111122223333', { moto: 15101, ministack: 15102 })

  test('listen on loopback only', () => {
    expect(moto.args).toEqual(expect.arrayContaining(['-H', '127.0.0.1']))
    expect(ministack.environment).toMatchObject({ BIND_HOST: '127.0.0.1', IOT_MTLS_ENABLED: '0', SFTP_ENABLED: '0' })
  })

  test('agree on the account and on the network', () => {
    expect(moto.environment['MOTO_ACCOUNT_ID']).toBe('111122223333')
    expect(ministack.environment['MOTO_ENDPOINT']).toBe('http://127.0.0.1:15101')
  })
})

describe('the record of running emulators', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'emulators-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is read as it was written, and gone when removed', () => {
    writeRecord(folder, running)
    expect(readRecord(folder)).toEqual(running)
    removeRecord(folder)
    expect(readRecord(folder)).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  test.each([
    ['is cut off', '{"accountId": "1111'],
    ['has no process id', JSON.stringify({ ...running, moto: { port: 1 } })],
    ['has process id 0, which would signal our own group', JSON.stringify({ ...running, moto: { pid: 0, port: 1 } })],
  ])('counts as absent when it %s', (_, text) => {
    writeFileSync(join(folder, 'emulators.json'), text)
    expect(readRecord(folder)).toBeUndefined()
  })
})

describe('a process', () => {
  test('is recognized by its command line, not by its id alone', async () => {
    expect(await isProgram(process.pid, 'node')).toBe(true)
    expect(await isProgram(process.pid, 'moto.server')).toBe(false)
  })

  test('that is gone is not recognized', async () => {
    expect(await isProgram(2 ** 22 + 1, '')).toBe(false)
  })
})
