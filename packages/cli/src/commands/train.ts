import type { Run } from '@unrolled/charts';
import type { Job, Task, TaskDefinition, TrainResult } from '@unrolled/tasks';
import { namedTask, planJob } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { asUsage, exitCodes, UsageError, usage } from '../errors.js';
import { type Flag, type FlagValues, flags as shared, textFlag, threadCount, toggle } from '../flags.js';
import { interruption, saved } from '../interrupt.js';
import { print, printJson } from '../render/print.js';
import { saveCharts } from '../render/save-charts.js';
import { answerInterrupt, type StatusLine, statusLine } from '../render/status-line.js';
import { makeTask, openStore, orElsewhere } from '../runs.js';
import { modelFlag, requestOf, settingFlags, taskFlags, taskNamed } from '../training-flags.js';
import { describeRemark } from '../use-backend.js';
import { openInBrowser } from '../view/open-in-browser.js';
import { showTrained } from './show-trained.js';

interface TrainFlags extends FlagValues {
  readonly backend: Job['backend'];
  readonly seed: number;
  readonly out: string | undefined;
  readonly data?: string;
}

/** `unrolled train`; its help is that of one task where the command line names it. */
export const trainCommand = (definition?: TaskDefinition) =>
  describeCommand({
    name: 'train',
    summary: 'train a model on a task and keep the run in a folder',
    args: [argument('[task]', 'what to learn, unless it is --data; `unrolled tasks` lists the tasks')],
    flags: () => {
      const chosen = { ...taskFlags({ task: definition }), ...settingFlags({ task: definition }) };
      const makesRun = { cell: modelFlag(definition), ...chosen, seed: shared.seed() };
      const fixed = Object.values(makesRun).map((option) => option.attributeName());
      const resume = toggle(
        '--resume',
        'go on with the run in --out, with the settings it has; only --steps and --epochs may change',
      );
      return {
        ...makesRun,
        task: shared.task(),
        backend: shared.backend(),
        threads: shared.threads(),
        out: textFlag(
          '--out <folder>',
          'where the run is kept (default: runs/ and a name of what is not as usual)',
        ),
        png: toggle('--png', 'keep the charts as PNG, too, beside the SVG'),
        verbose: toggle('--verbose', 'answer five examples in full, each class with its probability'),
        resume: resume.conflicts(
          fixed.filter((name) => !['steps', 'epochs', 'data'].includes(name)),
        ) as typeof resume,
        view: toggle(
          '--view',
          'serve a page that shows the run as it goes on, and ends with it; `unrolled view` shows it afterwards',
        ).conflicts('dryRun') as Flag<boolean | undefined>,
        dryRun: toggle('--dry-run', 'say what would be trained on, and stop there'),
        json: shared.json(),
      };
    },
    notes:
      'Of several learning rates, separated by commas, each is tried and the one best on validation kept.',
    examples: [
      'unrolled train palindrome --cell lstm --length 10 --out runs/first',
      'unrolled train palindrome --out runs/first --resume',
      'unrolled train binary-addition --scheme encoder-decoder',
      'unrolled train --data train.csv --target label',
    ],
    async run({ resume, json, dryRun, view, verbose, png, threads, ...flags }, [asked]: [string?]) {
      const line = statusLine();
      line.update(() => 'loading TensorFlow.js');
      const [training, { createProgress }] = await Promise.all([
        import('../training.js'),
        import('../render/progress.js'),
      ]);
      const { describeData, readRun, runCharts, runJob } = training;
      if (dryRun) return showPlan(await plannedRun(asked, flags).finally(line.close), json);
      const { job, task, store, release } = await (resume ? resumedRun : freshRun)(asked, flags).finally(
        line.close,
      );
      for (const words of understood(task, describeData)) line.keep(words);
      const viewer = view ? await viewerOf(store.location, line) : undefined;
      const { signal, listen } = interruption();
      answerInterrupt(line, signal, 'saving the run so far');
      const showProgress = createProgress(line);
      let run: Run | undefined;
      let charts: ReturnType<typeof runCharts> = {};
      let started = false;
      let since = performance.now();
      let result: TrainResult | undefined;
      try {
        for await (const event of runJob(job, {
          task,
          store,
          resume,
          signal,
          remark: (told) => line.keep(describeRemark(told)),
          threads: threadCount(threads),
        })) {
          started = true;
          if (event.type === 'start') listen(event.parameters * usesOf(task, job) < longProducts);
          if (event.type === 'step') listen(performance.now() - since < longStep);
          since = performance.now();
          if (!signal.aborted) showProgress(event);
          if (event.type === 'start') {
            for (const reason of event.refused) line.keep(`passed over ${reason}`);
            for (const change of event.changed)
              line.keep(`${change}: the last digits may be others than of a run that never stopped`);
            if (resume && event.step === 0) line.keep('there is no checkpoint yet: the run begins anew');
          }
          if (event.type === 'done') result = event.result;
          else if (json) printJson(event);
        }
        line.close();
        run = readRun((await store.readRecord())!, task.dataset);
        if (run.history.length > 0) charts = runCharts(task, run.model, run, run.tried);
        await saveCharts(store.location, charts, png ? ['svg', 'png'] : ['svg']);
      } catch (error) {
        throw started ? error : asUsage(error);
      } finally {
        line.close();
        await release();
        await viewer?.close();
        saved();
      }
      if (result!.stopped === 'interrupted') process.exitCode ||= exitCodes.interrupted;
      if (json) return printJson({ type: 'done', ...result! });
      await showTrained({ task, job, store, run: run!, result: result!, chart: charts.loss, verbose });
    },
  });

