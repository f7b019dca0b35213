import { type Request, tasks, tidied } from './request.js';

/** Two requests side by side share what the second does not have otherwise. */
export type Requests = readonly [Request] | readonly [Request, Request];

/** The requests as the query of an address: the first by its names, of the second what differs, under `b.` */
export function queryOf([a, b]: Requests): string {
  const query = new URLSearchParams({ task: a.task, ...a.given });
  if (b) {
    query.set('b', '');
    for (const name of new Set([...Object.keys(a.given), ...Object.keys(b.given)])) {
      if (a.given[name] !== b.given[name]) query.set(`b.${name}`, b.given[name] ?? '');
    }
  }
  return query.toString();
}

/** The requests of an address; undefined where it names none that there is. */
export function requestsOf(query: string): Requests | undefined {
  const { task, b, ...entries } = Object.fromEntries(new URLSearchParams(query));
  if (task === undefined || !tasks.some(({ name }) => name === task)) return undefined;
  const named = Object.entries(entries);
  const given = Object.fromEntries(named.filter(([name]) => !name.startsWith('b.')));
  const first = tidied({ task, given });
  if (b === undefined) return [first];
  const others = named.filter(([name]) => name.startsWith('b.')).map(([name, text]) => [name.slice(2), text]);
  return [first, tidied({ task, given: { ...given, ...Object.fromEntries(others) } })];
}
