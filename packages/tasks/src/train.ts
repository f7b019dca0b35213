import * as tf from '@tensorflow/tfjs';
import { writeSafetensors } from '@unrolled/cells';
import { breathe } from './breathe.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import type { Evaluation } from './evaluate.js';
import type { CellName } from './model.js';
import type { EpochRecord, RunRecord, RunStore } from './run-store.js';
import { checkSettings } from './settings.js';
import type { Task, TrainingSettings } from './task.js';
import { createTrainer } from './trainer.js';
import { versions } from './versions.js';

export interface TrainOptions {
  readonly cell: CellName;
  /** Fixes weights, batches and evaluation; 1 unless given. */
  readonly seed?: number;
  /** What differs from the task's own settings. */
  readonly settings?: Partial<TrainingSettings>;
  /** Where the run is kept; nowhere unless given. */
  readonly store?: RunStore;
  /** Goes on from the store's latest checkpoint that is whole, to the same bits as if it had never stopped. */
  readonly resume?: boolean;
  /** Stops training after the step in progress; where it stands is stored. */
  readonly signal?: AbortSignal;
}

export type StopReason = 'converged' | 'steps' | 'interrupted';

export interface TrainResult extends Evaluation {
  /** Where the run is kept. */
  readonly run?: string;
  readonly baseline: { readonly metric: string; readonly value: number };
  readonly steps: number;
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
  | { readonly type: 'step'; readonly step: number; readonly loss: number }
  | ({ readonly type: 'epoch' } & EpochRecord)
  | { readonly type: 'checkpoint'; readonly step: number; readonly best: boolean }
  | { readonly type: 'done'; readonly result: TrainResult };

/**
 * Trains a model on a task: batches until an epoch's validation reaches the task's target or the steps are
 * used up, the weights of the best epoch kept and scored on fresh examples at the end.
 *
 * Needs a tfjs backend that is ready. Leaves no tensor behind, also when the consumer stops early.
 *
 * @throws RangeError if a setting is out of its domain
 * @throws Error if the loss is no longer a number (the last good weights stay in the store), or if there is
 *   no whole checkpoint to resume from
 */
export async function* train(task: Task, options: TrainOptions): AsyncGenerator<TrainEvent, TrainResult> {
  const { cell, seed = 1, store, signal } = options;
  const settings: TrainingSettings = { ...task.settings, ...options.settings };
  checkSettings(settings);
  const { checkpoint, refused } = options.resume ? await findCheckpoint(store) : { refused: [] };
  const trainer = createTrainer(task, cell, settings, seed);
  const started = performance.now();
  const history: EpochRecord[] = [...(checkpoint?.position.history ?? [])];
  let {
    step,
    lossSum,
    bestLoss = Number.POSITIVE_INFINITY,
  } = checkpoint?.position ?? { step: 0, lossSum: 0 };
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
    const { tensors, rng } = await trainer.state();
    const best = Number.isFinite(bestLoss) && { bestLoss };
    const position = { step, lossSum, rng, ...best, history };
    await store.writeCheckpoint(await encodeCheckpoint({ position, tensors }), position);
  };
  const saveModel = async () => store?.writeModel(writeSafetensors(await trainer.weights()));

  try {
    if (checkpoint) await trainer.restore(checkpoint.tensors, checkpoint.position.rng);
    await save({});
    yield { type: 'start', record, parameters: trainer.parameters, step, refused };

    let stopped: StopReason | undefined = finished(history, step, settings);
    while (!stopped) {
      const loss = await trainer.step();
      step++;
      if (!Number.isFinite(loss)) {
        throw new Error(
          `training diverged: the loss is ${loss} at step ${step}; try a smaller learning rate`,
        );
      }
      lossSum += loss;
      yield { type: 'step', step, loss };
      await breathe();

      if (step % settings.stepsPerEpoch === 0 || step === settings.steps) {
        const previous = history.at(-1)?.step ?? 0;
        const validation = await trainer.evaluate('validation');
        const epoch: EpochRecord = {
          epoch: history.length + 1,
          step,
          loss: lossSum / (step - previous),
          validationLoss: validation.loss,
          validationAccuracy: validation.accuracy,
        };
        history.push(epoch);
        lossSum = 0;
        yield { type: 'epoch', ...epoch };
        const best = validation.loss < bestLoss;
        if (best) {
          bestLoss = validation.loss;
          trainer.keepBest();
          await saveModel();
        }
        await saveCheckpoint();
        await save({});
        yield { type: 'checkpoint', step, best };
        stopped = finished(history, step, settings);
      }
      if (!stopped && signal?.aborted) {
        stopped = 'interrupted';
        await saveCheckpoint();
        if (history.length === 0) await saveModel();
      }
    }

    trainer.useBest();
    const test = await trainer.evaluate('test');
    const result: TrainResult = {
      ...(store && { run: store.location }),
      ...test,
      baseline: task.dataset.baseline,
      steps: step,
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

function finished(
  history: readonly EpochRecord[],
  step: number,
  { steps, stopAtAccuracy }: TrainingSettings,
): StopReason | undefined {
  if (history.some(({ validationAccuracy }) => validationAccuracy >= stopAtAccuracy)) return 'converged';
  return step >= steps ? 'steps' : undefined;
}

/** The latest checkpoint that is whole, and why later ones were refused. */
async function findCheckpoint(
  store: RunStore | undefined,
): Promise<{ checkpoint: Checkpoint; refused: string[] }> {
  const refused: string[] = [];
  for (const { name, bytes } of (await store?.readCheckpoints()) ?? []) {
    try {
      return { checkpoint: await decodeCheckpoint(bytes), refused };
    } catch (error) {
      refused.push(`${name}: ${(error as Error).message}`);
    }
  }
  throw new Error(['there is no whole checkpoint to resume from', ...refused].join('; '));
}
