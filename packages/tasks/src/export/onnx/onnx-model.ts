import type { ReadoutParams } from '@unrolled/cells';
import { namedArrays } from '../../model/parameter-tree.js';
import { readsLengths, type Signature } from '../../spec/signature.js';
import { momentArray } from '../moment-array.js';
import type { Network } from '../network.js';
import { type GraphBuilder, onnxBytes, type Value } from './graph.js';
import { writtenLogits } from './reader-writer.js';
import { onnxRecurrence } from './recurrence.js';

/**
 * A network as an ONNX model, standardization and readout inside.
 *
 * Input `inputs` [batch, time, inputSize], as the dataset has them, and `lengths` [batch], int32, where it matters how
 * many steps an example has: where one answer is due at the end of sequences of several lengths, and where an
 * encoder-decoder reads sequences that are padded behind. Outputs `logits` and `probabilities`, or `values` where real numbers are learnt: [batch, outputSize],
 * or [batch, time, outputSize] where every step answers. Batch and time may be any; a feed-forward network has its own
 * number of steps.
 *
 * @throws TypeError if ONNX cannot express the network
 */
export async function onnxModel(network: Network): Promise<Uint8Array> {
  const { signature, metadata } = network;
  const { inputSize, outputSize, scheme, steps } = signature;
  const time = network.kind === 'feedforward' ? steps! : 'time';
  const lengths = readsLengths(signature) ? 'lengths' : '';
  const inputs: Value[] = [
    { name: 'inputs', shape: ['batch', time, inputSize] },
    ...(lengths ? [{ name: lengths, shape: ['batch'], type: 'int32' } as const] : []),
  ];
  const addLogits = await logitsOf(network);
  return onnxBytes(metadata, inputs, (graph) => {
    const logits = addLogits(graph, standardized(graph, 'inputs', signature), lengths);
    const shape = scheme === 'many-to-one' ? ['batch', outputSize] : ['batch', time, outputSize];
    return answers(graph, logits, signature).map((name) => ({ name, shape }));
  });
}

type AddLogits = (graph: GraphBuilder, x: string, lengths: string) => string;

async function logitsOf(network: Network): Promise<AddLogits> {
  const readout = await linear('readout', network.readout);
  if (network.kind === 'feedforward') {
    const hidden = await linear('hidden', network.hidden);
    return (graph, x) => {
      const flat = graph.node('Flatten', [x], { axis: 1 });
      return readout(graph)(graph, graph.node('Relu', [hidden(graph)(graph, flat)]));
    };
  }
  const place = await onnxRecurrence(network.layers);
  const { signature, settings } = network;
  return (graph, x, lengths) => {
    const run = place(graph);
    const head = readout(graph);
    const steps = timeFirst(graph, x);
    if (signature.scheme === 'many-to-one') return head(graph, run(graph, steps, { lengths }).last);
    const logits =
      signature.scheme === 'many-to-many'
        ? head(graph, run(graph, steps).outputs)
        : writtenLogits(graph, run, steps, lengths, signature, settings, head);
    return timeFirst(graph, logits);
  };
}

/** h V + b of [..., hidden], where the weights are in the graph. */
async function linear(name: string, params: ReadoutParams) {
  const { kernel, bias } = await namedArrays(params);
  return (graph: GraphBuilder) => {
    const [V, b] = [graph.constant(`${name}.kernel`, kernel!), bias && graph.constant(`${name}.bias`, bias)];
    return (graph: GraphBuilder, h: string) => {
      const product = graph.node('MatMul', [h, V]);
      return b ? graph.node('Add', [product, b]) : product;
    };
  };
}

/** (x − mean)/deviation */
function standardized(graph: GraphBuilder, x: string, { standardization }: Signature): string {
  if (!standardization) return x;
  return graph.node('Div', [
    graph.node('Sub', [x, graph.constant('mean', momentArray(standardization.mean))]),
    graph.constant('deviation', momentArray(standardization.deviation)),
  ]);
}

/** y · deviation + mean */
function inUnits(graph: GraphBuilder, y: string, { answerScale }: Signature): string {
  if (!answerScale) return y;
  const { mean, deviation } = answerScale;
  const scaled = graph.node('Mul', [y, graph.constant('answers.deviation', momentArray(deviation))]);
  return graph.node('Add', [scaled, graph.constant('answers.mean', momentArray(mean))]);
}

/** [batch, time, n] ↔ [time, batch, n] */
const timeFirst = (graph: GraphBuilder, x: string) => graph.node('Transpose', [x], { perm: [1, 0, 2] });

/** Names the outputs, and adds how likely each is. */
function answers(graph: GraphBuilder, logits: string, signature: Signature): string[] {
  const { targetKind } = signature;
  const named = (value: string, name: string) => graph.node('Identity', [value], {}, name);
  if (targetKind === 'real') return [named(inUnits(graph, logits, signature), 'values')];
  const probabilities =
    targetKind === 'class' ? graph.node('Softmax', [logits]) : graph.node('Sigmoid', [logits]);
  return [named(logits, 'logits'), named(probabilities, 'probabilities')];
}
