import { App, TerraformStack } from '../../constructs/core/cdktf'
import { composeDeployment } from '../../stacks'
import { deploymentsWhere, layerOf } from '../synthesized'
import { layers } from '../../stacks/layer'

test.each(deploymentsWhere())('%s is rendered to what cdktf itself would render', (_name, deployment) => {
  const app = new App({ stackTraces: false, outdir: process.env['BLUEPRINT_SYNTHESIZED']! })
  const composed = composeDeployment(app, deployment)
  for (const layer of Object.values(composed)) layer.prepareStack()
  for (const layer of layers) {
    expect(TerraformStack.prototype.toTerraform.call(composed[layer])).toEqual(layerOf(deployment, layer))
  }
})
