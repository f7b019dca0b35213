import type { NamedArray } from '@unrolled/cells';
import { bytesOf, joined } from '../bytes.js';

/** What an HDF5 file holds: arrays of float32 by name, in groups. */
export type Group = { readonly [name: string]: Group | NamedArray };

/** The address that stands for none. */
const none = 0xffff_ffff_ffff_ffffn;

/**
 * An HDF5 file (https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html), in what every version of the library reads: superblock
 * 0, object headers of version 1, groups whose links stand in their header, arrays in one piece.
 */
export function hdf5(root: Group): Uint8Array {
  const superblockSize = 96;
  const parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  let end = superblockSize;
  /** Puts bytes at the next multiple of eight. */
  const place = (bytes: Uint8Array): number => {
    const at = end;
    parts.push({ at, bytes });
    end = eights(at + bytes.length);
    return at;
  };
  const write = (item: Group | NamedArray): number =>
    place(isArray(item) ? arrayHeader(item, place(bytesOf(item.data))) : groupHeader(item, write));
  const header = write(root);
  const file = new Uint8Array(end);
  file.set(superblock(header, end));
  for (const { at, bytes } of parts) file.set(bytes, at);
  return file;
}

function superblock(rootHeader: number, end: number): Uint8Array {
  const [leaf, internal] = [4, 16]; // of B-trees, of which there is none
  const versions = [0, 0, 0, 0, 0];
  const sizes = [8, 8, 0]; // of addresses and lengths
  return joined([
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, ...versions, ...sizes),
    u16(leaf, internal),
    u32(0),
    u64(0n, none, end, none),
    u64(0n, rootHeader, 0n, 0n, 0n), // the root group
  ]);
}

function groupHeader(group: Group, write: (item: Group | NamedArray) => number): Uint8Array {
  const links = Object.entries(group).map(([name, item]) => {
    const letters = new TextEncoder().encode(name);
    return message(0x06, Uint8Array.of(1, 0, letters.length, ...letters), u64(write(item)));
  });
  const linkInfo = message(0x02, Uint8Array.of(0, 0), u64(none, none));
  const groupInfo = message(0x0a, Uint8Array.of(0, 0));
  return objectHeader([linkInfo, groupInfo, ...links]);
}

function arrayHeader({ data, shape }: NamedArray, address: number): Uint8Array {
  const float32 = [
    Uint8Array.of(0x11, 0x20, 31, 0), // floating-point, little-endian, the first bit of the fraction implied, the sign's place
    u32(4), // bytes
    u16(0, 32), // bits, from the first on
    Uint8Array.of(23, 8, 0, 23), // where exponent and fraction begin, and how many bits they have
    u32(127), // the exponent's bias
  ];
  return objectHeader([
    message(0x01, Uint8Array.of(1, shape.length, 0, 0, 0, 0, 0, 0), u64(...shape)),
    message(0x03, ...float32),
    message(0x05, Uint8Array.of(2, 2, 2, 0)), // nothing to fill with
    message(0x08, Uint8Array.of(3, 1), u64(address, 4 * data.length)),
  ]);
}

function objectHeader(messages: readonly Uint8Array[]): Uint8Array {
  const all = joined(messages);
  return joined([Uint8Array.of(1, 0), u16(messages.length), u32(1, all.length, 0), all]);
}

function message(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = joined(parts);
  const padding = new Uint8Array(eights(content.length) - content.length);
  return joined([u16(type, eights(content.length)), new Uint8Array(4), content, padding]);
}

const isArray = (item: Group | NamedArray): item is NamedArray => ArrayBuffer.isView(item.data);
const eights = (length: number) => 8 * Math.ceil(length / 8);
const u16 = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const u32 = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
const u64 = (...values: (number | bigint)[]) => new Uint8Array(BigUint64Array.from(values, BigInt).buffer);
