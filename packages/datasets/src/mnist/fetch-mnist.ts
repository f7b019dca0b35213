import { type Mnist, readMnist } from './mnist.js';

export interface FetchMnistOptions {
  readonly signal?: AbortSignal;
}

/**
 * MNIST from a URL base, for browsers and workers: each of the four files as `NAME.gz`, or plain `NAME`
 * where the server has no `.gz`.
 *
 * @throws Error if the server has neither
 * @throws IdxError if a file is not what it should be
 * @example
 * const { train } = await fetchMnist('https://example.org/mnist/');
 */
export function fetchMnist(base: string | URL, { signal }: FetchMnistOptions = {}): Promise<Mnist> {
  const folder = String(base).replace(/\/*$/, '/');
  return readMnist(async (name) => {
    const init = signal ? { signal } : {};
    let response = await fetch(`${folder}${name}.gz`, init);
    if (response.status === 404) response = await fetch(`${folder}${name}`, init);
    if (!response.ok) {
      throw new Error(
        `fetchMnist: ${response.url} answered ${response.status} ${response.statusText}`.trim(),
      );
    }
    return new Uint8Array(await response.arrayBuffer());
  });
}
