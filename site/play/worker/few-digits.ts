import { type DigitImages, type Mnist, readIdx } from '@unrolled/datasets';
import { digitFiles } from './digit-files.js';

/** The digits of the page. */
export async function fewDigits(): Promise<Mnist> {
  const files = await digitFiles();
  const part = async (name: 'train' | 't10k'): Promise<DigitImages> => {
    const { data: pixels, shape } = await readIdx(files[`${name}-images-idx3-ubyte`], 'the digits');
    const { data: labels } = await readIdx(files[`${name}-labels-idx1-ubyte`], 'their labels');
    const [count = 0, rows = 0, columns = 0] = shape;
    return { pixels, labels, count, rows, columns };
  };
  return { train: await part('train'), test: await part('t10k') };
}
