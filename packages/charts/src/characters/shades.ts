/** From none to full. */
export const shades = [...' ░▒▓█'];

/** The shade of a share in [0, 1]; `round` says what becomes of what lies between two. */
export function shade(share: number, round = Math.round): string {
  return shades[Math.max(0, Math.min(shades.length - 1, round(share * (shades.length - 1))))]!;
}
