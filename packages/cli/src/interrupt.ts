import { exitCodes } from './errors.js';

/** Stops a command that has something to save; undefined while there is nothing to save. */
let stop: AbortController | undefined;

/**
 * Aborts, by the reason, when the command is told to end: by Ctrl-C, by SIGTERM, by a terminal that closes, by
 * {@link endEarly}. The command saves what it has and calls {@link saved}. A second Ctrl-C quits at once.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  stop = controller;
  let first = 0;
  const interrupt = (name: NodeJS.Signals) => {
    if (!stop) process.exit(exitCodes.interrupted);
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort('interrupted');
    } else if (name === 'SIGINT' && performance.now() - first > sameKeystroke)
      process.exit(exitCodes.interrupted);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return controller.signal;
}

/** Milliseconds. npx passes on the signal that the terminal sends to all, so that it comes twice. */
const sameKeystroke = 300;

/** Says that all is saved: from now on the command may end at any moment. */
export function saved(): void {
  stop = undefined;
}

/** Ends the command with this exit code, after it has saved what it has. */
export function endEarly(reason: string, exitCode: number): void {
  if (!stop) process.exit(exitCode);
  process.exitCode = exitCode;
  stop.abort(reason);
}
