import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, anchorsOf, levelsOf, linksOf, root } from './pages.js';

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

it('docs/courses.md leads to every answer: each heading under docs/courses that has none below it', () => {
  const courses = allPages.find(({ path }) => path === 'docs/courses.md')!;
  const linked = new Set(linksOf(courses));
  const answers = allPages
    .filter(({ path }) => path.startsWith('docs/courses/'))
    .flatMap((page) => {
      const [levels, names] = [levelsOf(page), anchorsOf(page)];
      const path = page.path.replace('docs/', '');
      return names
        .filter((_, i) => levels[i]! > 1 && !(levels[i + 1]! > levels[i]!))
        .map((name) => `${path}#${name}`);
    });
  expect(answers.filter((answer) => !linked.has(answer))).toEqual([]);
});
