import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { terminal } from '../src/render/terminal.js';

describe('terminal', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LC_ALL: 'C.utf8' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, false],
    [{ LANG: 'en_US.UTF-8', NO_UNICODE: '1' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
  ])('%j shows Unicode: %s', (env, unicode) => {
    expect(terminal({}, env).unicode).toBe(unicode);
  });

  it('has the colours that the stream has, and none in a pipe', () => {
    const upTo = (most: number) => ({ hasColors: (count: number) => count <= most });
    expect([2 ** 24, 256, 16, 8].map((most) => terminal(upTo(most), {}).colours)).toEqual([
      256,
      256,
      16,
      undefined,
    ]);
    expect(terminal({}, { TERM: 'xterm-256color' }).colours).toBeUndefined();
    const stream = Object.create(WriteStream.prototype) as WriteStream;
    expect(terminal(stream, { TERM: 'xterm-256color' }).colours).toBe(256);
    expect(terminal(stream, { TERM: 'xterm-256color', NO_COLOR: '1' }).colours).toBeUndefined();
  });

  it('is as wide as the stream says, else as COLUMNS says, else nobody knows', () => {
    expect(terminal({ columns: 40 }, { COLUMNS: '60' }).columns).toBe(40);
    expect(terminal({}, { COLUMNS: '60' }).columns).toBe(60);
    expect(terminal({}, { COLUMNS: 'wide' }).columns).toBeUndefined();
  });
});
