import {
  type DigitImages,
  digitSequences,
  type MnistRows,
  mnistRows,
  type PixelOrder,
} from '@unrolled/datasets';
import { finiteExamples } from '../examples.js';
import type { Resources, TaskDefinition, TaskOption, TaskOptions } from '../task.js';
import { defaults } from './defaults.js';

const order: TaskOption = {
  type: 'choice',
  description: 'how an image is read',
  default: 'rows',
  choices: ['rows', 'columns', 'pixels', 'permuted-pixels'],
};

const validation = (images: number): TaskOption => ({
  type: 'integer',
  description: 'training images held out for validation',
  default: images,
});

/** Read a handwritten digit row by row. */
export const mnistRowsTask: TaskDefinition = {
  name: 'mnist-rows',
  summary: 'read a handwritten digit row by row',
  source: 'courses on deep learning, exercise on MNIST with an RNN, a GRU and an LSTM',
  models: ['lstm', 'rnn', 'gru', 'feedforward'],
  options: { order, validation: validation(5000) },
  create: async (options, resources) => {
    const images = await read('mnist-rows', options, resources, {});
    return {
      ...digits(images, options),
      testEveryEpoch: true,
      settings: {
        ...defaults,
        hiddenSize: 150,
        batchSize: 64,
        schedule: 'cosine',
        epochs: 10,
        monitor: 'accuracy',
        stopAtAccuracy: null,
      },
      settingsOf: { lstm: { batchSize: 128, learningRate: 2e-3 } },
    };
  },
};

/** Tell the digits 0, 5, 6 and 9 apart with two layers of rectified linear units. */
export const mnistFourTask: TaskDefinition = {
  name: 'mnist-four',
  summary: 'tell the handwritten digits 0, 5, 6 and 9 apart with two layers of rectified linear units',
  source: 'courses on neural networks, exercise on backpropagation through time by hand',
  models: ['rnn', 'gru', 'lstm'],
  options: { validation: validation(2400) },
  create: async (options, resources) => {
    const images = await read('mnist-four', options, resources, { classes: [0, 5, 6, 9] });
    return {
      ...digits(images, options),
      settings: {
        ...defaults,
        hiddenSize: 100,
        layers: 2,
        activation: 'relu',
        initialization: 'identity',
        batchSize: 16,
        optimizer: 'sgd',
        learningRate: [0.01, 0.001, 0.0001],
        clipNorm: 10,
        epochs: 20,
        monitor: 'accuracy',
        patience: 5,
        stopAtAccuracy: null,
      },
    };
  },
};

async function read(
  task: string,
  options: TaskOptions,
  { mnist }: Resources,
  choice: { readonly classes?: readonly number[] },
): Promise<MnistRows> {
  if (!mnist)
    throw new TypeError(`${task}: needs the resource mnist, such as loadMnist of @unrolled/datasets/node`);
  const { order = 'rows', validation } = options as { order?: PixelOrder; validation: number };
  return mnistRows(await mnist(), { ...choice, order, validation });
}

function digits(images: MnistRows, { order = 'rows' }: { readonly order?: PixelOrder }) {
  const { train, classes } = images;
  const [, steps] = train.examples([0]).inputs.shape;
  return {
    dataset: { ...train, steps: steps! },
    examples: finiteExamples(images),
    question: {
      readImage: (image: DigitImages) => digitSequences(image, { classes, order }).examples([0]),
      write: ([k = 0]: readonly number[]) => String(classes[k]),
      meaning: ([k = 0]: readonly number[]) => classes[k]!,
    },
  };
}
