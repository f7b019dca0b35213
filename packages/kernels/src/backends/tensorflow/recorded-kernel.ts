import type * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from './node-backend.js';
import { type Recording, record, Unrecordable } from './record.js';
import { loadSavedModel } from './saved-model.js';

/** A graph in a session of TensorFlow's. */
interface Loaded {
  readonly session: number;
  /** Of the call's tensors, those that the graph is given: each that is not another once more. */
  readonly fed: readonly number[];
  readonly inputs: readonly { readonly name: string }[];
  readonly outputs: readonly string[];
}

/** Graphs that are kept at a time, of all kernels; a run has a dozen, with those of the last small batch. */
const mostGraphs = 64;
/** Shapes that are remembered for having been seen once. */
const mostSeen = 1024;
/** Nodes above which a graph takes TensorFlow longer than half a second to get ready. */
const mostNodes = 8000;

/** The one that was not used for longest first. */
const graphs = new Map<string, Loaded>();
const seen = new Map<string, 'once' | 'never'>();

let callsBefore = 1;
let isRecording = false;

/** How many calls of the same shapes run op by op before one is recorded; 1, unless a test asks for none. */
export function recordAfter(calls: 0 | 1): void {
  callsBefore = calls;
}

/**
 * The same kernel, run as one graph from the second call of the same shapes and attributes on, so that what comes once costs
 * nothing. What cannot be recorded runs as before.
 */
export function recordedKernel(name: string, kernelFunc: tf.KernelFunc): tf.KernelFunc {
  return (call) => {
    // Within a kernel that is being recorded its ops are part of that one's graph.
    if (isRecording) return kernelFunc(call);
    const backend = call.backend as NodeBackend;
    const tensors = Object.values(call.inputs).filter((tensor) => tensor !== undefined) as tf.Tensor[];
    const key = keyOf(name, call, tensors);
    const known = graphs.get(key);
    if (known) return run(backend, key, known, tensors);
    const before = seen.get(key) ?? (callsBefore === 0 ? 'once' : undefined);
    if (before !== 'once') {
      if (before === undefined) remember(key, 'once');
      return kernelFunc(call);
    }
    const recorded = tryToRecord(backend, tensors, () => [kernelFunc(call)].flat() as tf.Tensor[]);
    if (!recorded?.loaded) {
      remember(key, 'never');
      return recorded ? [...recorded.outputs] : kernelFunc(call);
    }
    for (const output of recorded.outputs) output.dispose();
    keep(backend, key, recorded.loaded);
    return run(backend, key, recorded.loaded, tensors);
  };
}

/** Of calls with one key the same ops are asked for: also which of the tensors are one and the same decides that. */
function keyOf(name: string, { inputs, attrs }: Parameters<tf.KernelFunc>[0], tensors: tf.Tensor[]): string {
  const first = new Map<tf.DataId, number>();
  const parts: unknown[] = [name, attrs];
  let i = 0;
  for (const [input, tensor] of Object.entries(inputs)) {
    if (tensor === undefined) continue;
    const { dataId, shape, dtype } = tensors[i]!;
    if (!first.has(dataId)) first.set(dataId, i);
    parts.push(input, shape, dtype, first.get(dataId));
    i++;
  }
  return JSON.stringify(parts);
}

function run(backend: NodeBackend, key: string, graph: Loaded, tensors: readonly tf.Tensor[]): tf.Tensor[] {
  graphs.delete(key);
  graphs.set(key, graph);
  const given = graph.fed.map((i) => tensors[i]!);
  return backend.runSavedModel(graph.session, given, graph.inputs, graph.outputs);
}

/** What a call computes, and its graph, if it can be one; undefined where it could not even be watched. */
function tryToRecord(backend: NodeBackend, tensors: readonly tf.Tensor[], compute: () => tf.Tensor[]) {
  let recording: Recording;
  isRecording = true;
  try {
    recording = record(backend, tensors, compute);
  } catch (error) {
    if (error instanceof Unrecordable) return undefined;
    throw error;
  } finally {
    isRecording = false;
  }
  const { outputs, graph } = recording;
  if (graph.size > mostNodes) return { outputs };
  try {
    return { outputs, loaded: load(backend, tensors, outputs.length, graph.savedModel()) };
  } catch {
    return { outputs }; // an attribute that TensorFlow finds out by itself op by op, and not in a graph
  }
}

function load(
  backend: NodeBackend,
  tensors: readonly tf.Tensor[],
  outputs: number,
  model: Uint8Array,
): Loaded {
  const ids = tensors.map(({ dataId }) => dataId);
  const fed = [...tensors.keys()].filter((i) => ids.indexOf(ids[i]!) === i);
  return {
    session: loadSavedModel(backend, model),
    fed,
    inputs: fed.map((i) => ({ name: `in${i}:0` })),
    outputs: Array.from({ length: outputs }, (_, i) => `out${i}:0`),
  };
}

function keep(backend: NodeBackend, key: string, graph: Loaded): void {
  seen.delete(key);
  graphs.set(key, graph);
  if (graphs.size <= mostGraphs) return;
  const [oldest, { session }] = graphs.entries().next().value!;
  graphs.delete(oldest);
  backend.deleteSavedModel(session);
}

function remember(key: string, what: 'once' | 'never'): void {
  seen.set(key, what);
  if (seen.size > mostSeen) seen.delete(seen.keys().next().value!);
}
