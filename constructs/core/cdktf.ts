/**
 * The only file that imports `cdktf` and `constructs`. HashiCorp archived cdktf in December 2025 and cdktn continues it with
 * the same API, so a move is a change of this file and of package.json (docs/architecture.md).
 */
export { Construct, type IConstruct } from 'constructs'
export {
  App,
  Aspects,
  Fn,
  LocalBackend,
  ref,
  S3Backend,
  TerraformElement,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Token,
  type IAspect,
} from 'cdktf'
export { invokeAspects } from 'cdktf/lib/synthesize/synthesizer'
export { resolve } from 'cdktf/lib/_tokens'
