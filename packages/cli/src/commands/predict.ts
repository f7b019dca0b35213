import type { SequenceBatch } from '@unrolled/datasets';
import { integer } from '@unrolled/datasets/options';
import type { Prediction, Task } from '@unrolled/tasks';
import { Command } from 'commander';
import { asUsage, UsageError } from '../errors.js';
import { flag, flags as shared } from '../flags.js';
import type { Asked } from '../read-examples.js';

interface PredictFlags {
  readonly index?: number;
  readonly out?: string;
  readonly json?: boolean;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('ask a trained model: numbers, bits, a picture of a digit, or a file of examples')
    .argument('<run>', 'the folder of the run')
    .argument('[words...]', 'the example, as `180 23`; or a .jsonl, .png, or IDX file')
    .addOption(
      flag(
        '--index <number>',
        'of MNIST, the image at this place of the test set, or of the IDX file',
        integer(0),
      ),
    )
    .addOption(shared.charts())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Examples:
  unrolled predict runs/binary-addition-rnn-length16-seed1 180 23
  unrolled predict runs/mnist-rows-lstm-seed1 --index 7
  unrolled predict runs/mnist-rows-lstm-seed1 digit.png
  unrolled predict runs/parity-rnn-length12-seed1 examples.jsonl`,
    )
    .action(runPredict);
}

async function runPredict(run: string, words: readonly string[], flags: PredictFlags): Promise<void> {
  const [{ predictRun }, { openRun }, { selectBackend }] = await Promise.all([
    import('@unrolled/tasks'),
    import('../run-folder.js'),
    import('@unrolled/tasks'),
  ]);
  const [{ answer, describePrediction }, { print, printJson }] = await Promise.all([
    import('@unrolled/charts'),
    import('../render/print.js'),
  ]);
  const { record, task, weights } = await openRun(run);
  try {
    const examples = await read(task, words, flags);
    await selectBackend('auto');
    for (const [i, { batch, inputs }] of examples.entries()) {
      const [prediction] = await predictRun(task, record.job.model, weights, batch);
      if (i === 0 && flags.out !== undefined) await draw(flags.out, task, batch, prediction!);
      const { states, ...told } = prediction!;
      if (flags.json) printJson({ run, inputs, ...told });
      else print(describePrediction(answer(task, batch, prediction!, inputs)));
    }
  } catch (error) {
    throw asUsage(error);
  }
}

/** The first example's hidden states over time and, of MNIST, the digit. */
async function draw(
  out: string,
  task: Task,
  batch: SequenceBatch,
  { states, output }: Prediction,
): Promise<void> {
  const [{ digitImages, hiddenStates }, { saveCharts }] = await Promise.all([
    import('@unrolled/charts'),
    import('../render/save-charts.js'),
  ]);
  const { data, shape } = batch.inputs;
  const image = task.question.readImage !== undefined && shape[2]! > 1;
  await saveCharts(out, {
    ...(states && { 'hidden-states': hiddenStates(`${task.name}: hidden state`, states) }),
    ...(image && { digit: digitImages(task.name, [{ caption: `taken for ${output}`, pixels: data }]) }),
  });
}

/** What the words name: a file of examples, an image, or an example itself. */
async function read(task: Task, words: readonly string[], { index }: PredictFlags): Promise<Asked[]> {
  const { readDigit, readExamples } = await import('../read-examples.js');
  const { read, readImage, form } = task.question;
  const [file] = words;
  if (words.length === 1 && file!.endsWith('.jsonl')) return readExamples(file!, task);
  if (index !== undefined && !readImage)
    throw new UsageError(`--index is for MNIST, the run is of ${task.name}`);
  if (readImage && words.length <= 1 && (file ?? index) !== undefined) {
    return [{ batch: readImage(await readDigit(file, index)), inputs: [file ?? `test image ${index}`] }];
  }
  if (read && words.length > 0) return [read(words)];
  const expected = readImage ? 'a .png or IDX file, or --index with a place in the test set' : form;
  throw new UsageError(
    `${task.name}: expected ${expected ? `${expected}, or ` : ''}a .jsonl file, received ${words.length > 0 ? `'${words.join(' ')}'` : 'nothing'}`,
  );
}
