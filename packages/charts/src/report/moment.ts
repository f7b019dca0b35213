import { type Html, html } from './html.js';

/** A moment as `2026-11-26 17:00 UTC`, the same wherever the page is made. */
export const moment = (date: string): Html =>
  html`<time datetime="${date}">${date.slice(0, 16).replace('T', ' ')} UTC</time>`;
