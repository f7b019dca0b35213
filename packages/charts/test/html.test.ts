import { describe, expect, it } from 'vitest';
import { html, textOf } from '../src/report/html.js';

describe('html', () => {
  it('escapes text in any place, and markup and absence not', () => {
    expect(textOf(html`<p title="${'"&'}">${['<', html`<br>`]}${false}${undefined}${0}</p>`)).toBe(
      '<p title="&quot;&amp;">&lt;<br>0</p>',
    );
  });

  it('takes nothing for markup that came out of JSON', () => {
    const told = JSON.parse('[{"markup": "<b>"}, {"toString": 1}, ["<b>", ["<b>"]], null]');
    expect(textOf(html`${told}`)).toBe(
      '{&quot;markup&quot;:&quot;&lt;b&gt;&quot;}{&quot;toString&quot;:1}&lt;b&gt;&lt;b&gt;null',
    );
  });
});
