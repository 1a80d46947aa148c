import type { EnvironmentPreset } from '../compose'
import { development } from './development'
import { local } from './local'
import { production } from './production'
import { staging } from './staging'

/** Every environment; a new one is a file here and a line in this list. */
export const environments: readonly EnvironmentPreset[] = [local, development, staging, production]
