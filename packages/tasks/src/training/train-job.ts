import * as tf from '@tensorflow/tfjs-core';
import { registerKernels } from '@unrolled/kernels';
import { adapterInUse } from '../backend/graphics-adapter.js';
import { backendInUse, versionsOfBackend } from '../backend/start-backend.js';
import { encodeCheckpoint, resumable } from '../runs/checkpoint.js';
import { writeModelFile } from '../runs/model-file.js';
import type { StepSums } from '../runs/position.js';
import { recordedRun } from '../runs/recorded-run.js';
import type { RunStore } from '../runs/run-store.js';
import { changedVersions, versions } from '../runs/versions.js';
import type { Job } from '../spec/job.js';
import type {
  EpochRecord,
  Evaluation,
  RunRecord,
  StepScore,
  StopReason,
  TrainEvent,
  TrainResult,
} from '../spec/run.js';
import { namedTask, type Task } from '../spec/task.js';
import { breathe } from './breathe.js';
import { createCurve } from './curve.js';
import { DivergedError } from './faults.js';
import { bestEpoch, hasStalled, scheduledRate, stopReason, trialAt } from './history.js';
import { type Plan, planOf, totalSteps } from './plan.js';
import { createTrainer, type ModelInTraining } from './trainer.js';

export interface RunOptions {
  /** Where the run is kept; nowhere unless given. */
  readonly store?: RunStore | undefined;
  /** Goes on from the store's latest checkpoint that is whole, to the same bits as if it had never stopped. */
  readonly resume?: boolean | undefined;
  /** Stops training after the step in progress; where it stands is stored. */
  readonly signal?: AbortSignal | undefined;
  /** Is handed the model when training begins, to look at it whenever an event has come, until the next is asked for. */
  readonly watch?: ((model: ModelInTraining) => void) | undefined;
}

/** Milliseconds, by which a long epoch is kept so far: about as much is lost at most when the process dies. */
const checkpointEvery = 60_000;

/** Milliseconds, by which whoever watches a run sees its curve grow within an epoch. */
const recordEvery = 1000;
/** Of the run's time, that this may take at most: a record that is long to write is written less often. */
const shareForRecords = 0.01;

const noSteps: StepSums = { steps: 0, loss: 0, accuracy: 0, gradientNorm: 0 };

/**
 * Trains a job's model on its task: batches until an epoch's validation reaches the task's target, makes no
 * progress any more, or the steps are used up. The weights of the best epoch are kept and scored on the test
 * set at the end. With several learning rates, each is tried from the same first weights and on the same
 * batches.
 *
 * On the present tfjs backend, or the one that tfjs prefers. Leaves no tensor behind; a consumer that stops early leaves a run that is
 * stored as stopped, with a checkpoint of where it stands.
 *
 * @throws TypeError if settings and examples do not go together
 * @throws Error if the store is in use, or holds a run and that is not to be resumed
 * @throws Error if the loss is no longer a number (the last good weights stay in the store) and there is no
 *   other learning rate to try, or if there is no whole checkpoint of this job to resume from
 */
export async function* trainJob(
  task: Task,
  given: Job,
  options: RunOptions = {},
): AsyncGenerator<TrainEvent, TrainResult> {
  const { store, resume } = options;
  const job = { ...given, task: namedTask(task) };
  const release = await store?.lock();
  try {
    if (store && !resume && (await recordedRun(store)))
      throw new Error(`${store.location} holds a run already: resume it, or keep this one elsewhere`);
    return yield* trainAlone(task, job, options);
  } finally {
    await release?.();
  }
}

