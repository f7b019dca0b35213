import type { Dice } from './dice.js';
import { nonsense, numbers, texts } from './nonsense.js';

type Json = Readonly<Record<string, unknown>> | readonly unknown[];
export type Path = readonly string[];

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Where the values stand that hold no others. */
export function leaves(value: unknown, at: Path = []): Path[] {
  if (!isJson(value) || Object.keys(value).length === 0) return [at];
  return Object.entries(value).flatMap(([name, below]) => leaves(below, [...at, name]));
}

/** Any place, of a leaf or of what holds some. */
export function anyPath(dice: Dice, value: unknown): Path {
  const leaf = dice.pick(leaves(value));
  return leaf.slice(0, dice.chance(0.7) ? leaf.length : dice.between(0, leaf.length));
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((json, name) => (json as Record<string, unknown>)[name], value);
}

/** A copy with something else at a place; `change` gives the entries that take the place of one. */
export function changedAt(
  value: unknown,
  path: Path,
  change: (name: string, value: unknown) => [string, unknown][],
): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return change('', value)[0]?.[1];
  const entries = Object.entries(value as Json).flatMap(([each, below]): [string, unknown][] => {
    if (each !== name) return [[each, below]];
    return rest.length === 0 ? change(each, below) : [[each, changedAt(below, rest, change)]];
  });
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

export const withValue = (value: unknown, path: Path, other: unknown): unknown =>
  changedAt(value, path, (name) => [[name, other]]);

/** A copy of JSON with one to three things altered: a value, a name, an entry lost, doubled or new. */
export function mutateJson(dice: Dice, value: unknown): unknown {
  let mutated = value;
  for (let left = dice.pick([1, 1, 1, 2, 3]); left > 0; left--) {
    mutated = changedAt(mutated, anyPath(dice, mutated), (name, old) =>
      dice.pick<() => [string, unknown][]>([
        () => [[name, nonsense(dice)]],
        () => [[name, near(dice, old)]],
        () => [],
        () => [[dice.pick(texts), old]],
        () => [
          [name, old],
          [dice.pick(texts), nonsense(dice)],
        ],
        () => [[name, [old]]],
        () => [[name, Array.isArray(old) ? [...old, ...old] : { value: old }]],
      ])(),
    );
  }
  return mutated;
}

/** A value of the same kind. */
function near(dice: Dice, value: unknown): unknown {
  if (typeof value === 'number')
    return dice.pick([value + 1, -value, value + 0.5, value * 1e9, dice.pick(numbers)]);
  if (typeof value === 'string')
    return dice.pick([value.slice(1), value + dice.pick(texts), value.toUpperCase(), dice.pick(texts)]);
  return nonsense(dice);
}

/** JSON text in which infinities are numbers too large for a double, as a file can hold them. */
export function jsonText(value: unknown): string {
  const infinity = '(infinity)';
  const text = JSON.stringify(value, (_, each) => (each === Infinity ? infinity : each)) ?? 'null';
  return text.replaceAll(`"${infinity}"`, '1e999');
}
