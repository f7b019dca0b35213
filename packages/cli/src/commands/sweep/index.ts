import { integer } from '@unrolled/datasets/options';
import { modelNames, namedTask, type TaskDefinition } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../../command.js';
import { asUsage, UsageError, usage } from '../../errors.js';
import { type Flag, flag, flags as shared, textFlag, toggle } from '../../flags.js';
import { interruptSignal } from '../../interrupt.js';
import { openQueue, queueFlag, queueNameFlag } from '../../queue.js';
import { remark } from '../../render/print.js';
import { makeTask, orElsewhere } from '../../runs.js';
import { taskNamed } from '../../training-flags.js';
import { planSweep, variedFlags } from './plan-sweep.js';
import { sayWhoWorks, showStatus } from './show-status.js';

/** `unrolled sweep`; its help is that of one task where the command line names it. */
export const sweepCommand = (definition?: TaskDefinition) =>
  describeCommand({
    name: 'sweep',
    summary: 'train every combination of cells, seeds and values of flags, in parallel',
    args: [argument('[task]', 'what to learn, unless it is --data; `unrolled tasks` lists the tasks')],
    flags: () => ({
      cell: shared.cells(modelNames, ['rnn', 'gru', 'lstm']),
      seeds: flag('--seeds <count>', 'how many seeds, counting up from --seed', integer(1, 10_000), 1),
      ...variedFlags(definition),
      task: shared.task(),
      seed: shared.seed(),
      backend: shared.backend(),
      workers: flag(
        '--workers <count>',
        'runs at a time (default: the processor’s cores)',
        integer(1),
      ).conflicts('queue') as Flag<number | undefined>,
      queue: queueFlag('let workers on any machines train: the Redis or Valkey server, as redis://host:6379'),
      queueName: queueNameFlag(),
      again: toggle('--again', 'with --queue: train every run anew, though its result is known'),
      status: toggle('--status', 'with --queue: show how many runs wait and who works, and end'),
      out: textFlag('--out <folder>', 'where runs, tables and charts are kept (default: runs/sweep-<task>)'),
      json: shared.json(),
    }),
    notes: `A flag that is given several values, separated by commas, compares them; all runs share what has one.
A sweep that was stopped goes on when it is started again with the same --out: runs that are done are kept.
With --queue the runs wait on a server for \`unrolled worker\`, on as many machines as there are.`,
    examples: [
      'unrolled sweep palindrome --cell rnn,lstm --length 5,10,15,20 --seeds 3',
      'unrolled sweep parity --cell rnn --learning-rate 0.01,0.003,0.001 --optimizer adam,rmsprop',
      'unrolled sweep palindrome --length 5,10,15,20 --seeds 10 --queue redis://HOST:6379',
      'unrolled sweep --status --queue redis://HOST:6379',
    ],
    async run({ workers, out, json, queue: url, queueName, again, status, ...flags }, [asked]: [string?]) {
      if (status) return showStatus(url, queueName, json);
      if (again && url === undefined)
        throw new UsageError('--again is for --queue; without one, give another --out');
      const name = taskNamed(asked, flags);
      const [
        { availableParallelism },
        { localProcesses, planOf, sweepDirectory },
        { runPoints },
        { showSweep },
        { taskInWords },
      ] = await Promise.all([
        import('node:os'),
        import('../../training.js'),
        import('./run-points.js'),
        import('./show-sweep.js'),
        import('../../usual-folder.js'),
      ]);
      const { plan, points, jobs: planned } = planSweep(name, flags);
      const tasks = await Promise.all(planned.map(({ task }) => makeTask(task)));
      const jobs = planned.map((job, i) => ({ ...job, task: namedTask(tasks[i]!) }));
      usage(() => jobs.map((job, i) => planOf(job, tasks[i]!)));

      const opened = url === undefined ? undefined : await openQueue(url, queueName);
      if (opened) usage(() => jobs.map(opened.requireClosed));
      const executor = opened
        ? opened.queueExecutor(opened.queue, { again, remark })
        : localProcesses({ workers: Math.min(workers ?? availableParallelism(), points.length) });
      const signal = interruptSignal();
      const { store, release } = await sweepDirectory(
        out,
        `runs/sweep-${taskInWords(jobs[0]!.task)}`,
        plan,
      ).catch(async (error) => {
        throw asUsage(await orElsewhere(error), 'give --out another folder');
      });
      try {
        const placed = points.map((point, i) => ({ point, job: jobs[i]!, run: store.runOf(point) }));
        if (opened) await sayWhoWorks(opened);
        const answer = opened && 'the workers go on; the same command goes on watching';
        const outcomes = await runPoints(placed, executor, signal, json, answer);
        await showSweep(store, tasks[0]!, outcomes, json);
      } finally {
        await release();
        await opened?.queue.close();
      }
    },
  });
