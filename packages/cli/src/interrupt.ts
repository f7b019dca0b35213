import { exitCodes } from './errors.js';

/** Stops a command that has something to save; undefined while there is nothing to save. */
let stop: AbortController | undefined;

export interface Interruption {
  /** Aborts, by the reason, when the command is told to end; the command saves what it has and calls {@link saved}. */
  readonly signal: AbortSignal;
  /**
   * Whether Ctrl-C, SIGTERM and a terminal that closes are listened to. Where they are not, they end the command at once,
   * even in the middle of a long computation, in which no listener could run.
   */
  listen(listens: boolean): void;
}

/** For a command with something to save, from when it first listens. A second Ctrl-C quits at once. */
export function interruption(): Interruption {
  const controller = new AbortController();
  let first = 0;
  const interrupt = (name: NodeJS.Signals) => {
    if (!stop) process.exit(exitCodes.interrupted);
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort('interrupted');
    } else if (name === 'SIGINT' && performance.now() - first > sameKeystroke)
      process.exit(exitCodes.interrupted);
  };
  let listening = false;
  return {
    signal: controller.signal,
    listen(listens) {
      stop ??= controller;
      if (listens === listening) return;
      listening = listens;
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
        process[listens ? 'on' : 'off'](name, interrupt);
    },
  };
}

/** The same for a command that computes nothing long itself: it listens from now on. */
export function interruptSignal(): AbortSignal {
  const { signal, listen } = interruption();
  listen(true);
  return signal;
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
