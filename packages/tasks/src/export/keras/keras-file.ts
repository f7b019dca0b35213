import { strToU8 } from 'fflate';
import type { Signature } from '../../spec/signature.js';
import { ofEach } from '../../spec/standardization.js';
import { archive } from '../archive.js';
import { type KerasLayer, kerasLayers } from '../keras-layers.js';
import type { Network } from '../network.js';
import { type Group, hdf5 } from './hdf5.js';

/**
 * A network as a `.keras` file, which `keras.models.load_model` of Keras 3 loads: inputs [batch, time, inputSize] as the
 * dataset has them, answers probabilities or real numbers. It is a zip of `config.json`, `metadata.json` and the weights as
 * HDF5.
 *
 * @throws TypeError for a network that is no sequence of Keras' layers
 */
export async function kerasFile(network: Network): Promise<Uint8Array> {
  const { signature, metadata } = network;
  const shape = [null, network.kind === 'feedforward' ? signature.steps! : null, signature.inputSize];
  const layers = [...normalization(signature), ...(await kerasLayers(network, 'keras'))];
  const input = { className: 'InputLayer', config: { name: 'inputs', batch_shape: shape, dtype: 'float32' } };
  const config = {
    module: 'keras',
    class_name: 'Sequential',
    config: {
      name: 'unrolled',
      layers: [input, ...layers].map(({ className, config }) => ({
        module: 'keras.layers',
        class_name: className,
        config,
        registered_name: null,
      })),
      build_input_shape: shape,
    },
    registered_name: null,
    build_config: { input_shape: shape },
  };
  const about = { keras_version: '3.0.0', unrolled: metadata };
  return archive({
    'metadata.json': strToU8(JSON.stringify(about)),
    'config.json': strToU8(JSON.stringify(config)),
    'model.weights.h5': hdf5({ layers: groups(layers) }),
  });
}

/** (x − mean)/√variance */
function normalization({ standardization, inputSize }: Signature): KerasLayer[] {
  if (!standardization) return [];
  const config = {
    name: 'standardized',
    axis: [-1],
    mean: ofEach(standardization.mean, inputSize),
    variance: ofEach(standardization.deviation, inputSize).map((deviation) => deviation ** 2),
  };
  return [{ className: 'Normalization', config, weights: {} }];
}

/** Where Keras looks for the weights: by class and place among those of the class, a recurrent layer's in its cell. */
function groups(layers: readonly KerasLayer[]): Group {
  const seen: Record<string, number> = {};
  const entries = layers.map(({ className, weights }): [string, Group] => {
    const name = snakeCase(className);
    const before = seen[name] ?? 0;
    seen[name] = before + 1;
    const vars = Object.fromEntries(Object.values(weights).map((array, place) => [`${place}`, array]));
    const isRecurrent = 'recurrent_kernel' in weights;
    return [before === 0 ? name : `${name}_${before}`, isRecurrent ? { cell: { vars }, vars: {} } : { vars }];
  });
  return Object.fromEntries(entries);
}

/** As `simple_rnn`. */
const snakeCase = (name: string) =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
