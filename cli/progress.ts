import { Listr, PRESET_TIMER, type ListrTask } from 'listr2'

/** A step that a person waits for. */
export type Step = ListrTask<unknown>

/** Whether a person watches a terminal; a log of a CI system gets one line for each step. */
export const isTerminal = process.stdout.isTTY === true && process.env['CI'] === undefined

/**
 * Shows steps while they run: with a spinner in a terminal, line by line in a log.
 *
 * @param concurrent how many steps run at a time
 * @throws the error of the first step that fails
 */
export const runSteps = async (steps: readonly Step[], concurrent = 1) => {
  await new Listr([...steps], {
    concurrent,
    exitOnError: true,
    registerSignalListeners: false,
    renderer: isTerminal ? 'default' : 'simple',
    rendererOptions: { timer: PRESET_TIMER, collapseErrors: false, showErrorMessage: false },
  }).run()
}
