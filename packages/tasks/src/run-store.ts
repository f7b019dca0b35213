import type { Position } from './checkpoint.js';
import type { ModelName } from './model.js';
import type { TaskOptions, TrainingSettings } from './task.js';
import type { TrainResult } from './train.js';

/** One line of a run's history, written after each epoch; losses as in {@link Evaluation}. */
export interface EpochRecord {
  /** From 1 on, over all learning rates tried. */
  readonly epoch: number;
  readonly step: number;
  /** At the end of the epoch. */
  readonly learningRate: number;
  /** Mean over the epoch's training steps, each before its update. */
  readonly loss: number;
  readonly accuracy?: number;
  /** Mean norm of all gradients together, before clipping. */
  readonly gradientNorm: number;
  readonly validationLoss: number;
  readonly validationAccuracy?: number;
  readonly validationSequenceAccuracy?: number;
  /** On the test set, where the task scores it at every epoch. */
  readonly testLoss?: number;
  readonly testAccuracy?: number;
  /** ‖∂L/∂h_t‖ at every time step, if asked for. */
  readonly stateGradientNorms?: readonly number[];
}

/** Everything needed to repeat a run, and what came of it: the content of `run.json`. */
export interface RunRecord {
  readonly task: { readonly name: string; readonly options: TaskOptions };
  readonly cell: ModelName;
  readonly settings: TrainingSettings;
  readonly seed: number;
  readonly backend: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly status: 'running' | 'done' | 'interrupted' | 'failed';
  readonly history: readonly EpochRecord[];
  readonly result?: TrainResult;
}

/** Where a run is kept. `@unrolled/tasks/node` has one that is a folder. */
export interface RunStore {
  /** The run's address, for people. */
  readonly location: string;
  writeRecord(record: RunRecord): Promise<void>;
  /** The best weights so far, as safetensors. */
  writeModel(safetensors: Uint8Array): Promise<void>;
  /** Where training stands, as safetensors; the one before it is kept too. `position` is for people to read. */
  writeCheckpoint(safetensors: Uint8Array, position: Position): Promise<void>;
  /** The checkpoints that are kept, the latest first. */
  readCheckpoints(): Promise<readonly { readonly name: string; readonly bytes: Uint8Array }[]>;
}
