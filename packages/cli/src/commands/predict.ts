import type { Chart } from '@unrolled/charts';
import type { SequenceBatch } from '@unrolled/datasets';
import { integer, nonNegative } from '@unrolled/datasets/options';
import type { Prediction, Task } from '@unrolled/tasks';
import { argument, describeCommand } from '../command.js';
import { asUsage, UsageError } from '../errors.js';
import { flag, flags as shared } from '../flags.js';
import { type Asked, readDigit, readExamples, readTestDigit } from '../read-examples.js';
import { remark } from '../render/print.js';
import { saveCharts } from '../render/save-charts.js';
import { showResult } from '../render/show-result.js';
import { openRun } from '../runs.js';
import { useBackend } from '../use-backend.js';

export const predictCommand = describeCommand({
  name: 'predict',
  summary: 'ask a trained model: numbers, bits, a picture of a digit, or a file of examples',
  args: [
    argument('<run>', 'the folder of the run'),
    argument('[words...]', 'the example, as `180 23`; or a .jsonl, .png, or IDX file'),
  ],
  flags: () => ({
    index: flag(
      '--index <number>',
      'of MNIST, the image at this place of the test set, or of the IDX file',
      integer(0),
    ),
    characters: flag('--characters <count>', 'of a text, how many to write (default: 200)', integer(1)),
    temperature: flag(
      '--temperature <value>',
      'of a text, below 1 for what is likelier, 0 for the likeliest (default: 1)',
      nonNegative,
    ),
    seed: flag('--seed <number>', 'of a text, draws what is written (default: 1)', integer(0)),
    out: shared.charts(),
    task: shared.task(),
    json: shared.json(),
  }),
  examples: [
    'unrolled predict runs/binary-addition-rnn-length16-seed1 180 23',
    'unrolled predict runs/mnist-rows-lstm-seed1 --index 7',
    'unrolled predict runs/mnist-rows-lstm-seed1 digit.png',
    'unrolled predict runs/parity-rnn-length12-seed1 examples.jsonl',
    "unrolled predict runs/text-lstm-length64-seed1 'Alice was' --temperature 0.5",
  ],
  async run({ index, out, json, characters, temperature, seed }, [run, words]: [string, readonly string[]]) {
    const { answer, attentionOf, continueText, describePrediction, headMaps, predictRun } = await import(
      '../training.js'
    );
    const { job, task, weights } = await openRun(run, {}, []);
    const writing = { characters, temperature, seed };
    const asked = Object.entries(writing).find(([, value]) => value !== undefined)?.[0];
    if (asked && !task.question.alphabet)
      throw new UsageError(`--${asked} is for a run of text, this one is of ${task.name}`);
    try {
      if (task.question.alphabet) {
        const [{ batch, inputs }] = (await read(task, words, index)) as [Asked];
        await useBackend('auto');
        const output = await continueText(task, job.model, weights, batch, writing);
        await showResult(
          { run, inputs, predicted: output, output, ...writing },
          [`${inputs}${output}`],
          {},
          { json },
        );
        return;
      }
      const examples = await read(task, words, index);
      const longest = Math.max(...examples.map(({ batch }) => batch.inputs.shape[1]!));
      const { steps = Number.POSITIVE_INFINITY } = task.dataset;
      if (longest > steps) {
        remark(`of ${longest} steps, where the run was trained on at most ${steps}: the answer may not hold`);
      }
      await useBackend('auto');
      for (const [i, { batch, inputs }] of examples.entries()) {
        const [prediction] = await predictRun(task, job.model, weights, batch);
        const { states, ...told } = prediction!;
        const asked = answer(task, batch, prediction!, inputs);
        const attention = attentionOf(`${task.name}: what each output looked at`, asked);
        const looked = { ...(attention && { attention }), ...headMaps(task.name, asked) };
        if (i === 0 && out !== undefined)
          await saveCharts(out, {
            ...looked,
            ...(await draw(task, batch, prediction!)),
          });
        await showResult({ run, inputs, ...told }, describePrediction(asked), looked, { json });
      }
    } catch (error) {
      throw asUsage(error);
    }
  },
});

/** An example's hidden states over time and, of MNIST, the digit. */
async function draw(
  { name, question }: Task,
  { inputs: { data, shape } }: SequenceBatch,
  { states, output }: Prediction,
): Promise<Record<string, Chart>> {
  const { digitImages, hiddenStates } = await import('../training.js');
  const isImage = question.readImage !== undefined && shape[2]! > 1;
  return {
    ...(states && { 'hidden-states': hiddenStates(`${name}: hidden state`, states) }),
    ...(isImage && { digit: digitImages(name, [{ caption: `taken for ${output}`, pixels: data }]) }),
  };
}

/** What the words name: a file of examples, an image, or an example itself. */
async function read(
  task: Task,
  words: readonly string[],
  index: number | undefined,
): Promise<readonly Asked[]> {
  const { name } = task;
  const { read, readImage, form } = task.question;
  const [file] = words;
  const files = task.question.readFile ? /\.(jsonl|ndjson|json|csv|tsv|npz)$/i : /\.jsonl$/;
  if (words.length === 1 && files.test(file!)) return readExamples(file!, task);
  if (index !== undefined && !readImage) throw new UsageError(`--index is for MNIST, the run is of ${name}`);
  if (readImage && words.length <= 1 && (file ?? index) !== undefined) {
    const digit = file === undefined ? readTestDigit(index!, task.options) : readDigit(file, index);
    return [{ batch: readImage(await digit), inputs: [file ?? `test image ${index}`] }];
  }
  if (read && words.length > 0) return [read(words)];
  const expected = readImage ? 'a .png or IDX file, or --index with a place in the test set' : form;
  throw new UsageError(
    `${name}: expected ${expected ? `${expected}, or ` : ''}a .jsonl file, received ${words.length > 0 ? `'${words.join(' ')}'` : 'nothing'}`,
  );
}
