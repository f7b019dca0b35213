import { spawnSync } from 'node:child_process';

/** A machine of a test: a network namespace behind a cable of its own, which can be cut. */
export interface Host {
  /** What stands before a command so that it runs there. */
  readonly prefix: readonly string[];
  cut(): void;
  heal(): void;
}

export interface Hosts {
  /** Where the hosts find a server that runs here. */
  readonly address: string;
  readonly hosts: readonly Host[];
  remove(): void;
}

const ip = (...args: string[]) => {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr ?? 'cannot be run'}`);
};

/** Machines on one switch, as network namespaces, which only root can make; undefined where they cannot be made. */
export function networkOf(count: number): Hosts | undefined {
  const tag = `u${process.pid}`;
  const net = `10.${100 + (process.pid % 100)}.${Math.floor(process.pid / 100) % 250}`;
  const names = Array.from({ length: count }, (_, i) => `${tag}h${i}`);
  const remove = () => {
    for (const name of names) spawnSync('ip', ['netns', 'del', name]);
    spawnSync('ip', ['link', 'del', `${tag}b`]);
  };
  try {
    ip('link', 'add', `${tag}b`, 'type', 'bridge');
    ip('addr', 'add', `${net}.1/24`, 'dev', `${tag}b`);
    ip('link', 'set', `${tag}b`, 'up');
    const hosts = names.map((name, i): Host => {
      ip('netns', 'add', name);
      ip('link', 'add', `${name}v`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
      ip('link', 'set', `${name}v`, 'master', `${tag}b`, 'up');
      ip('-n', name, 'addr', 'add', `${net}.${10 + i}/24`, 'dev', 'eth0');
      ip('-n', name, 'link', 'set', 'eth0', 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
      return {
        prefix: ['ip', 'netns', 'exec', name],
        cut: () => ip('link', 'set', `${name}v`, 'down'),
        heal: () => ip('link', 'set', `${name}v`, 'up'),
      };
    });
    process.once('exit', remove);
    return { address: `${net}.1`, hosts, remove };
  } catch (error) {
    remove();
    console.warn(`SKIPPED: there are no network namespaces here: ${(error as Error).message}`);
    return undefined;
  }
}
