import { describe, expect, it } from 'vitest';
import { datasets } from '../src/index.js';
import { drawnBytes, goldenBytes } from './golden-bytes.js';

// The same claim, against the same hashes, is tested in Node.
describe.each(Object.keys(datasets) as (keyof typeof datasets)[])('%s', (name) => {
  it('draws the golden bytes in a browser', async () => {
    expect(await drawnBytes(name)).toBe(goldenBytes[name]);
  });
});
