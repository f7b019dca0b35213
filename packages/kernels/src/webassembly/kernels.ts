import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import type { OptimizerName } from '../contract/optimizers.js';
import type { SequenceKernelName } from '../contract/sequences.js';
import { gruSequence, gruSequenceGrad } from './gru.js';
import { lstmSequence, lstmSequenceGrad } from './lstm.js';
import { adamUpdate, momentumUpdate, rmspropUpdate, sgdUpdate } from './optimizers.js';
import { rnnSequence, rnnSequenceGrad } from './rnn.js';
import type { Workspace } from './workspace.js';

/** A kernel of the contract as every workspace runs it. */
export type WorkspaceKernel = (workspace: Workspace, inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => void;

// TensorFlow.js passes inputs and attributes by name, as maps without types; each kernel checks its inputs.
export const workspaceKernels = {
  RnnSequence: rnnSequence,
  RnnSequenceGrad: rnnSequenceGrad,
  GruSequence: gruSequence,
  GruSequenceGrad: gruSequenceGrad,
  LstmSequence: lstmSequence,
  LstmSequenceGrad: lstmSequenceGrad,
  SgdUpdate: sgdUpdate,
  MomentumUpdate: momentumUpdate,
  RmspropUpdate: rmspropUpdate,
  AdamUpdate: adamUpdate,
} as unknown as Readonly<Record<SequenceKernelName | OptimizerName, WorkspaceKernel>>;

/** Every kernel of the contract, run in the workspace that a backend opens for the call. */
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
