import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, anchorsOf, linksOf, root } from './pages.js';

const anchors = new Map(allPages.map((page) => [page.path, anchorsOf(page)]));

describe('the links of the pages lead somewhere', () => {
  it.each(allPages)('$path', (page) => {
    const broken = linksOf(page).filter((link) => {
      const [file, anchor] = link.split('#') as [string, string?];
      const target = file === '' ? page.path : normalize(join(dirname(page.path), file));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchors.get(target)?.includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
