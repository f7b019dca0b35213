import * as tf from '@tensorflow/tfjs-core';
import {
  bidirectional,
  type Cell,
  glorot,
  type Initializer,
  layerNormalized,
  type Recurrence,
  residual,
  stackCells,
  type TensorTree,
  variationalDropout,
} from '@unrolled/cells';
import { pick } from '../spec/changes.js';
import { type CellName, type ModelSpec, models, type RecurrentSettings } from '../spec/models.js';

type NamedParams = { readonly [name: string]: TensorTree };
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
 * The recurrence that the settings describe: a cell or a stack of them, each layer reading both ways, normalised and adding to
 * what it reads where they say so.
 *
 * @param dropout a share to drop where `unroll` is given an rng; the parameters are the same
 * @throws RangeError if hiddenSize or layers is not a positive integer
 */
export async function createRecurrence(
  settings: RecurrentSettings,
  inputSize: number,
  dropout = 0,
): Promise<Recurrence> {
  const { kind, layers, initialization } = settings;
  const { residual: isResidual, bidirectional: isBidirectional, layerNorm: isNormalized } = settings;
  const chrono = 'chrono' in settings ? settings.chrono : 0;
  const own = pick(
    settings,
    Object.keys(settings).filter((name) => !ofNetwork.includes(name)),
  );
  const create = await cellFactory(kind);
  const hasRecurrentKernel = (models[kind] as ModelSpec).recurrentKernel !== false;
  const cell = (inputSize: number): Cell =>
    create({
      inputSize,
      initializer: inputInitializers[initialization],
      ...(hasRecurrentKernel && { recurrentInitializer: initialization }),
      biasInitializer: initialization === 'uniform' ? 'uniform' : 'zeros',
      ...own,
      ...(chrono > 0 && { biasInitializer: { chrono }, forgetBias: undefined }),
    });
  const layer = (index: number): Recurrence => {
    const width = settings.hiddenSize * (isBidirectional ? 2 : 1);
    const plain = cell(index === 0 ? inputSize : width);
    const dropped = dropout > 0 ? variationalDropout(plain, { dropout }) : plain;
    const both = isBidirectional ? bidirectional(dropped) : dropped;
    const said = isNormalized ? layerNormalized(both as Recurrence<NamedParams>) : both;
    return isResidual && index > 0 ? residual(said) : said;
  };
  return layers === 1 ? layer(0) : stackCells(Array.from({ length: layers }, (_, index) => layer(index)));
}

/** Settings of the network around the cells. */
const ofNetwork = [
  'kind',
  'layers',
  'initialization',
  'feedback',
  'attention',
  'chrono',
  'dropout',
  'residual',
  'layerNorm',
  'bidirectional',
];

/**
 * The same where steps are taken one by one, and no layer can read backwards.
 *
 * @throws TypeError if one is to
 */
export async function createCell(settings: RecurrentSettings, inputSize: number): Promise<Cell> {
  if (settings.bidirectional)
    throw new TypeError('bidirectional is for the schemes many-to-one and many-to-many');
  return (await createRecurrence(settings, inputSize)) as Cell;
}
