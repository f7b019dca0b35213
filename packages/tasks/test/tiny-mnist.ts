import type { DigitImages, Mnist, Rng } from '@unrolled/datasets';

/** So many images of sparse noise that look like MNIST to a program; every digit occurs. */
export function tinyMnist(rng: Rng, train: number, test: number): Mnist {
  const images = (count: number): DigitImages => ({
    pixels: Uint8Array.from({ length: count * 784 }, () => (rng() < 0.1 ? 255 : 0)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
    rows: 28,
    columns: 28,
  });
  return { train: images(train), test: images(test) };
}
