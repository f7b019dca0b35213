import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What is served, and which runs are asked for; or the status that a request is refused with. */
export type Verdict = { readonly page: 'list' | 'events'; readonly runs: readonly string[] } | number;

/**
 * Whether a request comes from a page of this server, or from somebody who knows its address: it names a host by which only this machine is
 * reached (a name of somebody else's may be made to point here), no other page sent it, and its path begins with the token. No
 * path is one of a file.
 */
export function admit({ method, url = '', headers, rawHeaders }: IncomingMessage, token: string): Verdict {
  if (method !== 'GET' && method !== 'HEAD') return 405;
  const { host = '', origin } = headers;
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length !== 1 || !/^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host)) return 403;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return 403;
  if (!isOwn(headers['sec-fetch-site']) && !isOpened(headers)) return 403;
  const [, given, page, query] = /^\/([\w-]{1,100})\/(events)?(?:\?(.*))?$/.exec(url) ?? [];
  if (given === undefined || !isSame(given, token)) return 404;
  const runs = new URLSearchParams(query).getAll('run');
  return { page: page === undefined ? 'list' : 'events', runs };
}

/** Browsers say which page a request comes from; other programs say nothing. */
const isOwn = (site: string | readonly string[] | undefined) =>
  site === undefined || site === 'same-origin' || site === 'none';

/** Whether somebody follows a link, which opens the page by itself: in no frame, and read by no script of others. */
const isOpened = (headers: IncomingMessage['headers']) =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

/** In a time that tells nothing of how much of it is right. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
