import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the specification loads no tfjs', () => {
  const spec = fileURLToPath(new URL('../dist/spec/index.js', import.meta.url));
  const { stderr, status } = spawnSync(process.execPath, [spec], {
    encoding: 'utf8',
    env: { ...process.env, NODE_DEBUG: 'esm,module' },
  });
  expect(status).toBe(0);
  expect(stderr).toContain('valibot');
  expect(stderr).not.toMatch(/@tensorflow/);
});
