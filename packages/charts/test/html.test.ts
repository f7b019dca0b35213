import { describe, expect, it } from 'vitest';
import { html } from '../src/report/html.js';

describe('html', () => {
  it('escapes text in any place, and markup and absence not', () => {
    expect(html`<p title="${'"&'}">${['<', html`<br>`]}${false}${undefined}${0}</p>`.markup).toBe(
      '<p title="&quot;&amp;">&lt;<br>0</p>',
    );
  });
});
