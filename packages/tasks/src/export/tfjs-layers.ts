import type { Signature } from '../spec/signature.js';
import type { Moment } from '../spec/standardization.js';
import { bytesOf, joined } from './bytes.js';
import { type KerasLayer, kerasLayers, rescaling } from './keras-layers.js';
import type { Network } from './network.js';

/**
 * A network as a saved LayersModel of TensorFlow.js: what `tf.loadLayersModel` loads, inputs [batch, time, inputSize] as
 * the dataset has them, answers probabilities or real numbers. A GRU is the layer of `@unrolled/cells/layers`, since
 * tf.layers has none that resets after the product; all other layers are those of tf.layers.
 *
 * @throws TypeError for a network that is no sequence of such layers
 */
export async function tfjsLayersModel(network: Network): Promise<Readonly<Record<string, Uint8Array>>> {
  const { signature, metadata } = network;
  const { inputSize, steps } = signature;
  const layers = [...standardizing(signature), ...(await kerasLayers(network, 'tfjs-layers'))];
  const shape = [null, network.kind === 'feedforward' ? steps : null, inputSize];
  const weights = layers.flatMap(({ config, weights }) =>
    Object.entries(weights).map(([name, array]) => ({ name: `${config.name}/${name}`, array })),
  );
  const model = {
    format: 'layers-model',
    generatedBy: `unrolled ${metadata.unrolled}`,
    convertedBy: null,
    userDefinedMetadata: metadata,
    modelTopology: {
      class_name: 'Sequential',
      config: {
        name: 'unrolled',
        layers: layers.map(({ className, config }, index) => ({
          class_name: className === 'GRU' ? 'UnrolledGru' : className,
          config: index === 0 ? { ...config, batch_input_shape: shape, dtype: 'float32' } : config,
        })),
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, array: { shape } }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  return {
    'weights.bin': joined(weights.map(({ array }) => bytesOf(array.data))),
    'model.json': new TextEncoder().encode(`${JSON.stringify(model, null, 1)}\n`),
  };
}

/** x − mean, and then that over the deviation: as one layer, a large mean would cost digits. */
function standardizing({ standardization }: Signature): KerasLayer[] {
  if (!standardization) return [];
  const { mean, deviation } = standardization;
  return [
    rescaling('centred', { scale: 1, offset: map(mean, (value) => -value) }),
    rescaling('standardized', { scale: map(deviation, (value) => 1 / value), offset: 0 }),
  ];
}

const map = (moment: Moment, change: (value: number) => number) =>
  typeof moment === 'number' ? change(moment) : moment.map(change);
