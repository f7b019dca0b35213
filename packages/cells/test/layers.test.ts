import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { gruCell, unroll, writeKerasWeights } from '../src/index.js';
import { gru, lstm, rnn, withUnrolledLayers } from '../src/layers.js';
import { onEveryBackend } from './backends.js';
import { largestDifference, randomTensor, seeded } from './numbers.js';

type Make = (args: object) => tf.layers.Layer;
const sigmoid = { recurrentActivation: 'sigmoid' } as const;
const pairs: [string, Make, Make][] = [
  ['rnn', (args) => rnn({ units: 4, ...args }), (args) => tf.layers.simpleRNN({ units: 4, ...args })],
  [
    'rnn with relu',
    (args) => rnn({ units: 4, activation: 'relu', ...args }),
    (args) => tf.layers.simpleRNN({ units: 4, activation: 'relu', ...args }),
  ],
  ['gru', (args) => gru({ units: 4, ...args }), (args) => tf.layers.gru({ units: 4, ...sigmoid, ...args })],
  [
    'lstm',
    (args) => lstm({ units: 4, ...args }),
    (args) => tf.layers.lstm({ units: 4, ...sigmoid, ...args }),
  ],
];

const input = () => randomTensor<tf.Rank.R3>(seeded(1), [3, 5, 2]);
const padded = () => tf.concat([input(), tf.zeros([3, 2, 2])], 1);

/** Both layers in a model of their own, with the same weights. */
function models(
  ours: tf.layers.Layer,
  theirs: tf.layers.Layer,
  masked = false,
): [tf.LayersModel, tf.LayersModel] {
  const wrap = (layer: tf.layers.Layer) =>
    tf.sequential({
      layers: [...(masked ? [tf.layers.masking({ maskValue: 0, inputShape: [7, 2] })] : []), layer],
    });
  const [a, b] = [wrap(ours), wrap(theirs)];
  a.setWeights(b.getWeights());
  return [a, b];
}

const outputsOf = (model: tf.LayersModel, x: tf.Tensor) => [model.predict(x)].flat();

async function expectEqual(actual: tf.Tensor[], expected: tf.Tensor[]): Promise<void> {
  expect(actual.length).toBe(expected.length);
  for (const [index, tensor] of actual.entries()) {
    expect(await largestDifference(tensor, expected[index]!)).toBeLessThan(1e-5);
  }
}

/** What is saved of a model, through JSON. */
async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = JSON.parse(JSON.stringify(saved));
      artifacts!.weightData = saved.weightData!;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
    }),
  );
  return artifacts!;
}

