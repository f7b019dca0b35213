import { createRng, type Rng, type SequenceDataset } from '@unrolled/datasets';
import type { Cell, DataRequest, Table } from '@unrolled/datasets/own-data';
import type { Changes } from './changes.js';
import { dataContent, dataDefaults } from './data-content.js';
import { endlessExamples } from './examples.js';
import type { TaskContent } from './task.js';

/** An example: what is read, a value or a list of values a step or a text, and what is to be answered; and whatever else it says. */
export type Example = Readonly<Record<string, Cell | undefined>>;

/** How examples are read, where their fields do not tell: as the options of the task `data`. */
export interface ExampleOptions extends Omit<DataRequest, 'scheme'> {
  /** `many-to-one` unless given. */
  readonly scheme?: DataRequest['scheme'];
}

/** Where a task's content comes from, when the task is made. */
export interface ExampleSource {
  /** How a model is trained on them unless the task says otherwise. */
  readonly defaults?: Changes;
  content(): Promise<TaskContent> | TaskContent;
}

/** What {@link defineTask} takes for examples. */
export type GivenExamples =
  | readonly Example[]
  | ((rng: Rng) => Iterable<Example>)
  | SequenceDataset
  | ExampleSource;

/**
 * Examples that are there: `inputs`, a value or a list of values a step or a text, and `target`, or fields that the options
 * name. Kinds and sizes, classes and symbols, means and deviations follow from them, as from a file of the task `data`.
 *
 * @param options.validation to choose the best epoch by; a tenth of the examples unless given
 * @param options.test to score the model by; another tenth unless given
 * @throws RangeError, when the task is made, that says which example is wrong and what would be right
 * @example
 * const examples = Array.from({ length: 30 }, (_, i) => ({ inputs: [i, i + 1, i % 3], target: i % 2 ? 'odd' : 'even' }));
 * const task = await makeTask(defineTask({ examples: arrayExamples(examples) }));
 * task.examples.trainingCount; // → 24
 */
export function arrayExamples(
  examples: readonly Example[],
  {
    validation,
    test,
    ...options
  }: ExampleOptions & { readonly validation?: readonly Example[]; readonly test?: readonly Example[] } = {},
): ExampleSource {
  const { scheme = 'many-to-one' } = options;
  return {
    defaults: dataDefaults(scheme),
    async content() {
      const tools = await import('@unrolled/datasets/own-data');
      const table = (rows: readonly Example[] | undefined, name: string): Table | undefined =>
        rows && tools.rowsTable(name, rows);
      const tables = {
        data: table(examples, 'examples'),
        validation: table(validation, 'validation'),
        test: table(test, 'test'),
      };
      return dataContent(tools.ownData(tables, { ...options, scheme }), tools);
    },
  };
}

/** As many are drawn to learn kinds, classes, means and deviations from. */
const looked = 2000;

/**
 * Examples that are drawn without end, as {@link arrayExamples} has them one by one: what follows from them is learnt from two
 * thousand. Every batch is drawn anew, from a stream of random numbers of its own.
 *
 * @param generate yields examples for as long as it is asked, from these random numbers alone
 * @throws RangeError that says which example is wrong, or that they came to an end
 * @example
 * const definition = defineTask({
 *   examples: generatedExamples(function* (rng) {
 *     for (;;) {
 *       const inputs = [rng(), rng(), rng()];
 *       yield { inputs, target: inputs[0] + inputs[2] };
 *     }
 *   }),
 * });
 * (await makeTask(definition)).dataset.targetKind; // → 'real'
 */
export function generatedExamples(
  generate: (rng: Rng) => Iterable<Example>,
  options: ExampleOptions = {},
): ExampleSource {
  const draw = (rng: Rng, count: number): Example[] => {
    const drawn: Example[] = [];
    for (const example of generate(rng)) {
      if (drawn.push(example) === count) return drawn;
    }
    throw new RangeError(`generatedExamples: they must go on without end, received ${drawn.length}`);
  };
  const { scheme = 'many-to-one' } = options;
  const { stepsPerEpoch: _, ...defaults } = dataDefaults(scheme);
  return {
    defaults,
    async content() {
      const tools = await import('@unrolled/datasets/own-data');
      const table = (rng: Rng, count: number) => tools.rowsTable('generated', draw(rng, count));
      const sample = { data: table(createRng(0, 'sample'), looked) };
      const { description, ...learnt } = tools.ownData(sample, { ...options, scheme });
      const { examples: _, ...content } = dataContent({ description, ...learnt }, tools);
      const batch = (rng: Rng, batchSize: number) => {
        const { size, examples } = tools.everyExample(table(rng, batchSize), description, false);
        return examples(Int32Array.from({ length: size }, (_, i) => i));
      };
      return { ...content, examples: endlessExamples({ ...content.dataset, batch }) };
    },
  };
}

/** A source of any of the kinds that are taken. */
export function sourceOf(given: GivenExamples): ExampleSource {
  if (Array.isArray(given)) return arrayExamples(given);
  if (typeof given === 'function') return generatedExamples(given);
  const { content, batch } = { ...(given as Partial<ExampleSource & SequenceDataset> | undefined) };
  if (content) return given as ExampleSource;
  const dataset = given as SequenceDataset;
  if (typeof batch !== 'function')
    throw new TypeError(
      'defineTask: examples must be a list of examples, a generator of them, a dataset, or what arrayExamples or generatedExamples makes',
    );
  return {
    content: () => ({
      dataset,
      examples: endlessExamples(dataset),
      question: {
        write: (answer) => answer.join(' '),
        meaning: (answer) => (answer.length === 1 ? answer[0]! : answer.join(' ')),
      },
    }),
  };
}
