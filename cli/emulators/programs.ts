import { join } from 'node:path'
import { projectRoot } from '../paths'
import type { EmulatorName } from './endpoints'

/** One emulator as a program: how it is started, told from other processes, and asked whether it is there. */
export interface EmulatorProgram {
  /** Arguments of the Python interpreter. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Part of the command line that no other program has. */
  readonly signature: string
  /** Path that answers 200 in this emulator and in no other program. */
  readonly healthPath: string
}

const loopback = '127.0.0.1'

/**
 * The two emulators for one account on the given loopback ports.
 * ministack gets no container engine: with one, it would start a PostgreSQL container for every database.
 */
export const emulatorPrograms = (
  accountId: string,
  port: Readonly<Record<EmulatorName, number>>,
): Record<EmulatorName, EmulatorProgram> => ({
  moto: {
    args: ['-m', 'moto.server', '-H', loopback, '-p', String(port.moto)],
    environment: { MOTO_ACCOUNT_ID: accountId, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    signature: 'moto.server',
    healthPath: '/moto-api/config',
  },
  ministack: {
    args: [join(projectRoot, 'cli', 'emulators', 'ministack_joined.py')],
    environment: {
      BIND_HOST: loopback,
      GATEWAY_PORT: String(port.ministack),
      EDGE_PORT: String(port.ministack),
      MOTO_ENDPOINT: `http://${loopback}:${port.moto}`,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      DOCKER_HOST: 'unix:///nonexistent',
    },
    signature: 'ministack_joined.py',
    healthPath: '/_ministack/health',
  },
})