onEveryBackend('a layer', () => {
  test.each(pairs)('predicts what tf.layers predicts, in all arguments: %s', async (_, ours, theirs) => {
    for (const returnSequences of [false, true]) {
      for (const goBackwards of [false, true]) {
        for (const useBias of [false, true]) {
          const args = { returnSequences, goBackwards, useBias, inputShape: [5, 2] };
          const [a, b] = models(ours(args), theirs(args));
          await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
        }
      }
    }
  });

  test.each(pairs)('heeds a mask: %s', async (_, ours, theirs) => {
    for (const returnSequences of [false, true]) {
      for (const goBackwards of [false, true]) {
        const args = { returnSequences, goBackwards };
        const [a, b] = models(ours(args), theirs(args), true);
        await expectEqual(outputsOf(a, padded()), outputsOf(b, padded()));
      }
    }
  });

  test.each(pairs)('returns states and begins at given ones: %s', async (_, ours, theirs) => {
    const build = (make: Make) => {
      const x = tf.input({ shape: [5, 2] });
      const encoder = make({ returnState: true });
      const [output, ...states] = encoder.apply(x) as tf.SymbolicTensor[];
      const decoder = make({ returnSequences: true });
      const decoded = decoder.apply(x, { initialState: states }) as tf.SymbolicTensor;
      return tf.model({ inputs: x, outputs: [output!, ...states, decoded] });
    };
    const [a, b] = [build(ours), build(theirs)];
    a.setWeights(b.getWeights());
    await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
  });

  test.each(pairs)('keeps its state from batch to batch when stateful: %s', async (_, ours, theirs) => {
    const args = { stateful: true, batchInputShape: [3, 5, 2] };
    const [a, b] = models(ours(args), theirs(args));
    for (let batch = 0; batch < 3; batch++) {
      await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
    }
    a.resetStates();
    b.resetStates();
    await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
  });

  test.each(pairs)('trains to the weights that tf.layers trains to: %s', async (_, ours, theirs) => {
    const args = { kernelRegularizer: 'l1l2', inputShape: [5, 2] };
    const [a, b] = models(ours(args), theirs(args));
    const target = randomTensor(seeded(2), [3, 4]);
    for (const model of [a, b]) {
      model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      await model.fit(input(), target, { epochs: 5, shuffle: false, verbose: 0 });
    }
    await expectEqual(a.getWeights(), b.getWeights());
  });

  test.each(pairs)('works in both directions: %s', async (_, ours, theirs) => {
    const both = (layer: tf.layers.Layer) =>
      tf.layers.bidirectional({ layer: layer as never, mergeMode: 'concat', inputShape: [5, 2] });
    const args = { returnSequences: true };
    const [a, b] = models(both(ours(args)), both(theirs(args)));
    await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
  });

  test.each(pairs)('is saved and loaded with its model: %s', async (_, ours) => {
    const layer = ours({ returnSequences: true, goBackwards: true, dropout: 0.5, inputShape: [5, 2] });
    const model = tf.sequential({ layers: [layer] });
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await saved(model)));
    expect(loaded.layers[0]!.getClassName()).toBe(layer.getClassName());
    expect(loaded.layers[0]!.getConfig()).toMatchObject(JSON.parse(JSON.stringify(layer.getConfig())));
    await expectEqual(outputsOf(loaded, input()), outputsOf(model, input()));
  });

  test.each(pairs)('leaves no tensor behind: %s', (_, ours) => {
    const model = tf.sequential({ layers: [ours({ inputShape: [5, 2] })] });
    const x = input();
    tf.dispose(model.predict(x));
    const before = tf.memory().numTensors;
    tf.dispose(model.predict(x));
    expect(tf.memory().numTensors).toBe(before);
  });

  test('resets after the product as the cell does, with the biases of Keras, and is saved so', async () => {
    const cell = gruCell({ inputSize: 2, hiddenSize: 4, biasInitializer: 'uniform' });
    const params = cell.init(seeded(3));
    const layer = gru({ units: 4, resetAfter: true, returnSequences: true, inputShape: [5, 2] });
    const model = tf.sequential({ layers: [layer] });
    const weights = await writeKerasWeights(cell, params);
    layer.setWeights(weights.map(({ data, shape }) => tf.tensor(data, [...shape])));
    const { outputs } = unroll(cell, params, input());
    await expectEqual(outputsOf(model, input()), [outputs]);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await saved(model)));
    await expectEqual(outputsOf(loaded, input()), [outputs]);
  });

  test('takes the arguments of saved models that change nothing', async () => {
    const plain = { units: 4, returnSequences: true, inputShape: [5, 2] };
    const neutral = { unroll: true, implementation: 2, recurrentDropout: 0, timeMajor: false } as const;
    for (const make of [rnn, gru, lstm]) {
      const [a, b] = models(make({ ...plain, ...neutral, zeroOutputForMask: false }), make(plain));
      await expectEqual(outputsOf(a, input()), outputsOf(b, input()));
    }
  });

  test('takes the place of the layer of tf.layers or Keras in a saved model', async () => {
    const args = { units: 3, returnSequences: true } as const;
    const layer = tf.layers.lstm({ ...args, ...sigmoid }) as never;
    const model = tf.sequential({
      layers: [
        tf.layers.simpleRNN({ ...args, inputShape: [5, 2] }),
        tf.layers.bidirectional({ layer, mergeMode: 'concat' }),
        tf.layers.gru({ ...args, ...sigmoid }),
      ],
    });
    const artifacts = await saved(model);
    const loaded = await tf.loadLayersModel(withUnrolledLayers(tf.io.fromMemory(artifacts)));
    const classes = String(loaded.toJSON()).match(/"(SimpleRNN|LSTM|GRU|Unrolled\w+)"/g);
    expect(classes).toEqual(['"UnrolledRnn"', '"UnrolledLstm"', '"UnrolledGru"']);
    await expectEqual(outputsOf(loaded, input()), outputsOf(model, input()));
  });

  test('takes the place of a GRU that was converted from Keras, which tf.layers refuses', async () => {
    const cell = gruCell({ inputSize: 2, hiddenSize: 4, biasInitializer: 'uniform' });
    const params = cell.init(seeded(4));
    const weights = await writeKerasWeights(cell, params);
    // The configuration as Keras 2 writes it and tensorflowjs_converter leaves it.
    const config = {
      ...{ name: 'gru', trainable: true, batch_input_shape: [null, 5, 2], dtype: 'float32' },
      ...{ return_sequences: true, return_state: false, go_backwards: false, stateful: false, unroll: false },
      ...{ time_major: false, units: 4, activation: 'tanh', recurrent_activation: 'sigmoid', use_bias: true },
      ...{ dropout: 0, recurrent_dropout: 0, implementation: 2, reset_after: true, bias_regularizer: null },
    };
    const names = ['kernel', 'recurrent_kernel', 'bias'];
    const artifacts = {
      modelTopology: {
        model_config: { class_name: 'Sequential', config: { layers: [{ class_name: 'GRU', config }] } },
      },
      weightSpecs: weights.map(({ shape }, i) => ({
        name: `gru/${names[i]}`,
        shape: [...shape],
        dtype: 'float32' as const,
      })),
      weightData: Float32Array.from(weights.flatMap(({ data }) => Array.from(data))).buffer,
    };
    await expect(tf.loadLayersModel(tf.io.fromMemory(artifacts))).rejects.toThrow('reset_after');
    const loaded = await tf.loadLayersModel(withUnrolledLayers(tf.io.fromMemory(artifacts)));
    await expectEqual(outputsOf(loaded, input()), [unroll(cell, params, input()).outputs]);
  });

  test('drops inputs in training only, the same at every step', async () => {
    const layer = rnn({
      units: 1,
      activation: 'linear',
      dropout: 0.5,
      returnSequences: true,
      kernelInitializer: 'ones',
      recurrentInitializer: 'zeros',
    });
    const x = tf.ones([20, 4, 1]);
    expect(await largestDifference(layer.apply(x) as tf.Tensor, x)).toBe(0);
    const training = layer.apply(x, { training: true }) as tf.Tensor3D;
    const first = tf.tile(tf.slice(training, [0, 0, 0], [20, 1, 1]), [1, 4, 1]);
    expect(await largestDifference(training, first)).toBe(0);
    expect(new Set(await training.data())).toEqual(new Set([0, 2]));
  });

  test('of 512 units is built at once', async () => {
    const layer = rnn({ units: 512 });
    layer.apply(tf.zeros([1, 1, 1]));
    const recurrent = layer.getWeights()[1] as tf.Tensor2D;
    const vector = randomTensor<tf.Rank.R2>(seeded(1), [1, 512]);
    expect(await largestDifference(tf.norm(tf.matMul(vector, recurrent)), tf.norm(vector))).toBeLessThan(
      1e-4,
    );
  });

  test('refuses what it would otherwise ignore', () => {
    expect(() => lstm({ units: 4, recurrentDropout: 0.1 as 0 })).toThrow(
      'lstm: recurrentDropout must be 0, received 0.1',
    );
    expect(() => lstm({ units: 4, timeMajor: true as false })).toThrow(
      'lstm: timeMajor must be false, received true',
    );
    expect(() => rnn({ units: 4, resetAfter: true } as never)).toThrow(
      'rnn: resetAfter is not an argument of this layer',
    );
    expect(() => gru({ units: 4, recurrentActivation: 'hardSigmoid' as 'sigmoid' })).toThrow(
      'gru: recurrentActivation must be sigmoid, received hardSigmoid',
    );
    expect(() => rnn({ units: 4, activation: 'elu' as 'relu' })).toThrow(
      'rnn: activation must be tanh or relu or sigmoid or linear, received elu',
    );
  });
});
