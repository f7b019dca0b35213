import { ratioStudy } from '@unrolled/analysis';
import { expect, it } from 'vitest';
import { ratioChart } from '../src/index.js';
import { svgChart } from '../src/svg/index.js';

// npx vitest run --project unit packages/charts/test/pictures-of-the-pages.test.ts --update draws them anew.
it.each([
  ['ratio', false],
  ['ratio-log', true],
])('docs/images/%s.svg is what is drawn', async (name, logarithmic) => {
  const picture = await svgChart(ratioChart(ratioStudy(), logarithmic));
  await expect(picture).toMatchFileSnapshot(`../../../docs/images/${name}.svg`);
});
