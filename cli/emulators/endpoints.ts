import type { RunningEmulators } from './record'

/** The two programs that stand in for AWS. */
export type EmulatorName = 'moto' | 'ministack'

/** The emulator of every service that `emulatorOfService` does not name. */
const defaultEmulator: EmulatorName = 'ministack'

/** Where the requests of one service go, and the measurement behind it. */
export interface Route {
  readonly emulator: EmulatorName
  readonly reason: string
}

/** Which emulator serves a service, by the suffix of its AWS_ENDPOINT_URL_ variable. */
export const emulatorOfService: Readonly<Record<string, Route>> = {
  EC2: {
    emulator: 'moto',
    reason: 'ministack cannot create network ACLs, loses private DNS and groups of endpoints and replaces flow logs',
  },
  CLOUDWATCH: {
    emulator: 'moto',
    reason: 'ministack returns a metric alarm without its period, dimensions and actions',
  },
  ELASTIC_LOAD_BALANCING_V2: {
    emulator: 'moto',
    reason: 'load balancers refer to subnets and security groups, which moto holds',
  },
  WAFV2: { emulator: 'moto', reason: 'ministack has no logging configuration of web ACLs' },
  ACM: { emulator: 'moto', reason: 'listeners refer to certificates, and moto holds the listeners' },
}

/**
 * Environment variables that send Terraform, the provider and the `aws` command to the emulators. `undefined` means a
 * variable that must not be set: no AWS_ setting of the user (profile, session token, endpoint, role) mixes in.
 *
 * @param running the emulators, from `startEmulators` or `findEmulators`
 * @param region the default region, for example `eu-central-1`
 * @param inherited the environment that the result is laid over
 */
export const emulatorEnvironment = (
  running: RunningEmulators,
  region: string,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string | undefined> => {
  const url = (name: EmulatorName) => `http://127.0.0.1:${running[name].port}`
  const settingsOfUser = Object.keys(inherited).filter((name) => name.startsWith('AWS_'))
  const services = Object.entries(emulatorOfService)
  return {
    ...Object.fromEntries(settingsOfUser.map((name) => [name, undefined])),
    AWS_ENDPOINT_URL: url(defaultEmulator),
    ...Object.fromEntries(services.map(([service, { emulator }]) => [`AWS_ENDPOINT_URL_${service}`, url(emulator)])),
    AWS_ACCESS_KEY_ID: running.accountId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
