/** The person or the CI system asked the command to stop; what was started is cleaned up before the process ends. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

const controller = new AbortController()

/** Aborted by the first Ctrl-C, SIGTERM or SIGHUP; long work stops at the next safe point. */
export const interruption = controller.signal

/** Stops here when an interruption was asked for. */
export const throwIfInterrupted = () => {
  if (interruption.aborted) throw new InterruptedError('Interrupted')
}

/** Turns signals into `interruption`; a terminal and npm may both send the same one, so repeats change nothing. */
export const listenForInterruption = () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort())
}
