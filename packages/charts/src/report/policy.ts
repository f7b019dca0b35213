/**
 * A policy under which a page applies this style sheet, runs this script and shows pictures that it holds, and does nothing
 * else: both are named by their SHA-256 (CSP level 2), and what came into the page with data is not.
 *
 * @param more what else the page may do
 */
export async function policy(
  { style, script }: { readonly style: string; readonly script: string },
  more: readonly string[] = [],
): Promise<string> {
  return [
    "default-src 'none'",
    `style-src '${await sha256(style)}'`,
    `script-src '${await sha256(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...more,
  ].join('; ');
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
}
