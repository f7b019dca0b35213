import type { Dice } from '../dice.js';

/** What is done to a file before it is read, and what has to become of it. */
export interface Case<Input> {
  /** As 'renamed'. */
  readonly kind: string;
  readonly input: Input;
  /** Refused, accepted, or either, which is for `judge` to say. */
  readonly outcome: 'refused' | 'accepted' | 'either';
}

/** One of the project's readers, and how its files are made and altered. */
export interface Reader<Input = never, Result = unknown> {
  /** What it may take beyond 256 MB: its own declared cap, in MB. */
  readonly capMegabytes?: number;
  /** The classes of errors that it says it throws; their subclasses count. */
  readonly documented: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
  make(dice: Dice): Case<Input>;
  read(input: Input): Result | Promise<Result>;
  /** What is wrong with the result of something accepted. */
  judge?(result: Result, input: Input): string | undefined;
}

/** A reader whose inputs and results are its own business. */
export const reader = <Input, Result>(reader: Reader<Input, Result>) => reader as unknown as Reader;

/** How messages read that come from within the language or a library, and help nobody. */
const internal =
  /cannot read propert|is not a function|is not iterable|of undefined|undefined is|not defined|maximum call stack|invalid array length|allocation failed|typed array length|out of bounds|\[object |unexpected token|reduce of empty|cannot convert|assignment to constant|must be of type|tensor\w* should have|assert/i;

/** What is wrong with how a case came out; undefined if nothing is. */
export async function faultOf<Input, Result>(
  { documented, read, judge }: Reader<Input, Result>,
  { kind, input, outcome }: Case<Input>,
): Promise<string | undefined> {
  let result: Result;
  try {
    result = await read(input);
  } catch (error) {
    const { name, message } = error as Error;
    const said = `${name}: ${message}`;
    if (!documented.some((Known) => error instanceof Known)) return `${kind}: undocumented ${said}`;
    if (internal.test(message) || message.trim() === '')
      return `${kind}: refused by an internal message, ${said}`;
    return outcome === 'accepted' ? `${kind}: refused, ${said}` : undefined;
  }
  if (outcome === 'refused') return `${kind}: accepted silently`;
  const wrong = judge?.(result, input);
  return wrong === undefined ? undefined : `${kind}: accepted, but ${wrong}`;
}
