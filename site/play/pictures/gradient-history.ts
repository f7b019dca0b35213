/** ‖∂L/∂h_t‖ as it was seen at some training steps, the oldest first. */
export interface SeenNorms {
  readonly step: number;
  readonly norms: readonly number[];
}

/** As many columns as there is room for. */
const most = 240;

/** With one more, in place of what was seen at its step; where there are too many, every second of those before is left out. */
export function withNorms(seen: readonly SeenNorms[], added: SeenNorms): SeenNorms[] {
  const before = seen.filter(({ step }) => step < added.step);
  return [...(before.length < most ? before : before.filter((_, i) => i % 2 === 0)), added];
}
