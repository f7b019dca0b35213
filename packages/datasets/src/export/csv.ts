import { arrayNames, type ExampleSource } from './example-source.js';
import { numberText } from './number-text.js';

/**
 * One example a line, its arrays flattened in row-major order. The columns are called after the array and
 * the position in it: `inputs_STEP_FEATURE`, `targets`, `targets_STEP` and so on, `mask_STEP`.
 */
export async function* csvLines({ arrays, batches }: ExampleSource): AsyncGenerator<string> {
  yield `${arrayNames.flatMap((name) => columns(name, arrays[name].shape)).join(',')}\n`;
  for (const batch of batches()) {
    let text = '';
    for (let example = 0; example < batch.inputs.shape[0]!; example++) {
      let separator = '';
      for (const name of arrayNames) {
        const { data, shape } = batch[name];
        const stride = data.length / shape[0]!;
        for (let i = example * stride; i < (example + 1) * stride; i++) {
          text += separator + numberText(data[i]!);
          separator = ',';
        }
      }
      text += '\n';
    }
    yield text;
  }
}

function columns(prefix: string, shape: readonly number[]): string[] {
  const [size, ...rest] = shape;
  if (size === undefined) return [prefix];
  return Array.from({ length: size }, (_, i) => columns(`${prefix}_${i}`, rest)).flat();
}
