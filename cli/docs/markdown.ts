const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\n/g, ' ')

/** Markdown table. A pipe in a cell is escaped. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Text as code; empty for an empty text. */
export const code = (text: string) => (text === '' ? '' : `\`${text}\``)
