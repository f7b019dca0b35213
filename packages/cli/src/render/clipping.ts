import type { ClippedGradient, ClippingStudy } from '@unrolled/analysis';
import { table } from './table.js';

/** The gradient before and after each way to clip it. */
export function describeClipping({ norm, byValue, byNorm }: ClippingStudy): string {
  const row = (name: string, { gradient, norm, angle }: ClippedGradient) => [
    name,
    norm.toPrecision(4),
    `${((angle * 180) / Math.PI).toFixed(1)}°`,
    gradient.map((value) => Number(value.toPrecision(4))).join(', '),
  ];
  return table(
    ['clipped', 'norm', 'turned by', 'gradient'],
    [['not at all', norm.toPrecision(4), '0.0°', ''], row('by value', byValue), row('by norm', byNorm)],
  );
}
