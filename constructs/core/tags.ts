import type { Deployment } from '../../config/schema/deployment'

/** Tags that every resource carries (R141). */
export const requiredTags = ['System', 'Environment', 'Layer', 'Owner', 'CostCenter', 'ManagedBy'] as const

/** Tags of every resource of a layer; the provider sets them as `default_tags`. */
export const layerTags = (deployment: Deployment, layer: string): Record<(typeof requiredTags)[number], string> => ({
  System: deployment.system,
  Environment: deployment.environment,
  Layer: layer,
  Owner: deployment.team,
  CostCenter: deployment.costCenter,
  ManagedBy: 'cdktf',
})
