// The digits that come with the page: the first of MNIST's two parts, in its own format.
import testImages from './digits/t10k-images.idx?url';
import testLabels from './digits/t10k-labels.idx?url';
import trainImages from './digits/train-images.idx?url';
import trainLabels from './digits/train-labels.idx?url';

const addresses = {
  'train-images-idx3-ubyte': trainImages,
  'train-labels-idx1-ubyte': trainLabels,
  't10k-images-idx3-ubyte': testImages,
  't10k-labels-idx1-ubyte': testLabels,
} as const;

/** By MNIST's own names: 600 digits to learn from and 200 to be tested on. */
export async function digitFiles(): Promise<Readonly<Record<keyof typeof addresses, Uint8Array>>> {
  const files = Object.entries(addresses).map(async ([name, address]) => [name, await load(address)]);
  return Object.fromEntries(await Promise.all(files));
}

async function load(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be loaded: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
