/** ‖∂L/∂h_t‖ as it was seen at some training steps, the oldest first. */
export interface SeenNorms {
  readonly step: number;
  readonly norms: readonly number[];
}

/** As many columns as there is room for. */
const most = 240;

/** With one more; where there are too many, every second is left out. */
export function withNorms(seen: readonly SeenNorms[], added: SeenNorms): SeenNorms[] {
  const all = [...seen, added];
  return all.length <= most ? all : all.filter((_, i) => i % 2 === 1);
}
