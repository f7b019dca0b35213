import { createHash } from 'node:crypto';

/**
 * A page that may load nothing from elsewhere and run nothing but what it was built with: the few scripts inside it are
 * named by their hashes. WebAssembly may be compiled. Colours of code are in `style` attributes.
 */
export function withContentSecurity(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = [...new Set(scripts.map(([, code = '']) => hash(code)))];
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`,
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html.replace(
    '<head>',
    `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
}

const hash = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;
