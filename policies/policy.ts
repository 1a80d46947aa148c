/** Attributes of a resource as they are synthesized, with Terraform's names. */
export type Attributes = Readonly<Record<string, unknown>>

/** A resource of a synthesized layer. */
export interface SynthesizedResource {
  readonly type: string
  /** Terraform address, e.g. `aws_s3_bucket.state_bucket_1A2B3C4D`. */
  readonly address: string
  /** Construct path, e.g. `omnicrm-production-data/backups/bucket`. */
  readonly path: string
  readonly attributes: Attributes
}

/** Everything a policy can look at. */
export interface SynthesizedLayer {
  readonly resources: readonly SynthesizedResource[]
  /** Settings of the providers. */
  readonly providers: readonly Attributes[]
  /** Whether the deployment's deletion protection is released, with a reason, in the configuration. */
  readonly deletionProtectionReleased: boolean
}

/** A rule that every synthesized layer has to satisfy. */
export interface Policy {
  /** Stable id, used by waivers. */
  readonly id: string
  /** What the rule asks for, in one sentence. */
  readonly rule: string
  /** Requirement or page behind it. */
  readonly source: string
  /** Resource types it is about. */
  readonly types: readonly string[]
  /**
   * @returns what is wrong with the resource and what would be right, or undefined
   */
  readonly check: (resource: SynthesizedResource, layer: SynthesizedLayer) => string | undefined
}

/** A policy that a resource does not satisfy. */
export interface PolicyFinding {
  readonly policy: string
  readonly path: string
  readonly address: string
  readonly problem: string
}

/** Nested value of an attribute: lists of one block are looked into. */
export const valueAt = (attributes: Attributes, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((value, key) => {
    const block: unknown = Array.isArray(value) ? value[0] : value
    return typeof block === 'object' && block !== null ? (block as Attributes)[key] : undefined
  }, attributes)

/** Resources of a type whose attribute refers to a resource, e.g. the versioning of a bucket. */
export const referringTo = (layer: SynthesizedLayer, type: string, attribute: string, resource: SynthesizedResource) =>
  layer.resources.filter(
    (candidate) =>
      candidate.type === type &&
      typeof candidate.attributes[attribute] === 'string' &&
      (candidate.attributes[attribute] as string).startsWith(`\${${resource.address}.`),
  )
