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

  it('is as wide as the stream says, else as COLUMNS says, else nobody knows', () => {
    expect(terminal({ columns: 40 }, { COLUMNS: '60' }).columns).toBe(40);
    expect(terminal({}, { COLUMNS: '60' }).columns).toBe(60);
    expect(terminal({}, { COLUMNS: 'wide' }).columns).toBeUndefined();
  });
});
