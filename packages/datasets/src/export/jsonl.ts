import { arrayNames, type ExampleSource } from './example-source.js';
import { numberText } from './number-text.js';

/** One example a line: `{"inputs":[[…],…],"targets":…,"mask":[…]}`, nested as the arrays are. */
export async function* jsonLines({ arrays, batches }: ExampleSource): AsyncGenerator<string> {
  for (const batch of batches()) {
    let text = '';
    for (let example = 0; example < batch.inputs.shape[0]!; example++) {
      const fields = arrayNames.map((name) => {
        const { data, shape } = batch[name];
        const stride = data.length / shape[0]!;
        return `"${name}":${nested(data, example * stride, stride, arrays[name].shape)}`;
      });
      text += `{${fields.join(',')}}\n`;
    }
    yield text;
  }
}

/** The `length` numbers from `start` as nested JSON lists of this shape. */
function nested(data: ArrayLike<number>, start: number, length: number, shape: readonly number[]): string {
  const [size, ...rest] = shape;
  if (size === undefined) return numberText(data[start]!);
  const stride = length / size;
  let text = '';
  for (let i = 0; i < size; i++) {
    text += (i === 0 ? '' : ',') + nested(data, start + i * stride, stride, rest);
  }
  return `[${text}]`;
}
