import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelFunctions } from './module.js';

/** What a WebAssembly memory can hold. */
export const mostBytes = 2 ** 32;

export const tooLarge = (bytes: number): string =>
  `out of memory: there is no room for another ${(bytes / 2 ** 30).toPrecision(2)} GiB in the 4 GiB of WebAssembly; smaller batches, fewer units or shorter sequences need less`;

/**
 * Where one kernel call runs: a WebAssembly memory with the call's tensors in it. The wasm backend's
 * workspace is the backend's own memory; the cpu backend's is a memory of ours, into which tensors are
 * copied.
 */
export interface Workspace {
  readonly run: KernelFunctions;
  /** The address of a tensor's values; 0 for an absent one. */
  input(tensor: TensorInfo | undefined): number;
  /** The address of a new float32 tensor. */
  output(shape: readonly number[]): number;
  /** The address of a new tensor [floats] for what the forward pass keeps for the backward pass. */
  reserve(floats: number): number;
  /** The address of memory that lives as long as the call. */
  scratch(bytes: number): number;
  /** The tensors asked for by `output` and `reserve`, in order, as tensors of the backend. */
  outputs(): TensorInfo[];
  /** Gives the scratch memory back. */
  close(): void;
}

/**
 * A kernel of the contract on any workspace: it checks its inputs and attributes, which TensorFlow.js passes
 * as maps without types, asks for addresses, runs, and leaves its outputs there.
 */
export type WorkspaceKernel = (workspace: Workspace, inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => void;
