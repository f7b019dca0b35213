import { cividis } from '../svg/heat-map.js';

const stops = cividis.map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));

/** The colour of a share in [0, 1], between the two stops beside it. */
export function shade(share: number): number[] {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[below]!, stops[below + 1]!];
  return from.map((value, i) => Math.round(value + (place - below) * (to[i]! - value)));
}
