import type { NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs';
import { gruSequence, gruSequenceGrad } from './gru.js';
import { lstmSequence, lstmSequenceGrad } from './lstm.js';
import { adamUpdate, momentumUpdate, rmspropUpdate, sgdUpdate } from './optimizer-kernels.js';
import { rnnSequence, rnnSequenceGrad } from './rnn.js';
import type { Workspace } from './workspace.js';

/** A kernel as every backend runs it: it asks the workspace for addresses, runs, and leaves its outputs there. */
export type WorkspaceKernel = (workspace: Workspace, inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => void;

// TensorFlow.js passes inputs and attributes by name, as maps without types; each kernel checks its shapes.
export const kernelTable = {
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
} as unknown as Readonly<Record<string, WorkspaceKernel>>;
