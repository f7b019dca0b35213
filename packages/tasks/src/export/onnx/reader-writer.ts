import type { RecurrentSettings } from '../../spec/models.js';
import type { Signature } from '../../spec/signature.js';
import type { GraphBuilder } from './graph.js';
import type { Run } from './recurrence.js';

/**
 * The hidden states while an encoder–decoder writes, as `readerWriterModel` describes it: x [time, batch, inputSize] is
 * read, then as many outputs are written, each fed to the next step where there is feedback.
 *
 * @param readOut adds the readout of [batch, hidden]
 * @returns logits [time, batch, outputSize]
 */
export function writtenLogits(
  graph: GraphBuilder,
  run: Run,
  x: string,
  lengths: string,
  { inputSize, outputSize, targetKind }: Signature,
  { feedback }: Pick<RecurrentSettings, 'feedback'>,
  readOut: (graph: GraphBuilder, hidden: string) => string,
): string {
  const read = padded(graph, x, 3, [0, outputSize + 1], 0);
  const { states } = run(graph, read, { lengths });
  const batch = graph.node('Shape', [x], { start: 1, end: 2 });
  const nothing = graph.node('Expand', [
    graph.float(0),
    graph.node('Concat', [batch, graph.integers([outputSize])], { axis: 0 }),
  ]);
  if (feedback === 'none') {
    const silent = written(graph, nothing, inputSize);
    const steps = graph.node('Shape', [x], { start: 0, end: 2 });
    const every = graph.node('Expand', [
      silent,
      graph.node('Concat', [steps, graph.integers([inputSize + outputSize + 1])], { axis: 0 }),
    ]);
    return readOut(graph, run(graph, every, { states }).outputs);
  }
  const flat = states.flat();
  const names = flat.map((_, k) => `written.state${k}`);
  const body = graph.within(
    'written.step',
    [
      ...names.map((name) => ({ name })),
      { name: 'written.before', shape: ['batch', outputSize] },
      { name: 'written.x', shape: ['batch', inputSize] },
    ],
    (step) => {
      const input = step.node('Unsqueeze', [written(step, 'written.before', inputSize), step.integers([0])]);
      let next = 0;
      const initial = states.map((layer) => layer.map(() => names[next++]!));
      const ran = run(step, input, { states: initial });
      const logits = readOut(step, ran.last);
      const before = fedBack[targetKind](step, logits, outputSize);
      return [...ran.states.flat(), before, logits].map((name) => ({ name }));
    },
  );
  return graph.nodes('Scan', [...flat, nothing, x], { body, num_scan_inputs: 1 }, flat.length + 2).at(-1)!;
}

/** What the next step is fed of an output, [batch, outputSize] → [batch, outputSize]. */
const fedBack: Record<
  Signature['targetKind'],
  (graph: GraphBuilder, logits: string, outputSize: number) => string
> = {
  binary(graph, logits) {
    const digits = graph.node('Cast', [graph.node('Greater', [logits, graph.float(0)])], { to: 1 });
    return graph.node('Sub', [graph.node('Mul', [digits, graph.float(2)]), graph.float(1)]);
  },
  class(graph, logits, outputSize) {
    const likeliest = graph.node('ArgMax', [logits], { axis: 1, keepdims: 0 });
    const [off, on] = [graph.float(0), graph.float(1)].map((value) =>
      graph.node('Unsqueeze', [value, graph.integers([0])]),
    );
    return graph.node('OneHot', [
      likeliest,
      graph.integers([outputSize]),
      graph.node('Concat', [off!, on!], { axis: 0 }),
    ]);
  },
  real: (graph, numbers) => graph.node('Identity', [numbers]),
};

/** What is read while writing: nothing to read, the output before, and 1; [batch, outputSize] → [batch, inputSize + outputSize + 1]. */
function written(graph: GraphBuilder, before: string, inputSize: number): string {
  return padded(graph, padded(graph, before, 2, [inputSize, 0], 0), 2, [0, 1], 1);
}

/** A value with more columns, in front and behind. */
function padded(
  graph: GraphBuilder,
  value: string,
  rank: number,
  [front, behind]: readonly [number, number],
  fill: number,
): string {
  const others = Array.from({ length: rank - 1 }, () => 0);
  const pads = graph.integers([...others, front, ...others, behind]);
  return graph.node('Pad', [value, pads, graph.float(fill)]);
}
