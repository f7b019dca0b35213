import { writeOnnxWeights } from '@unrolled/cells';
import type { Layer } from '../network.js';
import type { GraphBuilder } from './graph.js';

/** Adds the nodes of a layer that reads x [time, batch, in], from the states `initial` or from zeros. */
export type RunLayer = (
  graph: GraphBuilder,
  x: string,
  lengths: string,
  initial: readonly string[],
) => { readonly outputs: string; readonly last: string; readonly states: readonly string[] };

/**
 * A layer for which ONNX has an operator.
 *
 * @throws TypeError if there is none
 */
export async function operatorLayer(
  { cell, params }: Layer,
  name: string,
): Promise<(graph: GraphBuilder) => RunLayer> {
  const [{ operator, attributes, W, R, B }] = await writeOnnxWeights(cell, params).catch((error: Error) => {
    throw new TypeError(`${error.message.replace(/^writeOnnxWeights/, 'onnx')}; safetensors has every model`);
  });
  return (graph) => {
    const weights = Object.entries({ W, R, ...(B && { B }) }).map(([letter, array]) =>
      graph.constant(`${name}.${letter}`, array),
    );
    const [w = '', r = '', b = ''] = weights;
    const count = operator === 'LSTM' ? 3 : 2;
    return (graph, x, lengths, initial) => {
      const inputs = [x, w, r, b, lengths, ...initial];
      const [all = '', ...states] = graph.nodes(operator, inputs, attributes, count);
      return {
        outputs: graph.node('Squeeze', [all, graph.integers([1])]), // [time, directions, batch, hidden]
        last: graph.node('Squeeze', [states[0]!, graph.integers([0])]),
        states,
      };
    };
  };
}
