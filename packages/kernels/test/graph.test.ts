import { describe, expect, it } from 'vitest';
import { createGraph, typeAttr } from '../src/backends/tensorflow/graph.js';
import { asNodeBackend, type NodeBackend } from '../src/backends/tensorflow/node-backend.js';
import { bytes, float, integer, joined } from '../src/backends/tensorflow/protobuf.js';
import { record, Unrecordable } from '../src/backends/tensorflow/record.js';

const hex = (message: readonly Uint8Array[]) => Buffer.from(joined(message)).toString('hex');

describe('a message of protocol buffers', () => {
  it.each([
    ['150, the example of its specification', integer(1, 150), '089601'],
    ['a string, its other example', bytes(2, 'testing'), '120774657374696e67'],
    ['a message within one, its third', bytes(3, integer(1, 150)), '1a03089601'],
    ['−1, in ten bytes', integer(1, -1), '08ffffffffffffffffff01'],
    ['a truth value', integer(5, true), '2801'],
    ['a number of 32 bits', float(4, 1), '250000803f'],
    ['a field of a number above 15', integer(16, 1), '800101'],
  ])('is written as the format has it: %s', (_, message, expected) => {
    expect(hex(message)).toBe(expected);
  });

  it('counts the nodes of a graph, and names those that nobody names', () => {
    const graph = createGraph();
    expect(graph.op('Placeholder', typeAttr('dtype', 1), [], 'in0')).toBe('in0');
    expect(graph.op('Neg', typeAttr('T', 1), ['in0'])).toBe('n1');
    expect(graph.size).toBe(2);
    expect(Buffer.from(graph.savedModel()).toString('latin1')).toContain('Placeholder');
  });
});

const names = ['ATTR_STRING', 'ATTR_INT', 'ATTR_FLOAT', 'ATTR_BOOL', 'ATTR_TYPE', 'ATTR_SHAPE', 'INT64'];
const kinds = Object.fromEntries(names.map((name, i) => [`TF_${name}`, i]));

/** A backend with one op, which adds all that it is given. */
function adder() {
  const values = new Map<object, number>();
  const make = (value: number) => {
    const dataId = {};
    values.set(dataId, value);
    return { dataId, shape: [], dtype: 'float32' } as never;
  };
  class Adder {
    binding = kinds;
    getDTypeInteger = () => 1;
    createOutputTensor(value: unknown) {
      return make(value as number);
    }
    executeMultipleOutputs(_: string, __: unknown, inputs: readonly { dataId: object }[]) {
      return [this.createOutputTensor(inputs.reduce((sum, { dataId }) => sum + values.get(dataId)!, 0))];
    }
    executeSingleOutput(op: string, attributes: unknown, inputs: readonly { dataId: object }[]) {
      return this.executeMultipleOutputs(op, attributes, inputs)[0];
    }
    readSync(dataId: object) {
      return Float32Array.of(values.get(dataId)!);
    }
    loadSavedModelMetaGraph = () => 0;
    runSavedModel = () => [];
    deleteSavedModel() {}
  }
  return { backend: new Adder() as unknown as NodeBackend, make };
}

describe('recording', () => {
  it('takes the backend with all that it asks for, and no other', () => {
    const { backend } = adder();
    expect(asNodeBackend(backend as never)).toBe(backend);
    expect(asNodeBackend({} as never)).toBeUndefined();
    Object.assign(backend, { readSync: undefined });
    expect(asNodeBackend(backend as never)).toBeUndefined();
  });

  it('makes inputs placeholders, other tensors constants, and leaves the backend as it was', () => {
    const { backend, make } = adder();
    const [x, c] = [make(1), make(2)];
    const before = Object.keys(backend);
    const { outputs, graph } = record(backend, [x, x], () => [
      backend.executeSingleOutput('AddN', [], [x, x, c, c]),
    ]);
    expect(Array.from(backend.readSync(outputs[0]!.dataId) as Float32Array)).toEqual([6]);
    expect(graph.size).toBe(4); // a placeholder, a constant, the op and the output
    expect(Object.keys(backend)).toEqual(before);
  });

  it('refuses what another run would not repeat: numbers read, and ops that it was not asked for', () => {
    const { backend, make } = adder();
    const x = make(1);
    const before = Object.keys(backend);
    const read = () => {
      backend.readSync((x as { dataId: object }).dataId);
      return [];
    };
    expect(() => record(backend, [x], read)).toThrow(Unrecordable);
    expect(() => record(backend, [x], () => [backend.createOutputTensor(3)])).toThrow(Unrecordable);
    expect(Object.keys(backend)).toEqual(before);
  });
});
