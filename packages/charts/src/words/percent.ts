import type { Sequences } from '../runs/run.js';

/**
 * A share in [0, 1] as people read it; never rounded up to all or down to none.
 *
 * @example
 * [percent(0.5), percent(0.99999), percent(1)]; // → ['50.0 %', '99.999 %', '100.0 %']
 */
export function percent(share: number): string {
  const value = 100 * share;
  const rounded = value.toFixed(1);
  if (rounded === '0.0' && value > 0) return `${value < 1e-4 ? '< 0.0001' : value.toPrecision(1)} %`;
  if (rounded === '100.0' && value < 100)
    return `${value > 99.9999 ? '> 99.9999' : (100 - Number((100 - value).toPrecision(1))).toFixed(4).replace(/0+$/, '')} %`;
  return `${rounded} %`;
}

/** What guessing scores. */
export function baselineInWords({ baseline }: Pick<Sequences, 'baseline'>): string {
  return baseline.metric === 'accuracy' ? percent(baseline.value) : baseline.value.toPrecision(4);
}
