import type { KernelFunc, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import { type LossName, lossNames } from '../contract/losses.js';
import { type OptimizerName, optimizers } from '../contract/optimizers.js';
import { requireSides, transposedProduct } from '../contract/products.js';
import { type SequenceKernelName, sequenceKernels } from '../contract/sequences.js';
import { activationCodes } from './activation-codes.js';
import { lossKernel } from './losses.js';
import { matmul } from './matmul.js';
import { optimizerKernel } from './optimizers.js';
import { sequenceKernel } from './sequences.js';
import type { Workspace, WorkspaceKernel } from './workspace.js';

/** Every kernel of the contract. */
export const workspaceKernels = Object.fromEntries<WorkspaceKernel>([
  ...sequenceKernels.map((name) => [name, sequenceKernel(name)] as const),
  [transposedProduct, multiplyTransposed] as const,
  ...lossNames.map((name) => [name, lossKernel(name)] as const),
  ...(Object.keys(optimizers) as OptimizerName[]).map((name) => [name, optimizerKernel(name)] as const),
]) as Readonly<
  Record<SequenceKernelName | LossName | OptimizerName | typeof transposedProduct, WorkspaceKernel>
>;

function multiplyTransposed(workspace: Workspace, inputs: NamedTensorInfoMap): void {
  const plain = { transposeA: true, transposeB: false, activation: activationCodes.identity };
  matmul(workspace, { ...requireSides(inputs), bias: undefined }, plain);
}

/** Each of them, run in the workspace that a backend opens for the call. */
export function kernelsIn(open: (backend: unknown) => Workspace): Record<string, KernelFunc> {
  const run =
    (kernel: WorkspaceKernel): KernelFunc =>
    ({ inputs, attrs, backend }) => {
      const workspace = open(backend);
      try {
        kernel(workspace, inputs, attrs ?? {});
        return workspace.outputs();
      } finally {
        workspace.close();
      }
    };
  return Object.fromEntries(Object.entries(workspaceKernels).map(([name, kernel]) => [name, run(kernel)]));
}
