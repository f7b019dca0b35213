import { Command } from 'commander';
import { asUsage } from '../errors.js';
import { flags as shared } from '../flags.js';

interface ReportFlags {
  readonly out: string;
  readonly seed: number;
  readonly json?: boolean;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('compare runs on one page: curves, differences, examples, how to repeat each')
    .argument('<runs...>', 'folders of runs; that of a sweep stands for all its runs')
    .option('--out <file>', 'the page, an HTML file that needs no network', 'report.html')
    .addOption(shared.seed())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  unrolled report runs/palindrome-lstm-length5-seed1
  unrolled report runs/sweep-palindrome --out memory.html`,
    )
    .action(runReport);
}

async function runReport(folders: readonly string[], { out, seed, json }: ReportFlags): Promise<void> {
  const [{ findRuns }, { loadRuns }, { requirePage, writeReport }, { selectBackend }] = await Promise.all([
    import('../report/find-runs.js'),
    import('../report/load-runs.js'),
    import('../report/write-report.js'),
    import('@unrolled/tasks'),
  ]);
  const { print, printJson, remark } = await import('../render/print.js');
  requirePage(out);
  const runs = await findRuns(folders);
  await selectBackend('auto');
  const reached = (run: string) => {
    if (process.stderr.isTTY) remark(`asking ${run} (${runs.indexOf(run) + 1} of ${runs.length})`);
  };
  try {
    await writeReport(out, await loadRuns(runs, seed, reached));
  } catch (error) {
    throw asUsage(error);
  }
  if (json) printJson({ report: out, runs });
  else print(`${runs.length === 1 ? 'one run' : `${runs.length} runs`} in ${out}`);
}
