import type { Layer } from '../network.js';
import type { GraphBuilder } from './graph.js';
import { operatorLayer, type RunLayer } from './operator-layer.js';
import { skipLayer } from './skip-layer.js';

/** What a recurrence gives: values of the graph by their names. */
interface Ran {
  /** [time, batch, hidden] */
  readonly outputs: string;
  /** The output of every example's last step, [batch, hidden]. */
  readonly last: string;
  /** Where each layer ends, as the next `run` may begin. */
  readonly states: readonly (readonly string[])[];
}

interface RunOptions {
  /** How many steps each example has, [batch]; all unless given. */
  readonly lengths?: string;
  /** Zeros unless given. */
  readonly states?: readonly (readonly string[])[];
}

/** Adds the nodes that read x [time, batch, in]. */
export type Run = (graph: GraphBuilder, x: string, options?: RunOptions) => Ran;

/**
 * Recurrent layers as nodes: with the weights in a graph, the returned functions run them there, and in graphs within it.
 *
 * @throws TypeError if ONNX cannot express a layer
 */
export async function onnxRecurrence(layers: readonly Layer[]): Promise<(graph: GraphBuilder) => Run> {
  const placed = await Promise.all(
    layers.map((layer, index) => placeLayer(layer, `${layer.cell.kind}.${index}`)),
  );
  return (graph) => {
    const runs = placed.map((place) => place(graph));
    return (graph, x, { lengths = '', states = [] } = {}) => {
      let [outputs, last] = [x, ''];
      const ends = runs.map((run, index) => {
        const ran = run(graph, outputs, lengths, states[index] ?? []);
        ({ outputs, last } = ran);
        return ran.states;
      });
      return { outputs, last, states: ends };
    };
  };
}

async function placeLayer(layer: Layer, name: string): Promise<(graph: GraphBuilder) => RunLayer> {
  return layer.cell.kind === 'skip-rnn' ? skipLayer(layer, name) : operatorLayer(layer, name);
}
