/** Something that is wrong with the configuration, in words for the person who wrote it. */
export interface Finding {
  /** Deployment, e.g. `omnicrm-production`. */
  readonly deployment: string
  /** Path of the value, e.g. `database.backup.retentionDays`. */
  readonly path: string
  /** What is wrong. */
  readonly problem: string
  /** What would be right. */
  readonly remedy: string
}

/** Every finding of a configuration at once. */
export class ConfigurationError extends Error {
  constructor(readonly findings: readonly Finding[]) {
    const many = findings.length === 1 ? 'one mistake' : `${findings.length} mistakes`
    super([`The configuration has ${many}:`, ...findings.map(describeFinding)].join('\n'))
    this.name = 'ConfigurationError'
  }
}

const describeFinding = ({ deployment, path, problem, remedy }: Finding) =>
  `\n  ${deployment}  ${path}\n    wrong: ${problem}\n    right: ${remedy}`
