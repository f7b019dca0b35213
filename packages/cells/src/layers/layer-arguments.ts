import { initializers, type layers } from '@tensorflow/tfjs-layers';
import { orthogonal } from '../initializers.js';

/**
 * The arguments of tf.layers.simpleRNN. Those without meaning for one op over the whole sequence may have the values that
 * change nothing, as they stand in saved models.
 */
export type LayerArgs = Omit<
  Parameters<typeof layers.simpleRNN>[0],
  'activation' | 'cell' | 'recurrentDropout' | 'dropoutFunc'
> & { readonly [Name in keyof typeof neutral]?: (typeof neutral)[Name][number] };

/** What arguments may be that this op has no use for: how steps are computed, and what Keras has and tf.layers lacks. */
const neutral = {
  unroll: [false, true],
  implementation: [0, 1, 2],
  recurrentDropout: [0],
  timeMajor: [false],
  zeroOutputForMask: [false],
} as const;

const names =
  `units useBias activation kernelInitializer recurrentInitializer biasInitializer kernelRegularizer
  recurrentRegularizer biasRegularizer activityRegularizer kernelConstraint recurrentConstraint biasConstraint dropout
  returnSequences returnState goBackwards stateful inputShape batchInputShape batchSize inputDim inputLength dtype
  inputDType name trainable weights`.split(/\s+/);

/**
 * @param choices the values that the op has for an argument, its default first
 * @throws TypeError if an argument is unknown or has another value
 */
export function requireLayerArgs(
  where: string,
  args: object,
  choices: Readonly<Record<string, readonly unknown[]>>,
): void {
  const known: typeof choices = { ...neutral, ...choices };
  for (const [name, value] of Object.entries(args)) {
    const allowed = known[name];
    if (value === undefined || value === null) continue;
    if (!allowed && !names.includes(name))
      throw new TypeError(`${where}: ${name} is not an argument of this layer`);
    if (allowed && !allowed.includes(value)) {
      throw new TypeError(`${where}: ${name} must be ${allowed.join(' or ')}, received ${String(value)}`);
    }
  }
}

/**
 * The arguments with a faster orthogonal initializer for the recurrent kernel, unless they name another one
 * or give a seed: tfjs's own takes minutes for a few hundred units. A saved model names it as tfjs does.
 */
export function withFastOrthogonal<Args extends object>(args: Args): Args {
  const { recurrentInitializer = 'orthogonal' } = args as {
    recurrentInitializer?: string | SavedInitializer;
  };
  const saved = typeof recurrentInitializer === 'string' ? undefined : recurrentInitializer;
  const isOrthogonal = saved ? saved.className === 'Orthogonal' : recurrentInitializer === 'orthogonal';
  if (!isOrthogonal || typeof saved?.config?.seed === 'number') return args;
  const gain = saved?.config?.gain ?? 1;
  const initializer = initializers.orthogonal({ gain });
  initializer.apply = ([rows, columns]) => orthogonal(Math.random, [rows!, columns!], gain);
  return { ...args, recurrentInitializer: initializer };
}

/** An initializer as it stands in a saved model. */
interface SavedInitializer {
  readonly className?: string;
  readonly config?: { readonly gain?: number; readonly seed?: number | null };
}
