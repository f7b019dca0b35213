import { statSync } from 'node:fs';
import { integer } from '@unrolled/datasets/options';
import { argument, describeCommand } from '../command.js';
import { exitCodes, UsageError } from '../errors.js';
import { flag, flags as shared, toggle } from '../flags.js';
import { interruptSignal, saved } from '../interrupt.js';
import { print, printJson, remark } from '../render/print.js';
import { openInBrowser } from '../view/open-in-browser.js';

export const viewCommand = describeCommand({
  name: 'view',
  summary: 'show the runs of a folder in a browser, as they go on',
  args: [argument('[folder]', 'runs, or a folder that they lie in, at any depth (default: runs)')],
  flags: () => ({
    port: flag(
      '--port <number>',
      'where to listen, on this machine alone (default: a port that is free)',
      integer(1, 65535),
    ),
    open: toggle('--open', 'open the page in the browser'),
    json: shared.json(),
  }),
  notes: `The address has a token that is drawn anew each time: without it nothing is shown. Ctrl-C ends the command, with 130.`,
  examples: ['unrolled view', 'unrolled view runs/sweep-palindrome --port 6006 --open'],
  async run({ port, open, json }, [folder = 'runs']: [string?]) {
    requireFolder(folder);
    const { startViewer } = await import('../view/viewer.js');
    const viewer = await startViewer(folder, port);
    const { url } = viewer;
    const ended = endOf(interruptSignal());
    if (json) printJson({ url, port: viewer.port, folder });
    else print(url);
    remark(`showing the runs of ${folder} to this machine alone; Ctrl-C ends it`);
    const cannot = open && (await openInBrowser(url));
    if (cannot) remark(cannot);
    await ended;
    await viewer.close();
    saved();
  },
});

/** When the command is told to end, or whoever started it, and keeps a channel to it, is gone. */
function endOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    process.once('disconnect', resolve);
    signal.addEventListener('abort', () => {
      process.exitCode ||= exitCodes.interrupted;
      resolve();
    });
  });
}

/** @throws UsageError unless it is a folder */
function requireFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`there is no folder ${folder}; \`unrolled train\` makes runs`);
  if (!found.isDirectory())
    throw new UsageError(`${folder} is a file; name the folder of a run, or one that runs lie in`);
}
