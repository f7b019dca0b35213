import { parseArgs } from 'node:util';
import { attacks } from './all.js';
import type { Attack, Finding } from './attack.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string' },
    case: { type: 'string' },
    cases: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(`npm run campaign -- [attack…] [--minutes N] [--cases N] [--seed N] [--case K]

Attacks the project from outside, and says what gave way. Without --minutes or --cases the short form, with seed 1;
with --minutes the long one, in that time, with another seed each day. --case makes one case again.

${Object.values(attacks)
  .map(({ name, summary, short, long }) => `  ${name.padEnd(14)} ${summary} (${short} cases, ${long})`)
  .join('\n')}`);
  process.exit(0);
}

const number = (name: 'seed' | 'minutes' | 'case' | 'cases'): number | undefined => {
  const value = options[name];
  if (value === undefined || /^\d+(\.\d+)?$/.test(value))
    return value === undefined ? undefined : Number(value);
  console.error(`--${name} must be a number, received '${value}'`);
  process.exit(2);
};
const unknown = positionals.find((name) => !Object.hasOwn(attacks, name));
if (unknown !== undefined) {
  console.error(`there is no attack '${unknown}'; there are ${Object.keys(attacks).join(', ')}`);
  process.exit(2);
}
const [minutes, only, cases] = [number('minutes'), number('case'), number('cases')];
const seed = number('seed') ?? (minutes === undefined ? 1 : Math.floor(Date.now() / 86_400_000));
const chosen = (positionals.length > 0 ? positionals : Object.keys(attacks)).map((name) => attacks[name]!);

interface Row {
  readonly attack: string;
  readonly cases: number;
  readonly seconds: number;
  /** Of different kinds. */
  readonly findings: number;
}

const ends = Date.now() + (minutes ?? 1e6) * 60_000;
const rows: Row[] = [];
for (const [place, attack] of chosen.entries()) {
  // What one attack leaves of its share of the time goes to those after it.
  rows.push(await row(attack, Date.now() + (ends - Date.now()) / (chosen.length - place)));
}

async function row(attack: Attack, until: number): Promise<Row> {
  const { name, short, long } = attack;
  const missing = await attack.missing?.();
  if (missing) {
    console.log(`SKIPPED: ${name}: ${missing}`);
    return { attack: name, cases: 0, seconds: 0, findings: 0 };
  }
  const count = only === undefined ? (cases ?? (minutes === undefined ? short : long)) : 1;
  const started = performance.now();
  const kinds = new Map<string, Finding[]>();
  const done = await attack.run({ seed, first: only ?? 0, count, until }, (finding) => {
    const kind = finding.message.replaceAll(/[\d.]+|'[^']*'|"[^"]*"/g, '…').slice(0, 50);
    kinds.set(kind, [...(kinds.get(kind) ?? []), finding]);
  });
  for (const [{ index, message }, ...more] of [...kinds.values()] as [Finding, ...Finding[]][]) {
    const again = `npm run campaign -- ${name} --seed ${seed} --case ${index}`;
    console.log(
      `FOUND: ${name}: ${printable(message)}\n       ${again}${more.length > 0 ? `   and ${more.length} more` : ''}`,
    );
  }
  return { attack: name, cases: done, seconds: (performance.now() - started) / 1000, findings: kinds.size };
}

function printable(text: string): string {
  const short = text.length > 600 ? `${text.slice(0, 600)}…` : text;
  return short.replaceAll(/[\p{Cc}\p{Cf}]/gu, (each) => JSON.stringify(each).slice(1, -1));
}

const total = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);
const line = (attack: string, cases: unknown, seconds: unknown, findings: unknown) =>
  console.log(
    `${attack.padEnd(16)}${String(cases).padStart(9)}${String(seconds).padStart(9)}${String(findings).padStart(10)}`,
  );
console.log(`\nseed ${seed}`);
line('attack', 'cases', 'seconds', 'findings');
for (const { attack, cases, seconds, findings } of rows) line(attack, cases, seconds.toFixed(1), findings);
line(
  'all',
  total(({ cases }) => cases),
  total(({ seconds }) => seconds).toFixed(1),
  total(({ findings }) => findings),
);
const failed = rows.filter(({ findings }) => findings > 0).length;
const made = rows.filter(({ cases }) => cases > 0).length;
console.log(`campaign: ${made - failed} attacks withstood, ${failed} not`);
process.exitCode = failed === 0 ? 0 : 1;
