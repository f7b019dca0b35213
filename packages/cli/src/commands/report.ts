import { readFileSync, statSync } from 'node:fs';
import { argument, describeCommand } from '../command.js';
import { asUsage, UsageError } from '../errors.js';
import { flags as shared, textFlag, toggle } from '../flags.js';
import { remark } from '../render/print.js';
import { showResult } from '../render/show-result.js';
import { useBackend } from '../use-backend.js';

export const reportCommand = describeCommand({
  name: 'report',
  summary: 'compare runs on one page: curves, differences, examples, how to repeat each',
  args: [argument('<runs...>', 'folders of runs; that of a sweep stands for all its runs')],
  flags: () => ({
    out: textFlag('--out <file>', 'the page, an HTML file that needs no network (default: report.html)'),
    force: toggle('--force', 'write the page in the place of an earlier one'),
    task: shared.task(),
    seed: shared.seed(),
    json: shared.json(),
  }),
  examples: [
    'unrolled report runs/palindrome-lstm-length5-seed1',
    'unrolled report runs/sweep-palindrome --out memory.html',
  ],
  async run({ out = 'report.html', force, seed, json }, [folders]: [string[]]) {
    const [{ loadRuns }, { isReport, reportPage }, { writeFileAtomic }, { runsIn }] = await Promise.all([
      import('../report/load-runs.js'),
      import('@unrolled/charts/report'),
      import('@unrolled/datasets/atomic-file'),
      import('../training.js'),
    ]);
    requirePage(out, isReport, force);
    const runs = await runsIn(folders).catch((error) => {
      throw asUsage(error, '`unrolled train` makes one');
    });
    await useBackend('auto');
    const reached = (run: string) => {
      if (process.stderr.isTTY) remark(`asking ${run} (${runs.indexOf(run) + 1} of ${runs.length})`);
    };
    try {
      await writeFileAtomic(out, await reportPage(await loadRuns(runs, seed, reached)));
    } catch (error) {
      throw asUsage(error);
    }
    const count = runs.length === 1 ? 'one run' : `${runs.length} runs`;
    await showResult({ report: out, runs }, `${count} in ${out}`, {}, { json });
  },
});

/** @throws UsageError unless a page can go by this name, in the place of an earlier one only if that is asked for */
function requirePage(
  file: string,
  isReport: (document: string) => boolean,
  force: boolean | undefined,
): void {
  if (!/\.html?$/i.test(file)) throw new UsageError(`${file}: a report is an .html file`);
  const present = statSync(file, { throwIfNoEntry: false });
  if (present?.isDirectory()) throw new UsageError(`${file} is a folder; give --out a file`);
  if (!present || present.size === 0) return;
  if (!isReport(readFileSync(file, 'utf8')))
    throw new UsageError(`${file} is there and no report; give --out another file`);
  if (!force)
    throw new UsageError(`${file} is there already; --force replaces it, or give --out another file`);
}