/** A page that shows the run, opened where a person is at the terminal; a run that cannot be shown goes on all the same. */
async function viewerOf(run: string, line: StatusLine) {
  const { startViewerProcess } = await import('../view/viewer-process.js');
  const viewer = startViewerProcess(run);
  await viewer.url.then(
    async (url) => {
      line.keep(`watch it at ${url}`);
      const cannot = process.stderr.isTTY && (await openInBrowser(url));
      if (cannot) line.keep(cannot);
    },
    (error: Error) => line.keep(`it cannot be watched: ${error.message}`),
  );
  return viewer;
}

/** Milliseconds. A longer step is not waited for when the command is told to end: the run has a checkpoint of a minute ago. */
const longStep = 1000;
/** Products of a parameter, before the first step tells how long one takes: about what a core computes in a second. */
const longProducts = 1e10;

/** How often a step uses a parameter, forward and backward; sequences of several lengths are taken for short. */
const usesOf = ({ dataset }: Task, { settings }: Job) => 3 * settings.batchSize * (dataset.steps ?? 10);

/** The run that the flags describe; what they refuse is refused before there is a folder. */
async function plannedRun(asked: string | undefined, flags: TrainFlags) {
  const { planOf } = await import('../training.js');
  const taskName = taskNamed(asked, flags);
  const { options, ...request } = requestOf(flags);
  const { seed, backend } = flags;
  const planned = usage(() => planJob(taskName, options, { ...request, seed, backend }));
  const task = await makeTask(planned.task);
  const job = { ...planned, task: namedTask(task) };
  return { job, task, plan: usage(() => planOf(job, task)) };
}

/** What was understood of somebody's own data, where the task is made of any. */
function understood(
  task: Task,
  describe: (source: string, data: NonNullable<Task['understood']>) => string[],
): string[] {
  const { name, made, understood } = task;
  return understood ? describe(made ? Object.keys(made.files).join(', ') : name, understood) : [];
}

/** What would be trained, without training it. */
async function showPlan(
  { job, task, plan }: Awaited<ReturnType<typeof plannedRun>>,
  json: boolean | undefined,
) {
  const { describeData } = await import('../training.js');
  if (json) return printJson(job);
  const steps = `${plan.steps} steps of ${plan.batchSize} examples, ${plan.stepsPerEpoch} in an epoch`;
  print([...understood(task, describeData), `${job.model.kind}: ${steps}`]);
}

/** A planned run in a folder of its own, locked. */
async function freshRun(asked: string | undefined, flags: TrainFlags) {
  const [{ newRun }, { usualFolder }] = await Promise.all([
    import('../training.js'),
    import('../usual-folder.js'),
  ]);
  const { job, task } = await plannedRun(asked, flags);
  const held = await newRun(flags.out, usualFolder(job)).catch(async (error) => {
    throw asUsage(await orElsewhere(error), 'go on with it by --resume, or give --out another folder');
  });
  return { job, task, ...held };
}

/** The run that a folder records, locked; only how long it goes on may change. */
async function resumedRun(asked: string | undefined, flags: TrainFlags) {
  const { out: folder, backend } = flags;
  if (folder === undefined)
    throw new UsageError('--resume needs --out with the folder of the run to go on with');
  const { store, record } = await openStore(folder);
  const { job } = record;
  const { data } = job.task.options;
  if (asked !== undefined && job.task.name !== asked)
    throw new UsageError(`${folder} holds a run of ${job.task.name}, not of ${asked}`);
  if (flags.data !== undefined && flags.data !== data)
    throw new UsageError(`${folder} holds a run of ${data}, not of ${flags.data}`);
  const task = await makeTask(job.task);
  const release = await store.lock().catch(async (error) => {
    throw await orElsewhere(error);
  });
  const { steps = null, epochs = job.settings.epochs } = requestOf(flags).settings;
  const longer = flags.steps !== undefined || flags.epochs !== undefined;
  return {
    job: {
      ...job,
      ...(longer && { settings: { ...job.settings, steps, epochs } }),
      ...(backend !== 'auto' && { backend }),
    },
    task,
    store,
    release,
  };
}
