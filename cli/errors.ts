/** Something the computer lacks. The command line prints the message without a stack trace and exits with status 1. */
export class PrerequisiteError extends Error {
  override readonly name = 'PrerequisiteError'

  /**
   * @param missing what is missing, as a noun phrase: `Python 3.10 or newer`
   * @param remedy what to install or change, as a sentence
   */
  constructor(
    readonly missing: string,
    readonly remedy: string,
  ) {
    super(`Missing: ${missing}. ${remedy}`)
  }
}

/** A command could not do what it was asked for, in words for the person who asked. Printed without a stack trace. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}
