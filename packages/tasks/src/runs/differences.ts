/** A value that two records have under the same path, or one of them alone, in JSON. */
export interface Difference {
  /** As `model.hiddenSize`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Where two plain records differ.
 *
 * @example
 * differences({ model: { hiddenSize: 64 } }, { model: { hiddenSize: 32 } });
 * // → [{ path: 'model.hiddenSize', before: '64', after: '32' }]
 */
export function differences(before: object, after: object, path = ''): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [a, b] = [before, after].map((record) => (record as Record<string, unknown>)[name]);
    const at = path ? `${path}.${name}` : name;
    if (isRecord(a) && isRecord(b)) return differences(a, b, at);
    const [was, is] = [a, b].map((value) => JSON.stringify(value) ?? 'absent') as [string, string];
    return was === is ? [] : [{ path: at, before: was, after: is }];
  });
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
