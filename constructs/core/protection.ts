import type { Deployment } from '../../config/schema/deployment'

/** `lifecycle` of a resource that holds data: Terraform refuses to destroy it unless deletion protection is released. */
export const dataLifecycle = (deployment: Deployment) => ({ preventDestroy: deployment.deletionProtection.enabled })
