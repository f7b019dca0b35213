import type { DataId, KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { AttrTypes, OpAttr } from './graph.js';

/** What a recorder asks of the backend that tfjs-node and tfjs-node-gpu register. */
export interface NodeBackend {
  readonly binding: AttrTypes & { readonly TF_INT64: number };
  getDTypeInteger(dtype: string): number;
  createOutputTensor(metadata: unknown): Tensor;
  executeSingleOutput(op: string, attributes: readonly OpAttr[], inputs: readonly TensorInfo[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttr[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[];
  readSync(dataId: DataId): ArrayBufferView;
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    session: number,
    inputs: readonly TensorInfo[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): Tensor[];
  deleteSavedModel(session: number): void;
}

const methods = [
  'getDTypeInteger',
  'createOutputTensor',
  'executeSingleOutput',
  'executeMultipleOutputs',
  'readSync',
  'loadSavedModelMetaGraph',
  'runSavedModel',
  'deleteSavedModel',
] as const satisfies readonly (keyof NodeBackend)[];
const kinds = ['STRING', 'INT', 'FLOAT', 'BOOL', 'TYPE', 'SHAPE'] as const;

/** The backend, if it has all that recording takes: none of it is promised by its documentation. */
export function asNodeBackend(backend: KernelBackend): NodeBackend | undefined {
  const found = backend as unknown as Partial<NodeBackend>;
  const { binding } = found;
  const knows = kinds.every((kind) => typeof binding?.[`TF_ATTR_${kind}`] === 'number');
  const does = methods.every((method) => typeof found[method] === 'function');
  return knows && does && typeof binding?.TF_INT64 === 'number' ? (found as NodeBackend) : undefined;
}
