import type { SequenceDataset } from '@unrolled/datasets';
import type { ModelSettings } from './model.js';
import type { OptimizerName } from './optimizer.js';

/** What a task is made from and what a run writes down; plain JSON. */
export type TaskOptions = Readonly<Record<string, string | number | boolean>>;

/** The settings a task is trained with unless the caller says otherwise. */
export interface TrainingSettings extends ModelSettings {
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  /** The global norm that gradients are scaled down to. */
  readonly clipNorm: number;
  /** Training ends after this many steps at the latest. */
  readonly steps: number;
  /** An epoch, after which the model is validated, is this many steps. */
  readonly stepsPerEpoch: number;
  /** Training ends when an epoch's validation accuracy reaches this, in [0, 1]. */
  readonly stopAtAccuracy: number;
}

/** Something to learn: where its examples come from and how it is trained. */
export interface Task {
  readonly name: string;
  readonly options: TaskOptions;
  readonly dataset: SequenceDataset;
  readonly settings: TrainingSettings;
}

/** How a {@link Task} is made. */
export interface TaskDefinition {
  readonly name: string;
  /** One line for a person choosing a task. */
  readonly summary: string;
  /** The course or paper that sets it. */
  readonly source: string;
  /** Every option with its default. */
  readonly options: TaskOptions;
  /** @throws RangeError or TypeError if an option is out of its domain */
  create(options: TaskOptions): Task;
}
