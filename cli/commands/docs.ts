import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deployments } from '../../config'
import type { Deployment } from '../../config/schema/deployment'
import { deploymentId } from '../../constructs/core/names'
import { configurationReference } from '../docs/configuration-reference'
import { configurationSchema } from '../docs/configuration-schema'
import { deploymentsTable } from '../docs/deployments-table'
import { drawSvg } from '../docs/drawing'
import { topology } from '../docs/topology'
import type { RdsDeployment } from '../docs/topology-shapes'
import { projectRoot } from '../paths'

/** Deployment whose topology is drawn. */
const drawn = 'omnicrm-production'

const isRds = (deployment: Deployment): deployment is RdsDeployment => deployment.database.provider === 'rds'

/** The generated pages, by path below the project, without writing them. */
export const renderDocs = async (): Promise<Map<string, string>> => {
  const all = deployments()
  const schema = configurationSchema()
  const shown = all.filter(isRds).find((deployment) => deploymentId(deployment) === drawn)
  if (shown === undefined) throw new Error(`There is no deployment ${drawn} with a database on RDS to draw`)
  return new Map([
    ['docs/configuration.md', `${configurationReference(schema)}\n`],
    ['docs/configuration.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`],
    ['docs/deployments.md', `${deploymentsTable(all)}\n`],
    ['docs/topology.svg', await drawSvg(topology(shown))],
  ])
}

/**
 * Writes the generated pages.
 *
 * @returns their paths below the project
 */
export const writeDocs = async (): Promise<readonly string[]> => {
  const pages = await renderDocs()
  for (const [path, content] of pages) {
    mkdirSync(dirname(join(projectRoot, path)), { recursive: true })
    writeFileSync(join(projectRoot, path), content)
  }
  return [...pages.keys()]
}