/** While nobody else writes to the store. */
async function* trainAlone(
  task: Task,
  job: Job,
  { store, resume, signal, watch }: RunOptions,
): AsyncGenerator<TrainEvent, TrainResult> {
  await tf.ready();
  await registerKernels(); // compiles where a page may not do so in the first step
  const plan = planOf(job, task);
  const before = resume ? await store?.readRecord().catch(() => undefined) : undefined;
  const { checkpoint, refused } = resume ? await resumable(store, job) : { refused: [] };
  const trainer = await createTrainer(task, job, plan);
  const started = performance.now();
  const history: EpochRecord[] = [...(checkpoint?.position.history ?? [])];
  let { step, sums } = checkpoint?.position ?? { step: 0, sums: noSteps };
  const curve = createCurve(checkpoint?.position.curve, plan.steps);
  const adapter = await adapterInUse();
  const made = {
    job,
    plan: { steps: plan.steps, stepsPerEpoch: plan.stepsPerEpoch },
    backend: backendInUse(),
    versions: { ...versions(), ...versionsOfBackend(), ...(adapter && { adapter: adapter.name }) },
    baseline: task.dataset.baseline,
  };
  const course = () => ({ history: [...history], curve: curve.read() });
  let record: RunRecord = {
    ...made,
    started: before?.started ?? now(),
    status: 'running',
    ...course(),
  };
  let recordDue = 0;
  let recording: Promise<void> = Promise.resolve();
  const writeRecord = async (store: RunStore) => {
    const began = performance.now();
    recordDue = Number.POSITIVE_INFINITY;
    const written = store.writeRecord(record);
    const computed = performance.now() - began;
    try {
      await written;
    } finally {
      recordDue = performance.now() + Math.max(recordEvery, computed / shareForRecords);
    }
  };
  const save = async (changes: Partial<RunRecord>) => {
    record = { ...record, ...course(), ...changes };
    await recording;
    if (store) await writeRecord(store);
  };
  /** For whoever watches, while training goes on. What cannot be written now fails at the end of the epoch, if it still cannot. */
  const showProgress = () => {
    if (!store || performance.now() < recordDue) return;
    record = { ...record, ...course() };
    recording = writeRecord(store).catch(() => {});
  };
  let savedAt = started;
  const saveCheckpoint = async () => {
    if (!store) return;
    savedAt = performance.now();
    const position = { ...made, step, sums, ...course() };
    await store.writeCheckpoint(
      await encodeCheckpoint({ position, tensors: await trainer.state() }),
      position,
    );
  };
  const saveModel = async () =>
    store?.writeModel(await writeModelFile(task, job.model, await trainer.weights()));
  const keepBest = async () => {
    trainer.keepBest();
    await saveModel();
  };
  const finishEpoch = async (): Promise<EpochRecord> => {
    const validation = await trainer.evaluate('validation');
    const test = task.testEveryEpoch ? await trainer.evaluate('test') : undefined;
    const norms = plan.gradientNorms ? await trainer.gradientNorms() : undefined;
    const epoch: EpochRecord = {
      epoch: history.length + 1,
      step,
      learningRate: scheduledRate(plan, step - 1),
      loss: sums.loss / sums.steps,
      ...(task.dataset.targetKind !== 'real' && { accuracy: sums.accuracy / sums.steps }),
      gradientNorm: sums.gradientNorm / sums.steps,
      ...prefixed('validation', validation),
      ...(test && prefixed('test', test)),
      ...(norms && { stateGradientNorms: norms }),
    };
    history.push(epoch);
    sums = noSteps;
    return epoch;
  };
  /** Goes on with the next learning rate, if there is one. */
  const nextTrial = (): boolean => {
    const next = (Math.floor((step - 1) / plan.steps) + 1) * plan.steps;
    if (next >= totalSteps(plan)) return false;
    [step, sums] = [next, noSteps];
    return true;
  };

  let ended = false;
  try {
    if (checkpoint) {
      trainer.restore(checkpoint.tensors);
      await saveModel(); // it may be lost, or later than the checkpoint
    }
    await save({});
    const { position } = checkpoint ?? {};
    const built = ({ backend, versions }: Pick<RunRecord, 'backend' | 'versions'>) => ({
      backend,
      ...versions,
    });
    const changed = position ? changedVersions(built(position), built(made)) : [];
    const { parameters, layers } = trainer;
    watch?.(trainer);
    yield { type: 'start', record, parameters, layers, step, refused, changed };

    let stopped: StopReason | undefined;
    while (!stopped) {
      if (epochIsOver(plan, step, sums)) {
        const epoch = await finishEpoch();
        const best = bestEpoch(history, plan.monitor) === epoch;
        if (best) await keepBest();
        const stalled = hasStalled(history, plan) && !nextTrial();
        stopped = stopReason(history, step, plan) ?? (stalled ? 'no-progress' : undefined);
        yield { type: 'epoch', ...epoch };
        await saveCheckpoint();
        await save({});
        yield { type: 'checkpoint', step, best };
      }
      stopped ??= stopReason(history, step, plan);
      if (stopped) break;
      if (signal?.aborted) {
        stopped = 'interrupted';
        await saveCheckpoint();
        if (history.length === 0) await saveModel();
        break;
      }
      if (trialAt(plan, step).step === 0 && step > 0) trainer.restart();
      const score = await trainer.step(step);
      step++;
      if (Number.isFinite(score.loss)) {
        sums = plus(sums, score);
        curve.add(step, score);
        yield { type: 'step', step, ...score };
        await breathe();
        showProgress();
        if (performance.now() - savedAt > checkpointEvery) await saveCheckpoint();
      } else if (!nextTrial()) {
        if (plan.rates.length === 1 || history.length === 0) throw new DivergedError(score, step);
        stopped = 'steps';
      }
    }

    trainer.useBest();
    const best = bestEpoch(history, plan.monitor);
    const taken = Math.min(step, plan.steps); // every rate is tried on the same batches
    const seen = task.examples.shareSeen?.(job.seed, taken, plan.batchSize);
    const result: TrainResult = {
      ...(store && { run: store.location }),
      ...(await trainer.evaluate('test')),
      baseline: task.dataset.baseline,
      ...(seen !== undefined && { seenInTraining: seen }),
      steps: step,
      ...(best && { bestEpoch: best }),
      seconds: (performance.now() - started) / 1000,
      stopped,
    };
    await save({ status: stopped === 'interrupted' ? 'interrupted' : 'done', ended: now(), result });
    ended = true;
    yield { type: 'done', result };
    return result;
  } catch (error) {
    ended = true;
    await save({ status: 'failed', ended: now() }).catch(() => {}); // the first error is the one to report
    throw error;
  } finally {
    if (!ended) {
      await saveCheckpoint();
      await save({ status: 'stopped', ended: now() });
    }
    trainer.dispose();
  }
}

const now = () => new Date().toISOString();

/** Whether an epoch's last step has been taken, and the epoch not been finished yet. */
function epochIsOver(plan: Plan, step: number, sums: StepSums): boolean {
  if (sums.steps === 0) return false;
  const taken = trialAt(plan, step - 1).step + 1;
  return taken % plan.stepsPerEpoch === 0 || taken === plan.steps;
}

function plus(sums: StepSums, { loss, accuracy = 0, gradientNorm }: StepScore): StepSums {
  return {
    steps: sums.steps + 1,
    loss: sums.loss + loss,
    accuracy: sums.accuracy + accuracy,
    gradientNorm: sums.gradientNorm + gradientNorm,
  };
}

type Prefixed<P extends string> = {
  readonly [K in keyof Evaluation as `${P}${Capitalize<K>}`]: Evaluation[K];
};

function prefixed<P extends string>(prefix: P, evaluation: Evaluation): Prefixed<P> {
  const entries = Object.entries(evaluation).map(([name, value]) => [
    `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return Object.fromEntries(entries) as Prefixed<P>;
}
