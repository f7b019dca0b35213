/**
 * The text with every character spelt out that would change how a terminal or a page shows the others: control characters,
 * and those that turn the direction of writing, as `\\u001b` and `\\u202e`. What JSON has in its strings stays the same JSON.
 *
 * @example
 * visible('a\u001b[31mb'); // → 'a\\u001b[31mb'
 */
export function visible(text: string): string {
  return text.replace(/(?![\t\n])[\p{Cc}\p{Bidi_C}\u2028\u2029]/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });
}
