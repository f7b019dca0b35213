import type { ConstructionName } from '@unrolled/analysis';
import type { OptimizerName } from '@unrolled/cells';
import type { DatasetOption, DigitImages, Mnist, SequenceBatch, SequenceDataset } from '@unrolled/datasets';
import type { Examples } from './examples.js';
import type { ScheduleName } from './learning-rate-schedule.js';
import type { ModelName, ModelSettings } from './model.js';
import type { Standardization } from './standardization.js';

/** What a task is made from and what a run writes down; plain JSON. */
export type TaskOptions = Readonly<Record<string, string | number>>;

/** How a model is trained. */
export interface TrainingSettings extends ModelSettings {
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  /** Where there are several, each is tried from the same first weights, and the best epoch of all is kept. */
  readonly learningRate: number | readonly number[];
  /** How the rate goes down from there to the last step. */
  readonly schedule: ScheduleName;
  /** The global norm that gradients are scaled down to. */
  readonly clipNorm: number;
  /** Training ends after this many steps at the latest. */
  readonly steps: number;
  /** An epoch, after which the model is validated, is this many steps. */
  readonly stepsPerEpoch: number;
  /** The validation metric by which epochs are compared. */
  readonly monitor: 'loss' | 'accuracy';
  /** Training ends when this many epochs in a row were no better than the best; 0 for never. */
  readonly patience: number;
  /** Training ends when an epoch's validation accuracy reaches this, in [0, 1]; null for never. */
  readonly stopAtAccuracy: number | null;
  /** Record ‖∂L/∂h_t‖ for every time step t after each epoch. */
  readonly gradientNorms: boolean;
}

/** What differs from a task's own settings. An epoch count stands for as many steps. */
export type SettingChanges = Partial<TrainingSettings> & { readonly epochs?: number };

/** Something to learn: where its examples come from and how it is trained. */
export interface Task extends TaskContent {
  readonly name: string;
  readonly options: TaskOptions;
  /** The models that can learn it, the usual one first. */
  readonly models: readonly ModelName[];
}

/** What sequences look like, without the sequences. */
export interface SequenceKind extends Omit<SequenceDataset, 'batch'> {
  /** Steps in a sequence, where all have the same. */
  readonly steps?: number;
  /** Where short sequences are padded; what stands in front is read like the rest, what stands behind is not. */
  readonly padding?: 'behind' | 'front';
}

/** What a task's options decide. */
export interface TaskContent {
  /** What the examples look like. */
  readonly dataset: SequenceKind;
  readonly examples: Examples;
  /** Unless the caller says otherwise; one pass is an epoch where the examples are finite. */
  readonly settings: Omit<TrainingSettings, 'steps'> & { readonly epochs: number };
  /** Where one of the models is trained differently from the others. */
  readonly settingsOf?: Partial<Record<ModelName, Partial<TrainingSettings>>>;
  /** Scores the test set after every epoch, too, to be looked at and never chosen by. */
  readonly testEveryEpoch?: boolean;
  /** What a model reads the inputs through; none leaves them as they are. */
  readonly standardization?: Standardization;
  /** How a person asks a trained model. */
  readonly question: Question;
}

/** An example as a person writes it, and an answer as a person reads it. */
export interface Question {
  /** What to write, for a message; absent where only a file can hold it. */
  readonly form?: string;
  /** @throws RangeError that says what would be right */
  read?(words: readonly string[]): { readonly batch: SequenceBatch; readonly inputs: readonly string[] };
  /** A digit as MNIST has them; a label that is no digit stands for one that is not known. */
  readImage?(image: DigitImages): SequenceBatch;
  /** An example's inputs as a person writes them. */
  describe?(batch: SequenceBatch): readonly string[];
  /** Classes or digits, in the order of the steps, as a person writes them. */
  write(answer: readonly number[]): string;
  /** What they stand for, such as the integer that digits spell. */
  meaning(answer: readonly number[]): string | number;
}

/** What a task may need from outside. */
export interface Resources {
  /** Reads the MNIST images. */
  readonly mnist?: () => Promise<Mnist>;
}

/** How a {@link Task} is made. */
export interface TaskDefinition {
  readonly name: string;
  /** One line for a person choosing a task. */
  readonly summary: string;
  /** The course or paper that sets it. */
  readonly source: string;
  readonly options: Readonly<Record<string, TaskOption>>;
  /** The models that can learn it, the usual one first. */
  readonly models: readonly ModelName[];
  /** The constructed network that solves it, by its name in `@unrolled/analysis`. */
  readonly construction?: ConstructionName;
  /** Whether an output of that network stands for 1; above ½ unless given. */
  readonly readsAs?: (output: number) => boolean;
  /** @throws RangeError or TypeError if an option is out of its domain */
  create(options: TaskOptions, resources: Resources): TaskContent | Promise<TaskContent>;
}

export type TaskOption = Exclude<DatasetOption, { readonly type: 'integers' }>;
