import type { NamedArray, SkipRnnCell, SkipRnnParams } from '@unrolled/cells';
import { namedArrays } from '../../model/parameter-tree.js';
import type { Layer } from '../network.js';
import type { GraphBuilder, Value } from './graph.js';
import type { RunLayer } from './operator-layer.js';

/**
 * h_t = φ(x_t K + b + h_{t−1} R + h_{t−s} M), for which ONNX has no operator: step by step.
 *
 * @throws TypeError if ONNX lacks the activation
 */
export async function skipLayer(layer: Layer, name: string): Promise<(graph: GraphBuilder) => RunLayer> {
  const { hiddenSize, activation, skip } = layer.cell as SkipRnnCell;
  const operator = operators[activation];
  if (!operator)
    throw new TypeError(`onnx: a skip-rnn with the activation ${activation} cannot be expressed`);
  const arrays = (await namedArrays(layer.params as SkipRnnParams)) as Readonly<Record<string, NamedArray>>;
  return (graph) => {
    const { inputKernel, recurrentKernel, skipKernel, bias } = Object.fromEntries(
      Object.entries(arrays).map(([key, array]) => [key, graph.constant(`${name}.${key}`, array)]),
    );
    return (graph, x, lengths, initial) => {
      const product = graph.node('MatMul', [x, inputKernel!]);
      const summed = bias ? graph.node('Add', [product, bias]) : product;
      const shape = graph.node('Concat', [batchOf(graph, x), graph.integers([hiddenSize])], { axis: 0 });
      const zeros = graph.node('Expand', [graph.float(0), shape]);
      const ages = Array.from({ length: skip }, (_, age) => `${name}.h${age + 1}`);
      const term = `${name}.x`;
      const stepTaken: Value = { name: `${name}.taken`, type: 'bool' };
      const body = graph.within(
        `${name}.step`,
        [...[...ages, term].map((name) => ({ name })), ...(lengths ? [stepTaken] : [])],
        (step) => {
          const near = step.node('MatMul', [ages[0]!, recurrentKernel!]);
          const far = step.node('MatMul', [ages.at(-1)!, skipKernel!]);
          const next = step.node(operator, [step.node('Sum', [term, near, far])]);
          // Every state grows one step older, where the step is taken.
          const older = [next, ...ages.slice(0, -1)];
          const states = older.map((young, k) =>
            lengths ? step.node('Where', [stepTaken.name, young, ages[k]!]) : step.node('Identity', [young]),
          );
          return [...states, step.node('Identity', [states[0]!])].map((each) => ({ name: each }));
        },
      );
      const scanned = lengths ? [summed, stepsTaken(graph, x, lengths)] : [summed];
      const first = ages.map((_, age) => initial[age] ?? zeros);
      const ran = graph.nodes(
        'Scan',
        [...first, ...scanned],
        { body, num_scan_inputs: scanned.length },
        skip + 1,
      );
      return { outputs: ran[skip]!, last: ran[0]!, states: ran.slice(0, skip) };
    };
  };
}

/** Whether each example has a step, [time, batch, 1]. */
function stepsTaken(graph: GraphBuilder, x: string, lengths: string): string {
  const time = graph.node('Squeeze', [graph.node('Shape', [x], { start: 0, end: 1 })]);
  const zero = graph.node('Squeeze', [graph.integers([0])]);
  const one = graph.node('Squeeze', [graph.integers([1])]);
  const steps = graph.node('Unsqueeze', [graph.node('Range', [zero, time, one]), graph.integers([1, 2])]);
  const counts = graph.node('Unsqueeze', [graph.node('Cast', [lengths], { to: 7 }), graph.integers([1])]);
  return graph.node('Less', [steps, counts]);
}

const operators: Readonly<Record<string, string>> = {
  tanh: 'Tanh',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  identity: 'Identity',
};

/** How many examples x [time, batch, in] has, as a list of one. */
function batchOf(graph: GraphBuilder, x: string): string {
  return graph.node('Shape', [x], { start: 1, end: 2 });
}
