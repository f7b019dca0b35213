import * as tf from '@tensorflow/tfjs';
import {
  bidirectional,
  gruCell,
  leavesOf,
  lstmCell,
  type NamedArray,
  type NamedArrays,
  readKerasWeights,
  readout,
  readPyTorchWeights,
  rnnCell,
  ShapeError,
  stackCells,
  type TensorTree,
  writeKerasWeights,
  writePyTorchWeights,
} from '@unrolled/cells';
import { createRng, type Rng } from '@unrolled/datasets';
import type { Dice } from '../dice.js';
import { nonsense, texts } from '../nonsense.js';
import { type Case, reader } from './reader.js';

type Target = { readonly kind: string; readonly inputSize?: number; init(rng: Rng): TensorTree };
interface Given<Weights> {
  readonly target: Target;
  readonly weights: Weights;
}

/** Modules that PyTorch and Keras have, too, with the weights of each as they write them. */
const sizes = { inputSize: 2, hiddenSize: 3 };
const targets: readonly Target[] = [
  rnnCell(sizes),
  gruCell(sizes),
  lstmCell(sizes),
  lstmCell({ ...sizes, useBias: false }),
  stackCells([lstmCell(sizes), lstmCell({ inputSize: 3, hiddenSize: 3 })]),
  bidirectional(gruCell(sizes), gruCell(sizes)),
  readout({ hiddenSize: 3, outputSize: 2 }),
] as readonly Target[];

await tf.setBackend('cpu');
const given = <Weights>(
  write: (target: Target, params: TensorTree) => Promise<Weights>,
): Promise<Given<Weights>[]> =>
  Promise.all(
    targets.map(async (target) => ({ target, weights: await write(target, target.init(createRng(1))) })),
  );
const ofPyTorch = await given<NamedArrays>(writePyTorchWeights);
const ofKeras = await given<readonly NamedArray[]>(writeKerasWeights);

/** An array that is not what it was: the kind of fault, and what it is now. */
function broken(dice: Dice, { data, shape }: NamedArray): [string, unknown] {
  return dice.pick<() => [string, unknown]>([
    () => ['misshapen', { data, shape: [...shape, 1] }],
    () => ['misshapen', { data, shape: shape.map((size) => size + 1) }],
    () => ['data shorter than its shape', { data: data.slice(0, dice.below(data.length)), shape }],
    () => ['data longer than its shape', { data: Float32Array.of(...data, 1), shape }],
    () => [
      'no array',
      dice.pick([null, undefined, {}, { data }, { shape }, { data: 'x', shape }, nonsense(dice)]),
    ],
  ])();
}

/** Reads, frees what was read, and holds refusals to leaving no tensor behind. */
function readAndFree(read: () => TensorTree): boolean {
  const before = tf.memory().numTensors;
  let finite = true;
  try {
    const params = read();
    finite = leavesOf(params).every((tensor) => tensor.dataSync().every(Number.isFinite));
    tf.dispose(params as tf.TensorContainer);
  } catch (error) {
    const leaked = tf.memory().numTensors - before;
    if (leaked === 0) throw error;
    tf.disposeVariables();
    throw new Error(`${leaked} tensors are left behind by: ${(error as Error).message}`);
  }
  return finite;
}
const judge = (finite: boolean) => (finite ? undefined : 'there are weights that are no numbers');

export const pytorch = reader({
  documented: [RangeError, ShapeError, TypeError],
  make(dice): Case<Given<NamedArrays>> {
    const { target, weights } = dice.pick(ofPyTorch);
    const name = dice.pick(Object.keys(weights));
    const { [name]: array, ...others } = weights;
    const made = (kind: string, outcome: 'refused' | 'accepted', weights: object) => ({
      kind,
      outcome,
      input: { target, weights: weights as NamedArrays },
    });
    return dice.pick<() => Case<Given<NamedArrays>>>([
      () => made('whole', 'accepted', weights),
      () => made('missing', 'refused', others),
      () => made('renamed', 'refused', { ...others, [dice.pick(texts)]: array }),
      // A dict may hold other modules, so that to a readout only its own names mean something.
      () =>
        made('one too many', target.kind === 'linear' ? 'accepted' : 'refused', {
          ...weights,
          [`weight_ih_l${dice.between(2, 9)}`]: array,
        }),
      () => {
        const [kind, value] = broken(dice, array!);
        return made(kind, 'refused', { ...weights, [name]: value });
      },
    ])();
  },
  read: ({ target, weights }) => readAndFree(() => readPyTorchWeights(target, weights)),
  judge,
});

export const keras = reader({
  documented: [RangeError, ShapeError, TypeError],
  make(dice): Case<Given<readonly NamedArray[]>> {
    const { target, weights } = dice.pick(ofKeras);
    const place = dice.below(weights.length);
    const made = (kind: string, outcome: 'refused' | 'accepted', weights: readonly unknown[]) => ({
      kind,
      outcome,
      input: { target, weights: weights as NamedArray[] },
    });
    return dice.pick<() => Case<Given<readonly NamedArray[]>>>([
      () => made('whole', 'accepted', weights),
      () => made('missing', 'refused', weights.toSpliced(place, 1)),
      () => made('one too many', 'refused', weights.toSpliced(place, 0, weights[place]!)),
      () => {
        const [kind, value] = broken(dice, weights[place]!);
        return made(kind, 'refused', weights.with(place, value as NamedArray));
      },
    ])();
  },
  read: ({ target, weights }) => readAndFree(() => readKerasWeights(target, weights)),
  judge,
});
