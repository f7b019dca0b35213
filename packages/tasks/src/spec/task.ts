import type { ConstructionName } from '@unrolled/analysis';
import type { DigitImages, Mnist, SequenceBatch, SequenceDataset } from '@unrolled/datasets';
import type { DataDescription } from '@unrolled/datasets/data-description';
import {
  describeOptions,
  type OptionSchemas,
  type OptionValues,
  parseOptions,
} from '@unrolled/datasets/options';
import type { Changes } from './changes.js';
import type { Examples } from './examples.js';
import type { ModelName } from './models.js';
import type { Moment, Standardization } from './standardization.js';

/** What a task is made from and what a run writes down; plain JSON. */
export type TaskOptions = Readonly<Record<string, string | number | boolean>>;

/** How a {@link Task} is described and made. */
export interface TaskDefinition<Schemas extends OptionSchemas = OptionSchemas> {
  readonly name: string;
  /** One line for a person choosing a task. */
  readonly summary: string;
  /** The course or paper that sets it. */
  readonly source: string;
  readonly options: Schemas;
  /** The models that can learn it, the usual one first. */
  readonly models: readonly ModelName[];
  /** The constructed network that solves it, by its name in `@unrolled/analysis`. */
  readonly construction?: ConstructionName;
  /** Options with what they leave to others filled in, as where examples are padded follows from a scheme. */
  settle?(options: OptionValues<Schemas>): OptionValues<Schemas>;
  /** How a model is trained on it by default; a setting that the model lacks is left out. */
  defaults(options: OptionValues<Schemas>, model: ModelName): Changes;
  /** @throws RangeError or TypeError if options do not go together, or a resource is missing */
  create(options: OptionValues<Schemas>, resources: Resources): TaskContent | Promise<TaskContent>;
}

/** Something to learn: where its examples come from. */
export interface Task extends TaskContent, Pick<TaskDefinition, 'name' | 'models' | 'defaults'> {
  readonly options: TaskOptions;
}

/** What sequences look like, without the sequences. */
export interface SequenceKind extends Omit<SequenceDataset, 'batch'> {
  /** Steps in a sequence, where all have the same. */
  readonly steps?: number;
  /** What a task's option `length` counts, as "digits in the palindrome". */
  readonly lengthIn?: string;
  /** Of one number that is learnt at mean 0 and deviation 1: its deviation in the units of the data. */
  readonly deviation?: number;
  /** What a step is, where its loss is said in bits, too: `character`. */
  readonly bitsBy?: string;
  /** Where short sequences are padded; padding in front is read, padding behind is skipped. */
  readonly padding?: 'behind' | 'front';
  /** What each feature is in front of a short sequence; 0 unless given. */
  readonly paddedWith?: Moment;
}

/** What came of the files that a task is made from; plain JSON. With it the task can be made again, and only the same. */
export interface Made {
  /** SHA-256 of each file that the options name, by its path. */
  readonly files: Readonly<Record<string, string>>;
  /** What was understood of data. */
  readonly data?: DataDescription;
}

/** A task as a job names it. */
export interface NamedTask {
  readonly name: string;
  readonly options: TaskOptions;
  readonly made?: Made;
}

/** What a task's options decide. */
export interface TaskContent {
  /** What the examples look like. */
  readonly dataset: SequenceKind;
  readonly examples: Examples;
  /** Scores the test set after every epoch, too, to be looked at and never chosen by. */
  readonly testEveryEpoch?: boolean;
  /** What a model reads the inputs through; none leaves them as they are. */
  readonly standardization?: Standardization;
  /** What real answers are learnt as: (y − mean)/deviation. */
  readonly answerScale?: Standardization;
  /** What each input is, where they have names. */
  readonly features?: readonly string[];
  /** How a person asks a trained model. */
  readonly question: Question;
  /** What was understood of the data that its examples are. */
  readonly understood?: DataDescription;
  /** What came of its files, where it is made from any. */
  readonly made?: Made;
}

/** An example as a person writes it, and an answer as a person reads it. */
export interface Question {
  /** What to write, for a message; absent where only a file can hold it. */
  readonly form?: string;
  /** @throws RangeError that says what would be right */
  read?(words: readonly string[]): { readonly batch: SequenceBatch; readonly inputs: readonly string[] };
  /** The examples in a file; their targets may be missing. @throws RangeError that says where it is wrong */
  readFile?(file: { readonly name: string; readonly bytes: Uint8Array }): Promise<SequenceBatch[]>;
  /** A digit as MNIST has them; a label that is no digit stands for one that is not known. */
  readImage?(image: DigitImages): SequenceBatch;
  /** An example's inputs as a person writes them. */
  describe?(batch: SequenceBatch): readonly string[];
  /** Of a text that a model can go on with: what each class is. */
  readonly alphabet?: readonly string[];
  /** Classes or digits, in the order of the steps, as a person writes them. */
  write(answer: readonly number[]): string;
  /** What they stand for, such as the integer that digits spell. */
  meaning(answer: readonly number[]): string | number;
}

/** What a task may need from outside. */
export interface Resources {
  /** Reads the MNIST images, `unverified` also where they are not the original ones. */
  readonly mnist?: (options: { readonly unverified: boolean }) => Promise<Mnist>;
  /** Reads a file that an option names. @throws RangeError that says why it cannot be read */
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** What came of the files when the task was made first: they must be the same, and are read in the same way. */
  readonly made?: Made | undefined;
  /** The examples that will be asked for; all unless given. Only the files that they are in are read. */
  readonly parts?: readonly Part[];
}

/** Examples to train on, to choose a model by, and to score it by. */
export type Part = 'training' | 'validation' | 'test';

/**
 * A task as a job names it, with what came of its files.
 *
 * @example
 * namedTask(await createTask('parity', { length: 4 })).name; // → 'parity'
 */
export function namedTask({ name, options, made }: Task): NamedTask {
  return { name, options, ...(made && { made }) };
}

/**
 * The values of a task's options, those left out filled in.
 *
 * @throws RangeError or TypeError that names the option that is none, or out of its domain
 * @example
 * settledOptions(taskDefinition('parity'), { length: 4 }).length; // → 4
 */
export function settledOptions(definition: TaskDefinition, given: TaskOptions): TaskOptions {
  const options = parseOptions(definition.name, definition.options, given);
  return (definition.settle?.(options) ?? options) as TaskOptions;
}

/**
 * Makes a task; options left out take their defaults.
 *
 * @throws RangeError if an option is out of its domain
 * @throws TypeError if the task has no such option, or needs a resource that is not given
 * @example
 * (await makeTask(taskDefinition('parity'), { length: 4 })).dataset.inputSize; // → 1
 */
export async function makeTask(
  definition: TaskDefinition,
  given: TaskOptions = {},
  resources: Resources = {},
): Promise<Task> {
  const { name, models, defaults } = definition;
  const options = settledOptions(definition, given);
  const { dataset, ...content } = await definition.create(options, resources);
  const { length } = describeOptions(definition.options);
  const described = length ? { ...dataset, lengthIn: length.description } : dataset;
  return { name, options, models, defaults, ...content, dataset: described };
}
