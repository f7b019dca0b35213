import type { Cell, Table } from './table.js';

/**
 * A table in which columns that are the steps of one thing, as `inputs_0_1` of `inputs_STEP_FEATURE`, are one field of lists, as
 * `unrolled dataset --format csv` flattens them. One without such columns is left as it is.
 */
export function foldedTable(table: Table): Table {
  const groups = new Map<string, { readonly field: string; readonly at: readonly number[] }[]>();
  for (const field of table.fields) {
    const [, name, first, second] = /^(.*[^\d_])_(\d+)(?:_(\d+))?$/.exec(field) ?? [];
    if (name === undefined) continue;
    const at = [first, second].flatMap((digits) => (digits === undefined ? [] : [Number(digits)]));
    groups.set(name, [...(groups.get(name) ?? []), { field, at }]);
  }
  const folded = new Map<string, (row: number) => Cell>();
  const within = new Set<string>();
  for (const [name, members] of groups) {
    const grid = gridOf(members.map(({ at }) => at));
    if (!grid || table.fields.includes(name)) continue;
    for (const { field } of members) within.add(field);
    const fields = members.map(({ field }) => field);
    folded.set(name, (row) => {
      const cells = fields.map((field) => table.cell(row, field) ?? null);
      if (grid.features === undefined) return cells;
      return Array.from({ length: grid.steps }, (_, t) =>
        cells.slice(t * grid.features!, (t + 1) * grid.features!),
      );
    });
  }
  if (folded.size === 0) return table;
  const plain = table.fields.filter((field) => !within.has(field));
  return {
    ...table,
    fields: [...folded.keys(), ...plain],
    cell: (row, field) => (folded.get(field) ?? (() => table.cell(row, field)))(row),
  };
}

/** Of positions that count up from 0 or 1 without a gap: how many steps they are, of how many features each. */
function gridOf(
  positions: readonly (readonly number[])[],
): { readonly steps: number; readonly features?: number } | undefined {
  const [first] = positions;
  const last = positions.at(-1)!;
  if (!positions.every(({ length }) => length === first!.length)) return undefined;
  const [steps, features] = last.map((index, i) => index - first![i]! + 1);
  if (first!.some((index) => index > 1) || positions.length < 2) return undefined;
  const expected = Array.from({ length: steps! * (features ?? 1) }, (_, i) =>
    features === undefined
      ? [first![0]! + i]
      : [first![0]! + Math.floor(i / features), first![1]! + (i % features)],
  );
  if (String(positions) !== String(expected)) return undefined;
  return features === undefined ? { steps: steps! } : { steps: steps!, features };
}
