import { expect, it } from 'vitest';
import { fetchMnist, IdxError, readIdx } from '../src/index.js';

const idx = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]);

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

it('a browser reads a gzipped IDX file, and refuses a truncated one', async () => {
  const packed = await gzip(idx);
  expect([...(await readIdx(packed)).data]).toEqual([7, 8, 9]);
  await expect(readIdx(packed.slice(0, -4), 'labels')).rejects.toThrow(
    new IdxError('labels: corrupt or truncated gzip data'),
  );
});

it('a browser is told where MNIST is missing', async () => {
  await expect(fetchMnist('/no/such/folder')).rejects.toThrow(/fetchMnist: .* answered 404|two zero bytes/);
});
