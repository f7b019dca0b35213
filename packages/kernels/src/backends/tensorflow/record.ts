import type { DataId, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import {
  createGraph,
  type GraphBuilder,
  type GraphTensor,
  opAttr,
  shapeAttr,
  typeAttr,
  valueAttr,
} from './graph.js';
import type { NodeBackend } from './node-backend.js';

/** What ran, as a graph: its inputs are in0, in1, …, its outputs out0, out1, … */
export interface Recording {
  readonly outputs: readonly Tensor[];
  readonly graph: GraphBuilder;
}

/** An integer of 64 bits, which tfjs has no tensor for and tfjs-node hands on as it is. */
interface Int64 {
  readonly dtype: string;
  readonly valueArray: Int32Array;
}

/**
 * Runs a function, and records every op that it has the backend execute. What it made out of numbers, and not out of an op,
 * becomes a constant of the graph.
 *
 * @param inputs tensors that another run may have others for
 * @throws Unrecordable if its result depends on anything that another run would not repeat: numbers read out of a tensor, or
 *   an op that went by another way. All that it made is left to the scope it was called in
 */
export function record(
  backend: NodeBackend,
  inputs: readonly TensorInfo[],
  run: () => readonly Tensor[],
): Recording {
  const graph = createGraph();
  const names = new Map<DataId, GraphTensor>();
  const dtype = (info: TensorInfo) => backend.getDTypeInteger(info.dtype);
  for (const [i, input] of inputs.entries()) {
    if (names.has(input.dataId)) continue; // another name for the same numbers
    const attributes = [...typeAttr('dtype', dtype(input)), ...shapeAttr('shape', input.shape)];
    names.set(input.dataId, graph.op('Placeholder', attributes, [], `in${i}`));
  }
  const constant = (type: number, shape: readonly number[], values: ArrayBufferView) => {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return graph.op('Const', [...typeAttr('dtype', type), ...valueAttr(type, shape, content)], []);
  };
  const nameOf = (tensor: TensorInfo): GraphTensor => {
    const { valueArray } = tensor as unknown as Int64;
    if (valueArray) return constant(backend.binding.TF_INT64, [], valueArray);
    let name = names.get(tensor.dataId);
    if (name === undefined) {
      name = constant(dtype(tensor), tensor.shape, original.readSync(tensor.dataId));
      names.set(tensor.dataId, name);
    }
    return name;
  };

  const original: Pick<NodeBackend, 'executeMultipleOutputs' | 'createOutputTensor' | 'readSync'> = {
    executeMultipleOutputs: backend.executeMultipleOutputs.bind(backend),
    createOutputTensor: backend.createOutputTensor.bind(backend),
    readSync: backend.readSync.bind(backend),
  };
  let isExecuting = false;
  const executed = <T>(run: () => T): T => {
    isExecuting = true;
    try {
      return run();
    } finally {
      isExecuting = false;
    }
  };
  const execute: NodeBackend['executeMultipleOutputs'] = (op, attributes, operands, count) => {
    const from = operands.map(nameOf);
    const results = executed(() => original.executeMultipleOutputs(op, attributes, operands, count));
    const at = graph.op(
      op,
      [
        ...attributes.flatMap((attribute) => opAttr(attribute, backend.binding)),
        // The one op of those that cells are composed of to which tfjs-node does not say the type of its operand.
        ...(op === 'ExpandDims' && attributes.length === 0 ? typeAttr('T', dtype(operands[0]!)) : []),
      ],
      from,
    );
    for (const [i, result] of results.entries()) names.set(result.dataId, i === 0 ? at : `${at}:${i}`);
    return results;
  };
  const watched: Partial<NodeBackend> = {
    executeMultipleOutputs: execute,
    executeSingleOutput: (op, attributes, operands) => execute(op, attributes, operands, 1)[0]!,
    createOutputTensor(metadata) {
      if (!isExecuting) throw new Unrecordable('an op that the backend was not asked for');
      return original.createOutputTensor(metadata);
    },
    readSync(dataId) {
      if (names.has(dataId)) throw new Unrecordable('numbers read out of a tensor');
      return original.readSync(dataId);
    },
  };
  Object.assign(backend, watched);
  try {
    const outputs = run();
    for (const [i, output] of outputs.entries())
      graph.op('Identity', typeAttr('T', dtype(output)), [nameOf(output)], `out${i}`);
    return { outputs, graph };
  } finally {
    // The methods of its class show through again.
    for (const name of Object.keys(watched)) Reflect.deleteProperty(backend, name);
  }
}

/** That what ran cannot be repeated as a graph. */
export class Unrecordable extends Error {}
