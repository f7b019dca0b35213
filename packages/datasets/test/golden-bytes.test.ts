import { describe, expect, it } from 'vitest';
import { datasets } from '../src/index.js';
import { drawnBytes, goldenBytes } from './golden-bytes.js';

// The same claim, against the same hashes, is tested in a browser.
describe.each(Object.keys(datasets) as (keyof typeof datasets)[])('%s', (name) => {
  it('draws the golden bytes in Node', async () => {
    expect(await drawnBytes(name)).toBe(goldenBytes[name]);
  });
});
