import { registerKernels } from '@unrolled/kernels';
import { expect, test } from 'vitest';
import { selectBackend } from '../src/index.js';

delete process.env.UNROLLED_NATIVE;

test('a backend is told how many threads its native kernels share a call among', async (context) => {
  await selectBackend('wasm', { threads: 3 });
  const { native } = await registerKernels();
  if (!native.used) context.skip(`SKIPPED: ${native.reason}`);
  expect(native).toMatchObject({ used: true, threads: 3 });
});
