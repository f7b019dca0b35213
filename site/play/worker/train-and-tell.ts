import { learningCurves, readRun } from '@unrolled/charts';
import {
  createCurve,
  type EpochRecord,
  type Job,
  type ModelInTraining,
  type RunStore,
  runJob,
  type Task,
  type TrainEvent,
  type TrainResult,
} from '@unrolled/tasks';
import { boundOf, createLook, flowOf, spectrumOf } from './look.js';
import type { Report } from './messages.js';
import type { createPace } from './pace.js';
import { inSpareTime } from './spare-time.js';

type Weights = Awaited<ReturnType<ModelInTraining['presentWeights']>>;

/** Milliseconds between two reports of how training goes. */
const reportEvery = 40;

interface Telling {
  readonly store: RunStore;
  readonly resume: boolean;
  readonly pace: ReturnType<typeof createPace>;
  readonly say: (report: Report) => void;
  /** Is told after which step there is a checkpoint in the store. */
  readonly keep: (step: number) => void;
}

/** A run in progress that tells of itself. */
interface Told {
  readonly result: Promise<TrainResult>;
  /** Tells what the present weights answer. */
  ask(words: readonly string[]): Promise<void>;
  /** Tells what they say to a digit. */
  show(pixels: Uint8Array): Promise<void>;
  /** Ends training after the step in progress, with where it stands in the store. */
  interrupt(): void;
}

/** Trains, tells how it goes and what is seen in the network, and waits where it is to wait. */
export function trainAndTell(task: Task, job: Job, { store, resume, pace, say, keep }: Telling): Told {
  const end = new AbortController();
  const look = createLook(task, job);
  let model: ModelInTraining | undefined;
  /** What came of it, when it is done and the model gone. */
  let kept: Weights | undefined;
  let step = 0;

  const showNetwork = async () => {
    const norms = await model!.gradientNorms();
    const weights = await model!.presentWeights();
    const bound = norms && boundOf(task, job.model, weights, norms);
    const seen = await look.answers(weights);
    say({ type: 'look', look: { step, ...(norms && { norms }), ...(bound && { bound }), ...seen } });
  };
  const showSpectrum = async () => {
    const spectrum = spectrumOf(job.model, await model!.presentWeights());
    if (spectrum) say({ type: 'spectrum', spectrum });
  };
  const showFlow = async () => {
    const flow = await flowOf(task, job, await model!.presentWeights());
    if (flow) say({ type: 'flow', flow });
  };
  const networkNowAndThen = inSpareTime(0.3, showNetwork);
  const spectrumNowAndThen = inSpareTime(0.05, showSpectrum);
  const flowNowAndThen = inSpareTime(0.05, showFlow);
  const showAll = async () => {
    await showNetwork();
    await showSpectrum();
    await showFlow();
  };
  const showWhatIsDue = async () => {
    await networkNowAndThen();
    await spectrumNowAndThen();
    await flowNowAndThen();
  };

  async function train(): Promise<TrainResult> {
    const watch = (watched: ModelInTraining) => {
      model = watched;
    };
    const events = runJob(job, { task, store, resume, watch, signal: end.signal });
    const progress = progressOf(task, say);
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done) return value;
        if (value.type === 'start') {
          ({ step } = value);
          say(beginning(task, value));
        } else if (value.type === 'step') ({ step } = value);
        progress.hear(value);
        if (value.type === 'checkpoint') keep(value.step);
        if (value.type === 'done') {
          kept = await model!.presentWeights();
          // These are the best; of a run that goes on, what is shown are the present ones.
          if (value.result.stopped !== 'interrupted') await showAll();
        }
        if (value.type !== 'start' && value.type !== 'step') continue;
        if (!pace.isPaused()) await showWhatIsDue();
        // Also for whoever has just pressed Pause: what is seen is where it waits.
        if (pace.isPaused()) {
          progress.tell();
          await showAll();
        }
        await pace.next(end.signal);
      }
    } finally {
      // Where looking failed, training holds its tensors still.
      await events.return(undefined as never);
    }
  }

  const weightsNow = async () => kept ?? (await model?.presentWeights());
  return {
    result: train(),
    async ask(words) {
      const weights = await weightsNow();
      if (weights) say({ type: 'answer', answer: await look.ask(weights, words) });
    },
    async show(pixels) {
      const weights = await weightsNow();
      if (weights) say({ type: 'answer', answer: await look.show(weights, pixels) });
    },
    interrupt: () => end.abort(),
  };
}

function beginning(
  { dataset, question }: Task,
  { parameters, step }: Extract<TrainEvent, { type: 'start' }>,
): Report {
  const { baseline, scheme, targetKind, outputSize, lengthIn, deviation } = dataset;
  return {
    type: 'started',
    dataset: {
      baseline,
      scheme,
      targetKind,
      outputSize,
      ...(lengthIn && { lengthIn }),
      ...(deviation && { deviation }),
    },
    parameters,
    step,
    ...(question.read && question.form && { form: question.form }),
    readsDigits: question.readImage !== undefined,
  };
}

/** Says how training goes as events come in, not more often than it can be seen, and when it is told to. */
function progressOf({ dataset }: Task, say: (report: Report) => void) {
  let record: Extract<TrainEvent, { type: 'start' }>['record'] | undefined;
  let curve: ReturnType<typeof createCurve> | undefined;
  let history: EpochRecord[] = [];
  let step = 0;
  let said = 0;
  let isSaid = true;

  function tell(): void {
    if (isSaid) return;
    isSaid = true;
    said = performance.now();
    const points = curve!.read();
    const { loss, accuracy } = points.points.at(-1) ?? {};
    // Of loss and accuracy; what else there are of curves is seen otherwise.
    const charts = learningCurves([readRun({ ...record!, history, curve: points }, dataset)]).slice(0, 2);
    say({
      type: 'progress',
      step,
      ...(loss !== undefined && { loss }),
      ...(accuracy !== undefined && { accuracy }),
      // Without the task's name, which stands above.
      charts: charts.map((chart) => ({ ...chart, title: chart.title.replace(/^[^:]+: /, '') })),
    });
  }

  function hear(event: TrainEvent): void {
    if (event.type === 'start') {
      ({ record, step } = event);
      history = [...record.history];
      curve = createCurve(record.curve, record.plan.steps);
    } else if (event.type === 'epoch') {
      const { type: _, ...epoch } = event;
      history.push(epoch);
    } else if (event.type === 'step') {
      ({ step } = event);
      const { loss, accuracy, gradientNorm } = event;
      curve!.add(step, { loss, gradientNorm, ...(accuracy !== undefined && { accuracy }) });
    }
    // Of a run that goes on there is something to see before its next step.
    if (event.type !== 'step' && event.type !== 'done' && !(event.type === 'start' && step > 0)) return;
    isSaid = false;
    if (event.type !== 'step' || performance.now() - said >= reportEvery) tell();
  }
  return { hear, tell };
}
