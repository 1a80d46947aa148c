import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Attributes of a block. */
export type Block = Record<string, unknown>

/** The parts of a synthesized layer that the commands look at. */
export interface SynthesizedJson {
  readonly terraform: { readonly backend?: unknown; readonly required_providers: Block }
  readonly provider: Readonly<Record<string, readonly Block[]>>
  readonly data?: { readonly terraform_remote_state?: Readonly<Record<string, Block>> }
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Block>>>>
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>
}

/** A layer of the manifest of a synthesis. */
export interface ManifestEntry {
  /** Stack id: `<system>-<environment>-<layer>`. */
  readonly name: string
  /** Folder of the stack. */
  readonly folder: string
  /** Stack ids that have to be applied before. */
  readonly dependencies: readonly string[]
}

/** Reads a synthesized layer. */
export const readLayer = (folder: string) => JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as SynthesizedJson

/** Layers of a synthesis in the order in which they are deployed. */
export const readManifest = (outputFolder: string): readonly ManifestEntry[] => {
  const { stacks } = JSON.parse(readFileSync(join(outputFolder, 'manifest.json'), 'utf8')) as {
    stacks: Record<string, { name: string; workingDirectory: string; dependencies: string[] }>
  }
  const entries = Object.values(stacks).map(({ name, workingDirectory, dependencies }) => ({
    name,
    folder: join(outputFolder, workingDirectory),
    dependencies,
  }))
  const ordered: ManifestEntry[] = []
  const add = (entry: ManifestEntry) => {
    if (ordered.includes(entry)) return
    for (const dependency of entry.dependencies) {
      const found = entries.find(({ name }) => name === dependency)
      if (found !== undefined) add(found)
    }
    ordered.push(entry)
  }
  entries.forEach(add)
  return ordered
}
