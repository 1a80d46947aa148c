import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { renderDocs } from '../../cli/commands/docs'
import { builtLayers } from '../../cli/docs/topology-shapes'
import { projectRoot } from '../../cli/paths'
import { layers } from '../../stacks/layer'

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8')

const pages = [
  'README.md',
  ...readdirSync(join(projectRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

const outsideCode = (markdown: string) => markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

describe('generated pages', () => {
  let rendered: ReadonlyMap<string, string>
  beforeAll(async () => {
    rendered = await renderDocs()
  })

  test.each(['docs/configuration.md', 'docs/configuration.schema.json', 'docs/deployments.md', 'docs/topology.svg'])(
    '%s is what the configuration says',
    (path) => {
      if (existsSync(join(projectRoot, path)) && read(path) === rendered.get(path)) return
      throw new Error(`${path} is not what the configuration says. Run: npm run docs`)
    },
  )

  test('nothing else is generated', () => {
    expect([...rendered.keys()]).toHaveLength(4)
  })

  test('the picture draws solid what the layers that exist build', () => {
    expect([...builtLayers]).toEqual([...layers])
  })

  test('rendering twice gives the same bytes', async () => {
    expect([...(await renderDocs())]).toEqual([...rendered])
  })
})

describe('pages', () => {
  test('every npm command of the README is a script', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const commands = [...read('README.md').matchAll(/npm (?:run )?([a-z][a-z:-]*)/g)].map(([, name]) => name!)
    const unknown = commands.filter((name) => name !== 'ci' && !(name in scripts))
    expect(commands.length).toBeGreaterThan(5)
    expect(unknown).toEqual([])
  })

  test.each(pages)('every relative link of %s leads to a file', (page) => {
    const targets = [...outsideCode(read(page)).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
      ([, link, source]) => link ?? source!,
    )
    const relative = targets.filter((target) => !/^(https?:|mailto:|#)/.test(target)).map((target) => target.replace(/#.*$/, ''))
    expect(relative.filter((target) => !existsSync(join(projectRoot, dirname(page), target)))).toEqual([])
  })
})
