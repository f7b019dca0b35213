import { SingleBar } from 'cli-progress';
import { remark } from './print.js';

/**
 * A progress bar where somebody watches it: on a terminal, and not in continuous integration. Either way an interrupt is
 * answered with a remark.
 *
 * @param answer what is done at an interrupt
 */
export function progressBar(
  stream: NodeJS.WriteStream,
  format: string,
  signal: AbortSignal,
  answer: string,
): SingleBar | undefined {
  const isWatched = stream.isTTY && !process.env.CI;
  const bar = isWatched ? new SingleBar({ ...look, stream, format }) : undefined;
  signal.addEventListener('abort', () => {
    bar?.stop();
    const hint = signal.reason === 'interrupted' ? '; interrupt again to quit at once' : '';
    remark(`${signal.reason}: ${answer}${hint}`);
  });
  return bar;
}

const look = {
  barCompleteChar: '=',
  barIncompleteChar: ' ',
  barsize: 20,
  hideCursor: true,
  linewrap: false,
  clearOnComplete: true,
  gracefulExit: false,
};
