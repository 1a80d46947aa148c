import { ref, Token, type TerraformStack } from './cdktf'

/**
 * Adds an ephemeral resource: its value lives only while Terraform runs and never reaches a plan or a state.
 * cdktf 0.21 has no class for them. https://developer.hashicorp.com/terraform/language/resources/ephemeral
 *
 * @returns a function that gives the reference to one of its attributes
 */
export const addEphemeral = (stack: TerraformStack, type: string, name: string, config: Readonly<Record<string, unknown>>) => {
  stack.addOverride(`ephemeral.${type}.${name}`, config)
  return (attribute: string) => Token.asString(ref(`ephemeral.${type}.${name}.${attribute}`, stack))
}
