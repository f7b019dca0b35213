import type { SequenceBatch, SequenceDataset } from '../sequence.js';

type Described = Pick<SequenceDataset, 'inputSize' | 'outputSize' | 'targetKind' | 'scheme'>;

/**
 * An example out of JSON as `exportDataset` writes it a line, `{"inputs":[[…],…],"targets":…,"mask":[…]}`, as a batch of one.
 *
 * Inputs are numbers that float32 can hold. Targets are those of the dataset's kind: classes from 0 to
 * outputSize − 1, or −1 for one that is not known; 0 or 1; or numbers. The mask may be left out; it has a 0 or 1
 * for every step, and where one target is due at the end, a 1 there and nowhere else.
 *
 * @param dataset what the example is one of; its sequences may be longer or shorter
 * @throws RangeError that names the field and says what would be right
 * @example
 * readExample({ inputs: [[0], [1]], targets: [[0], [1]] }, parity()).inputs.shape; // → [1, 2, 1]
 */
export function readExample(example: unknown, dataset: Described): SequenceBatch {
  if (typeof example !== 'object' || example === null || Array.isArray(example))
    throw new RangeError(`an example must be an object, received ${describe(example)}`);
  const stray = Object.keys(example).find((name) => !['inputs', 'targets', 'mask'].includes(name));
  if (stray !== undefined)
    throw new RangeError(`there is no field '${stray}'; the fields are inputs, targets, mask`);
  const { inputs, targets, mask } = example as Record<string, unknown>;
  if (!Array.isArray(inputs) || inputs.length === 0) throw refusal('inputs', 'a list of steps', inputs);
  const time = inputs.length;
  const perStep = dataset.scheme !== 'many-to-one';
  const isClass = dataset.targetKind === 'class';
  const leading = perStep ? [time] : [];
  const target = isClass ? leading : [...leading, dataset.outputSize];
  const numbers = {
    inputs: flat('inputs', inputs, [time, dataset.inputSize], float32),
    targets: flat('targets', targets, target, numberOf(dataset)),
    mask: mask === undefined ? undefined : flat('mask', mask, [time], bit),
  };
  const scored = numbers.mask?.indexOf(1);
  if (perStep ? scored === -1 : scored !== undefined && scored !== time - 1)
    throw refusal('mask', perStep ? 'a list with a 1 in it' : 'a list with a 1 at the last step alone', mask);
  return {
    inputs: { data: Float32Array.from(numbers.inputs), shape: [1, time, dataset.inputSize] },
    targets: {
      data: isClass ? Int32Array.from(numbers.targets) : Float32Array.from(numbers.targets),
      shape: [1, ...target],
    },
    ...(perStep && numbers.mask && { mask: { data: Float32Array.from(numbers.mask), shape: [1, time] } }),
  };
}

/** What a number may be; the words complete "must be …". */
interface Kind {
  readonly words: string;
  has(value: number): boolean;
}

const largest = 3.4028234663852886e38; // of float32
const float32: Kind = { words: 'a number of float32', has: (value) => Math.abs(value) <= largest };
const bit: Kind = { words: '0 or 1', has: (value) => value === 0 || value === 1 };

function numberOf({ targetKind, outputSize }: Described): Kind {
  if (targetKind !== 'class') return targetKind === 'binary' ? bit : float32;
  return {
    words: `an integer from -1 to ${outputSize - 1}`,
    has: (value) => Number.isInteger(value) && value >= -1 && value < outputSize,
  };
}

/** The numbers of nested lists of this shape, in row-major order. */
function flat(field: string, value: unknown, [length, ...rest]: readonly number[], kind: Kind): number[] {
  if (length === undefined) {
    if (typeof value === 'number' && kind.has(value)) return [value];
    throw refusal(field, kind.words, value);
  }
  if (!Array.isArray(value) || value.length !== length) throw refusal(field, `a list of ${length}`, value);
  return value.flatMap((item, i) => flat(`${field}[${i}]`, item, rest, kind));
}

function refusal(field: string, words: string, value: unknown): RangeError {
  return new RangeError(`${field} must be ${words}, received ${describe(value)}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
