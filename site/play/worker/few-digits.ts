// The digits that come with the page: the first of MNIST's two parts, in its own format.
import { type DigitImages, type Mnist, readIdx } from '@unrolled/datasets';
import testImages from './digits/t10k-images.idx?url';
import testLabels from './digits/t10k-labels.idx?url';
import trainImages from './digits/train-images.idx?url';
import trainLabels from './digits/train-labels.idx?url';

/** 600 digits to learn from and 200 to be tested on. */
export const fewDigits = async (): Promise<Mnist> => ({
  train: await part('digits to learn from', trainImages, trainLabels),
  test: await part('digits to be tested on', testImages, testLabels),
});

async function part(name: string, images: string, labels: string): Promise<DigitImages> {
  const [imagesRead, labelsRead] = await Promise.all([load(images), load(labels)]);
  const { data: pixels, shape } = await readIdx(imagesRead, name);
  const [count = 0, rows = 0, columns = 0] = shape;
  return { pixels, labels: (await readIdx(labelsRead, name)).data, count, rows, columns };
}

async function load(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be loaded: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
