import type { CellName, SweepRow, Task } from '@unrolled/tasks';
import { Command } from 'commander';
import type { BackendName } from '../backend.js';
import { exitCodes, usage } from '../errors.js';
import { integer, options, setOf } from '../options.js';
import { type SettingFlags, taskOptions, trainingSettings } from '../task-flags.js';

interface SweepFlags extends SettingFlags {
  readonly cell: readonly CellName[];
  readonly length: readonly number[];
  readonly encoding?: string;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('train several cells at several lengths, and draw accuracy against length')
    .argument('<task>', 'what to learn; `unrolled tasks` lists them')
    .addOption(options.cells())
    .option('--length <digits>', 'lengths, separated by commas', setOf(integer(2)), [5, 10, 15]);
  for (const option of [options.encoding(), ...options.settings(), options.seed(), options.backend()]) {
    command.addOption(option);
  }
  return command
    .option('--out <folder>', 'where runs, results and chart are kept (default: runs/<name>)')
    .addOption(options.json())
    .addHelpText('after', '\nExample:\n  unrolled sweep palindrome --cell rnn,lstm --length 5,10,15')
    .action(runSweep);
}

async function runSweep(taskName: string, flags: SweepFlags): Promise<void> {
  const [
    { join },
    { createTask, sweep },
    { runDirectory, writeFileAtomic },
    { selectBackend },
    { createProgress },
  ] = await Promise.all([
    import('node:path'),
    import('@unrolled/tasks'),
    import('@unrolled/tasks/node'),
    import('../backend.js'),
    import('../render/progress.js'),
  ]);
  const [{ chooseFolder }, { interruptSignal }] = await Promise.all([
    import('../run-folder.js'),
    import('../interrupt.js'),
  ]);
  const tasks = flags.length.map((length) =>
    usage(() => createTask(taskName, { ...taskOptions(flags), length })),
  );
  const folder = chooseFolder(flags.out, `sweep-${taskName}`, 'results.json');
  await selectBackend(flags.backend);

  const signal = interruptSignal();
  const progress = createProgress(signal);
  const rows: SweepRow[] = [];
  const name = (cell: CellName, task: Task) => `${cell}-length${task.options.length}-seed${flags.seed}`;
  try {
    for await (const { cell, task, event } of sweep({
      cells: flags.cell,
      tasks,
      seed: flags.seed,
      settings: trainingSettings(flags),
      storeFor: (cell, task) => runDirectory(join(folder, name(cell, task))),
      signal,
    })) {
      progress.show(`${cell} length ${task.options.length}`, event);
      if (flags.json) console.log(JSON.stringify({ cell, length: task.options.length, ...event }));
      if (event.type === 'done') rows.push({ cell, task, result: event.result });
    }
  } finally {
    progress.close();
  }

  const [{ memoryCurve }, { svgChart }, { terminalChart }, { sweepTable }] = await Promise.all([
    import('../render/memory-curve.js'),
    import('../render/svg-chart.js'),
    import('../render/terminal-chart.js'),
    import('../render/sweep-table.js'),
  ]);
  const points = rows.map(({ cell, task, result }) => ({
    cell,
    length: Number(task.options.length),
    seed: flags.seed,
    accuracy: result.accuracy,
    loss: result.loss,
    steps: result.steps,
    seconds: result.seconds,
    stopped: result.stopped,
    run: result.run,
  }));
  const { baseline } = tasks[0]!.dataset;
  const chart = memoryCurve(taskName, points, baseline.value);
  const results = { task: taskName, baseline, rows: points, chart: join(folder, 'accuracy-by-length.svg') };
  await writeFileAtomic(results.chart, svgChart(chart));
  await writeFileAtomic(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  if (flags.json) console.log(JSON.stringify(results));
  else {
    console.log(sweepTable(points, baseline.value));
    console.log(`\n${terminalChart(chart)}\n\nchart and runs kept in ${folder}`);
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
}
