import { databasePolicies } from './database'
import { generalPolicies } from './general'
import { iamPolicies } from './iam'
import { networkPolicies } from './network'
import type { Policy } from './policy'
import { storagePolicies } from './storage'

/** Every policy; ids are unique. */
export const policies: readonly Policy[] = [...generalPolicies, ...storagePolicies, ...databasePolicies, ...networkPolicies, ...iamPolicies]
