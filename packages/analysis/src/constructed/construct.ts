import { requireChoice, requireInteger } from '../require.js';
import { alternatingSum } from './alternating-sum.js';
import { binaryAddition } from './binary-addition.js';
import {
  type ConstructedNetwork,
  type Construction,
  type NetworkRunner,
  type Rows,
  runNetwork,
} from './network.js';
import { parity } from './parity.js';
import { runningAnd } from './running-and.js';
import { sequenceEquality } from './sequence-equality.js';

/** Networks whose weights were set by hand, by name. */
export const constructions = {
  parity,
  'running-and': runningAnd,
  'sequence-equality': sequenceEquality,
  'alternating-sum': alternatingSum,
  'binary-addition': binaryAddition,
} as const satisfies Readonly<Record<string, Construction>>;

export type ConstructionName = keyof typeof constructions;

export interface ConstructionCheck {
  readonly name: ConstructionName;
  readonly computes: string;
  readonly network: ConstructedNetwork;
  /** Every sequence of the longest length that makes a table of at most 25 lines. */
  readonly truthTable: readonly { readonly inputs: Rows; readonly expected: Rows; readonly outputs: Rows }[];
  readonly maxLength: number;
  /** Sequences run: all of length 1 … maxLength. */
  readonly checked: number;
  /** Sequences with an output, at any step, further from the expected one than the construction's tolerance. */
  readonly wrong: number;
}

const batchLimit = 4096; // sequences handed to a runner at once
const mostSequences = 10_000_000;

/**
 * Checks a constructed network on every sequence up to a length, exhaustively.
 *
 * @param options.maxLength digits, steps or bits, without the padding
 * @param options.run what runs the network; float64 unless given
 * @throws TypeError if there is no such construction; RangeError if maxLength is not a positive integer, or there are more
 *   than ten million such sequences
 * @example
 * const { checked, wrong } = await construct('parity', { maxLength: 8 });
 * [checked, wrong]; // → [510, 0]
 */
export async function construct(
  name: ConstructionName,
  { maxLength = 8, run = runNetwork }: { maxLength?: number; run?: NetworkRunner } = {},
): Promise<ConstructionCheck> {
  requireChoice('construct', 'name', name, Object.keys(constructions));
  requireInteger('construct', 'maxLength', maxLength, 1);
  const construction: Construction = constructions[name];
  const { alphabet, network, computes } = construction;
  requireCountable(alphabet.length, maxLength);
  let tableLength = 1;
  while (tableLength < maxLength && alphabet.length ** (tableLength + 1) <= 25) tableLength++;
  const truthTable: { inputs: Rows; expected: Rows; outputs: Rows }[] = [];
  let checked = 0;
  let wrong = 0;
  for (let length = 1; length <= maxLength; length++) {
    for (const sequences of batchesOf(construction, length)) {
      const outputs = await runAll(construction, sequences, run);
      sequences.forEach((inputs, k) => {
        const expected = construction.expected(inputs);
        checked++;
        if (!agree(outputs[k]!, expected, construction.tolerance)) wrong++;
        if (length === tableLength) truthTable.push({ inputs, expected, outputs: outputs[k]! });
      });
    }
  }
  return { name, computes, network, truthTable, maxLength, checked, wrong };
}

function requireCountable(symbols: number, maxLength: number): void {
  let [most, count] = [0, 0];
  while (count + symbols ** (most + 1) <= mostSequences) count += symbols ** ++most;
  if (maxLength <= most) return;
  throw new RangeError(
    `construct: maxLength must be at most ${most}, which makes ${count.toLocaleString('en')} sequences, received ${maxLength}`,
  );
}

/** Every sequence of a length, padded, counted up like a number whose digits are the alphabet. */
function* batchesOf({ alphabet, padding }: Construction, length: number): Generator<Rows[]> {
  const zeros = alphabet[0]!.map(() => 0);
  const end = Array.from({ length: padding }, () => zeros);
  const total = alphabet.length ** length;
  for (let first = 0; first < total; first += batchLimit) {
    yield Array.from({ length: Math.min(batchLimit, total - first) }, (_, k) => {
      const digits = (first + k).toString(alphabet.length).padStart(length, '0');
      return [...Array.from(digits, (digit) => alphabet[Number(digit)]!), ...end];
    });
  }
}

async function runAll({ network }: Construction, sequences: Rows[], run: NetworkRunner): Promise<Rows[]> {
  const steps = sequences[0]!.length;
  const inputs = Float64Array.from(sequences.flat(2));
  const outputs = Array.from(await run(network, inputs, { count: sequences.length, steps }));
  const width = network.readout.outputBias.length;
  const rows = Array.from({ length: sequences.length * steps }, (_, k) =>
    outputs.slice(k * width, (k + 1) * width),
  );
  return sequences.map((_, k) => rows.slice(k * steps, (k + 1) * steps));
}

function agree(outputs: Rows, expected: Rows, tolerance: number): boolean {
  return expected.every((row, t) => row.every((value, k) => Math.abs(outputs[t]![k]! - value) <= tolerance));
}
