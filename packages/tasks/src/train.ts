import * as tf from '@tensorflow/tfjs';
import { writeSafetensors } from '@unrolled/cells';
import { breathe } from './breathe.js';
import { encodeCheckpoint, latestCheckpoint, type StepSums } from './checkpoint.js';
import type { Evaluation } from './evaluate.js';
import {
  bestEpoch,
  hasStalled,
  type StopReason,
  scheduledRate,
  stopReason,
  totalSteps,
  trialAt,
} from './history.js';
import type { ModelName } from './model.js';
import type { EpochRecord, RunRecord, RunStore } from './run-store.js';
import { ratesOf, resolveSettings } from './settings.js';
import type { SettingChanges, Task } from './task.js';
import { createTrainer, type StepScore } from './trainer.js';
import { versions } from './versions.js';

export interface TrainOptions {
  readonly cell: ModelName;
  /** Fixes weights, batches and evaluation; 1 unless given. */
  readonly seed?: number;
  /** What differs from the task's own settings. */
  readonly settings?: SettingChanges;
  /** Where the run is kept; nowhere unless given. */
  readonly store?: RunStore;
  /** Goes on from the store's latest checkpoint that is whole, to the same bits as if it had never stopped. */
  readonly resume?: boolean;
  /** Stops training after the step in progress; where it stands is stored. */
  readonly signal?: AbortSignal;
}

export interface TrainResult extends Evaluation {
  /** Where the run is kept. */
  readonly run?: string;
  readonly baseline: { readonly metric: string; readonly value: number };
  readonly steps: number;
  /** The epoch whose weights were kept. */
  readonly bestEpoch?: EpochRecord;
  /** Since this call began. */
  readonly seconds: number;
  readonly stopped: StopReason;
}

export type TrainEvent =
  | {
      readonly type: 'start';
      readonly record: RunRecord;
      /** Trainable numbers. */
      readonly parameters: number;
      /** The step that training goes on from. */
      readonly step: number;
      /** Checkpoints that were not used, each with the reason. */
      readonly refused: readonly string[];
    }
  | ({ readonly type: 'step'; readonly step: number } & StepScore)
  | ({ readonly type: 'epoch' } & EpochRecord)
  | { readonly type: 'checkpoint'; readonly step: number; readonly best: boolean }
  | { readonly type: 'done'; readonly result: TrainResult };

const noSteps: StepSums = { steps: 0, loss: 0, accuracy: 0, gradientNorm: 0 };

/**
 * Trains a model on a task: batches until an epoch's validation reaches the task's target, makes no progress any
 * more, or the steps are used up. The weights of the best epoch are kept and scored on the test set at the end.
 * With several learning rates, each is tried from the same first weights and on the same batches.
 *
 * Needs a tfjs backend that is ready. Leaves no tensor behind, also when the consumer stops early.
 *
 * @throws RangeError or TypeError if a setting is out of its domain
 * @throws Error if the loss is no longer a number (the last good weights stay in the store) and there is no
 *   other learning rate to try, or if there is no whole checkpoint to resume from
 */
export async function* train(task: Task, options: TrainOptions): AsyncGenerator<TrainEvent, TrainResult> {
  const { cell, seed = 1, store, signal } = options;
  const settings = resolveSettings(task, options.settings, cell);
  const { checkpoint, refused } = options.resume ? await latestCheckpoint(store) : { refused: [] };
  const trainer = createTrainer(task, cell, settings, seed);
  const started = performance.now();
  const history: EpochRecord[] = [...(checkpoint?.position.history ?? [])];
  let { step, sums } = checkpoint?.position ?? { step: 0, sums: noSteps };
  let record: RunRecord = {
    task: { name: task.name, options: task.options },
    cell,
    settings,
    seed,
    backend: tf.getBackend(),
    versions: versions(),
    status: 'running',
    history,
  };
  const save = async (changes: Partial<RunRecord>) => {
    record = { ...record, ...changes };
    await store?.writeRecord(record);
  };
  const saveCheckpoint = async () => {
    if (!store) return;
    const position = { seed, step, sums, history };
    await store.writeCheckpoint(
      await encodeCheckpoint({ position, tensors: await trainer.state() }),
      position,
    );
  };
  const saveModel = async () => store?.writeModel(writeSafetensors(await trainer.weights()));
  /** Goes on with the next learning rate, if there is one. */
  const nextTrial = (): boolean => {
    const next = (Math.floor((step - 1) / settings.steps) + 1) * settings.steps;
    if (next >= totalSteps(settings)) return false;
    [step, sums] = [next, noSteps];
    return true;
  };

  try {
    if (checkpoint) await trainer.restore(checkpoint.tensors);
    await save({});
    yield { type: 'start', record, parameters: trainer.parameters, step, refused };

    let stopped: StopReason | undefined = stopReason(history, step, settings);
    while (!stopped) {
      const trial = trialAt(settings, step);
      if (trial.step === 0 && step > 0) trainer.restart();
      const learningRate = scheduledRate(settings, step);
      const score = await trainer.step(step);
      step++;
      if (!Number.isFinite(score.loss)) {
        if (nextTrial()) continue;
        if (ratesOf(settings).length > 1 && history.length > 0) {
          stopped = 'steps';
          break;
        }
        throw new Error(
          `training diverged: the loss is ${score.loss} at step ${step}; try a smaller learning rate`,
        );
      }
      sums = plus(sums, score);
      yield { type: 'step', step, ...score };
      await breathe();

      if ((trial.step + 1) % settings.stepsPerEpoch === 0 || trial.step + 1 === settings.steps) {
        const validation = await trainer.evaluate('validation');
        const test = task.testEveryEpoch ? await trainer.evaluate('test') : undefined;
        const norms = settings.gradientNorms ? await trainer.gradientNorms() : undefined;
        const epoch: EpochRecord = {
          epoch: history.length + 1,
          step,
          learningRate,
          loss: sums.loss / sums.steps,
          ...(score.accuracy !== undefined && { accuracy: sums.accuracy / sums.steps }),
          gradientNorm: sums.gradientNorm / sums.steps,
          ...prefixed('validation', validation),
          ...(test && prefixed('test', test)),
          ...(norms && { stateGradientNorms: norms }),
        };
        history.push(epoch);
        sums = noSteps;
        yield { type: 'epoch', ...epoch };
        const best = bestEpoch(history, settings.monitor) === epoch;
        if (best) {
          trainer.keepBest();
          await saveModel();
        }
        const stalled = hasStalled(history, settings) && !nextTrial();
        stopped = stopReason(history, step, settings) ?? (stalled ? 'no-progress' : undefined);
        await saveCheckpoint();
        await save({});
        yield { type: 'checkpoint', step, best };
      }
      if (!stopped && signal?.aborted) {
        stopped = 'interrupted';
        await saveCheckpoint();
        if (history.length === 0) await saveModel();
      }
    }

    trainer.useBest();
    const best = bestEpoch(history, settings.monitor);
    const result: TrainResult = {
      ...(store && { run: store.location }),
      ...(await trainer.evaluate('test')),
      baseline: task.dataset.baseline,
      steps: step,
      ...(best && { bestEpoch: best }),
      seconds: (performance.now() - started) / 1000,
      stopped,
    };
    await save({ status: stopped === 'interrupted' ? 'interrupted' : 'done', result });
    yield { type: 'done', result };
    return result;
  } catch (error) {
    await save({ status: 'failed' }).catch(() => {}); // the first error is the one to report
    throw error;
  } finally {
    trainer.dispose();
  }
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
