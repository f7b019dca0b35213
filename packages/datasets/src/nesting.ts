/**
 * Whether lists and objects stand within each other in more levels; what walks through JSON has a stack of some thousands.
 *
 * @example
 * isDeeper([[[]]], 2); // → true
 * isDeeper([[[]]], 3); // → false
 */
export function isDeeper(json: unknown, levels: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return levels === 0 || Object.values(json).some((value) => isDeeper(value, levels - 1));
}
