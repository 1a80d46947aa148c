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
    const mistakes = group(findings)
    super(
      [`The configuration has ${mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`}:`, ...mistakes].join(
        '\n\n',
      ),
    )
    this.name = 'ConfigurationError'
  }
}

const columns = 100

/** Text in lines of at most 100 columns, where a word allows it; the second line and the following are indented like the first. */
const wrap = (label: string, text: string) => {
  const indent = ' '.repeat(label.length)
  const lines = [label]
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    const isFirstWord = line === label || line === indent
    if (!isFirstWord && line.length + 1 + word.length > columns) lines.push(indent + word)
    else lines[lines.length - 1] = isFirstWord ? line + word : `${line} ${word}`
  }
  return lines.join('\n')
}

/** One text for each mistake: one in a preset is found in every deployment that it is part of, and is told once. */
const group = (findings: readonly Finding[]): readonly string[] => {
  const mistakes = new Map<string, { finding: Finding; deployments: string[] }>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.path, finding.problem, finding.remedy])
    const mistake = mistakes.get(key)
    if (mistake === undefined) mistakes.set(key, { finding, deployments: [finding.deployment] })
    else if (!mistake.deployments.includes(finding.deployment)) mistake.deployments.push(finding.deployment)
  }
  return [...mistakes.values()].map(({ finding, deployments }) =>
    [
      wrap('  ', finding.path),
      wrap('    in     ', deployments.join(', ')),
      wrap('    wrong  ', finding.problem),
      wrap('    right  ', finding.remedy),
    ].join('\n'),
  )
}
