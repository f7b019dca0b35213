import type { NamedArray, NamedArrays } from '@unrolled/cells';

// The instructions of Python's pickle (protocol 2) that rebuild a dictionary of tensors, and no others: what
// `torch.load(weights_only=True)` allows.

/** What is pickled: numbers, texts, tuples, dictionaries, calls, and what stands in a file of its own. */
type Pickled =
  | number
  | string
  | false
  | { readonly tuple: readonly Pickled[] }
  | { readonly global: string }
  | { readonly call: string; readonly on: readonly Pickled[] }
  | { readonly stored: readonly Pickled[] };

/** A `state_dict` as `torch.save` pickles it; the numbers of the tensor at place k stand in the file `data/k`. */
export function pickledStateDict(tensors: NamedArrays): Uint8Array {
  const entries = Object.entries(tensors).flatMap(([name, array], place) => [
    ...instructions(name),
    ...instructions(rebuilt(array, place)),
  ]);
  const code = [0x80, 2, ...instructions(orderedDict), ...text('('), ...entries, ...text('u.')];
  return Uint8Array.from(code);
}

const orderedDict: Pickled = { call: 'collections OrderedDict', on: [] };

function rebuilt({ data, shape }: NamedArray, place: number): Pickled {
  const storage = { stored: ['storage', { global: 'torch FloatStorage' }, `${place}`, 'cpu', data.length] };
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const needsGradient = false;
  return {
    call: 'torch._utils _rebuild_tensor_v2',
    on: [storage, 0, { tuple: shape }, { tuple: strides }, needsGradient, orderedDict],
  };
}

function instructions(value: Pickled): number[] {
  if (value === false) return [0x89];
  if (typeof value === 'number') return [...text('J'), ...int32(value)];
  if (typeof value === 'string') {
    const bytes = new TextEncoder().encode(value);
    return [...text('X'), ...int32(bytes.length), ...bytes];
  }
  if ('tuple' in value) return [...text('('), ...value.tuple.flatMap(instructions), ...text('t')];
  if ('global' in value) return text(`c${value.global.replace(' ', '\n')}\n`);
  if ('stored' in value) return [...instructions({ tuple: value.stored }), ...text('Q')];
  return [...instructions({ global: value.call }), ...instructions({ tuple: value.on }), ...text('R')];
}

const text = (characters: string) => Array.from(characters, (character) => character.charCodeAt(0));
const int32 = (value: number) => [...new Uint8Array(Int32Array.of(value).buffer)];
