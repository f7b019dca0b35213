import { io } from '@tensorflow/tfjs-core';
import { GruLayer } from './gru-layer.js';
import { LstmLayer } from './lstm-layer.js';
import { RnnLayer } from './rnn-layer.js';

/** The classes of tf.layers and Keras, and ours in their places. */
const replacements: Readonly<Record<string, string>> = {
  SimpleRNN: RnnLayer.className,
  GRU: GruLayer.className,
  LSTM: LstmLayer.className,
};

/**
 * A saved model of tf.layers, or one converted from Keras, with these recurrent layers in the places of its own: what it is
 * loaded from, for `tf.loadLayersModel`. The weights are the same; sigmoid gates, which Keras has by default, are needed.
 *
 * @param source an address, or anything that tfjs loads models from
 * @example
 * const recurrent = tf.layers.lstm({ units: 4, recurrentActivation: 'sigmoid', inputShape: [20, 10] });
 * let saved!: tf.io.ModelArtifacts;
 * await tf.sequential({ layers: [recurrent] }).save(
 *   tf.io.withSaveHandler(async (artifacts) => {
 *     saved = artifacts;
 *     return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
 *   }),
 * );
 * // Or from an address: withUnrolledLayers('https://example.org/model.json').
 * const model = await tf.loadLayersModel(withUnrolledLayers(tf.io.fromMemory(saved)));
 * model.outputs[0].shape; // → [null, 4]
 */
export function withUnrolledLayers(source: string | io.IOHandler): io.IOHandler {
  const handler = typeof source === 'string' ? io.getLoadHandlers(source)[0] : source;
  if (!handler?.load) throw new TypeError(`withUnrolledLayers: nothing loads a model from ${source}`);
  const { load } = handler;
  return {
    async load() {
      const artifacts = await load.call(handler);
      return { ...artifacts, modelTopology: replaced(artifacts.modelTopology) as object };
    },
  };
}

/** JSON with every `class_name` that has a replacement replaced. */
function replaced(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(replaced);
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const isClass =
        name === 'class_name' && typeof value === 'string' && Object.hasOwn(replacements, value);
      return [name, isClass ? replacements[value as string] : replaced(value)];
    }),
  );
}
