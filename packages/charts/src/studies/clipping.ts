import type { ClippedGradient, ClippingStudy } from '@unrolled/analysis';
import type { Table } from '../data/words.js';

/**
 * The gradient before and after each way to clip it.
 *
 * @example
 * describeClipping(clippingStudy({ gradient: [3, 40], limit: 4, maxNorm: 4 })).head; // → ['clipped', 'norm', 'turned by', 'gradient']
 */
export function describeClipping({ norm, byValue, byNorm }: ClippingStudy): Table {
  const row = (name: string, { gradient, norm, angle }: ClippedGradient) => [
    name,
    norm.toPrecision(4),
    `${((angle * 180) / Math.PI).toFixed(1)}°`,
    gradient.map((value) => Number(value.toPrecision(4))).join(', '),
  ];
  return {
    head: ['clipped', 'norm', 'turned by', 'gradient'],
    rows: [['not at all', norm.toPrecision(4), '0.0°', ''], row('by value', byValue), row('by norm', byNorm)],
  };
}
