import * as tf from '@tensorflow/tfjs-core';
import { type Cell, glorot, type Initializer, stackCells } from '@unrolled/cells';
import { type CellName, type ModelSpec, models, type RecurrentSettings } from '../spec/models.js';

type CellFactory = (options: Readonly<Record<string, unknown>>) => Cell;

/** With the identity for recurrent kernels nothing decays, so that inputs as large as usual would pile up. */
const inputInitializers: Readonly<Record<RecurrentSettings['initialization'], Initializer>> = {
  orthogonal: 'glorot',
  uniform: 'uniform',
  identity: (rng, shape) => tf.tidy(() => tf.mul(0.3, glorot(rng, shape))),
};

/** The factory of a kind of cell. */
export async function cellFactory(kind: CellName): Promise<CellFactory> {
  const module: Readonly<Record<string, unknown>> = { ...(await models[kind].load()) };
  const name = kind.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return module[`${name}Cell`] as CellFactory;
}

/**
 * A cell as the settings describe it, or a stack of them.
 *
 * @throws RangeError if hiddenSize or layers is not a positive integer
 */
export async function createCell(settings: RecurrentSettings, inputSize: number): Promise<Cell> {
  const { kind, layers, initialization, feedback: _, attention: __, ...rest } = settings;
  const { chrono = 0, ...own }: { readonly hiddenSize: number; readonly chrono?: number } = rest;
  const create = await cellFactory(kind);
  const hasRecurrentKernel = (models[kind] as ModelSpec).recurrentKernel !== false;
  const layer = (inputSize: number): Cell =>
    create({
      inputSize,
      initializer: inputInitializers[initialization],
      ...(hasRecurrentKernel && { recurrentInitializer: initialization }),
      biasInitializer: initialization === 'uniform' ? 'uniform' : 'zeros',
      ...own,
      ...(chrono > 0 && { biasInitializer: { chrono }, forgetBias: undefined }),
    });
  if (layers === 1) return layer(inputSize);
  return stackCells(
    Array.from({ length: layers }, (_, index) => layer(index === 0 ? inputSize : own.hiddenSize)),
  );
}
