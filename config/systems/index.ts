import type { SystemDefinition } from '../compose'
import { crmVision } from './crm-vision'
import { execora } from './execora'
import { omnicrm } from './omnicrm'
import { realEstateCrm } from './real-estate-crm'

/** Every system; a new one is a file here and a line in this list. */
export const systems: readonly SystemDefinition[] = [realEstateCrm, crmVision, omnicrm, execora]
