import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const own = { access: '$all', publish: '$all' };

/**
 * A registry of npm packages on this machine: what is published there is ours, all else it has from the registry that npm
 * asks here. It ends with this process.
 *
 * @returns what npm is to find in its environment
 */
export async function openRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'unrolled-registry-'));
  const port = await freePort();
  const config = {
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    uplinks: { upstream: { url: setting('registry'), timeout: '120s' } },
    packages: { '@unrolled/*': own, unrolled: own, '**': { access: '$all', proxy: 'upstream' } },
    web: { enable: false },
    log: { type: 'stdout', level: 'error' },
    max_body_size: '100mb',
  };
  const file = join(folder, 'config.yaml');
  writeFileSync(file, JSON.stringify(config)); // which is YAML, too
  const program = createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio');
  const server = fork(program, ['--config', file, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  process.once('exit', () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  const [started] = await Promise.race([once(server, 'message'), once(server, 'exit').then(() => [])]);
  if (!started?.verdaccio_started) throw new Error('the registry did not start');
  server.disconnect();
  server.unref();
  const address = `//127.0.0.1:${port}/`;
  // It lets anybody publish; npm itself asks for a token.
  const [theirs, ours] = [setting('userconfig'), join(folder, '.npmrc')];
  const settings = existsSync(theirs) ? readFileSync(theirs, 'utf8') : '';
  writeFileSync(ours, `${settings}\n${address}:_authToken=anybody\n`, { mode: 0o600 });
  return { npm_config_registry: `http:${address}`, npm_config_userconfig: ours };
}

const setting = (name) => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
