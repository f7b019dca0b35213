import { SingleBar } from 'cli-progress';

/** A progress bar where somebody watches it: on a terminal, and not in continuous integration. */
export function progressBar(stream: NodeJS.WriteStream, format: string): SingleBar | undefined {
  if (!stream.isTTY || process.env.CI) return undefined;
  return new SingleBar({
    stream,
    format,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 20,
    hideCursor: true,
    linewrap: false,
    clearOnComplete: true,
    gracefulExit: false,
  });
}
