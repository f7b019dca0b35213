import * as tf from '@tensorflow/tfjs-core';
import type { NamedArrays } from '@unrolled/cells';
import type { NdArray, SequenceBatch } from '@unrolled/datasets';
import { selectBackend } from '../backend/select-backend.js';
import { toModelTensors } from '../model/model-tensors.js';
import { modelFile, recordFile } from '../runs/file-names.js';
import { type ModelDescription, readModelFile } from '../runs/model-file.js';
import { parseJson } from '../runs/read-json.js';
import { type ModelFiles, readModelFiles } from '../runs/read-model-files.js';
import { readRecord } from '../runs/read-record.js';
import { taskOf } from '../spec/catalogue.js';
import { type Signature, signatureOf } from '../spec/signature.js';
import { ofEach, type Standardization } from '../spec/standardization.js';
import type { Resources } from '../spec/task.js';
import { probabilities } from './probabilities.js';
import { type TrainedModel, trainedModel } from './with-trained-model.js';

type Bytes = Uint8Array | ArrayBuffer | Blob;

/**
 * Where a model is: its file or the folder of its run, by its address or, in Node.js, its path; the bytes of the file; or
 * the files of a run by name, of which `model.safetensors` is enough unless the run is of an earlier version.
 */
export type ModelSource = string | URL | Bytes | Readonly<Record<string, Bytes>>;

/** A number for every feature of every step of every sequence, which may have different lengths; or as one array. */
export type ModelInputs = readonly (readonly ArrayLike<number>[])[] | NdArray;

/** What a model says to one sequence. A row is an answer: one at the end, or one for every step. */
export interface ModelAnswer {
  /** A class by its name; 1 where a digit is likelier 1 than 0; or the numbers themselves. All rows one after another. */
  readonly predicted: readonly (string | number)[];
  /** How likely each class is, or each digit is 1, in [0, 1]; absent for real numbers. [rows][outputSize] */
  readonly probabilities?: readonly (readonly number[])[];
  /** Logits, or real numbers. [rows][outputSize] */
  readonly outputs: readonly (readonly number[])[];
}

/** A trained model, ready to be asked. */
export interface LoadedModel extends ModelDescription {
  /**
   * Answers to sequences as the dataset has them; they are standardized here, and those of one length answered together. Only
   * an encoder–decoder that was trained on sequences padded in front has shorter ones padded so, and writes as many answers.
   *
   * @throws TypeError or RangeError that says which number is wrong and what would be right
   */
  predict(sequences: ModelInputs): Promise<ModelAnswer[]>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * A trained model for whoever only wants to ask it, in Node.js, in a browser and in a worker. The weights are checked against
 * the SHA-256 in their file. Chooses a backend where none is chosen yet.
 *
 * @param resources what the task of a run of an earlier version needs
 * @throws Error if it is not there, was altered, or does not fit together
 * @example
 * import { writeFileSync, mkdirSync } from 'node:fs';
 *
 * const { store, files } = runInMemory('runs/palindrome');
 * for await (const event of runJob(planJob('palindrome', { length: 4 }, { settings: { steps: 20 } }), { store })) {}
 * mkdirSync('my-palindromes');
 * for (const [name, bytes] of files) writeFileSync(`my-palindromes/${name}`, bytes);
 * const model = await loadModel('my-palindromes');
 * const digit = (d: number) => Array.from({ length: 10 }, (_, k) => Number(k === d));
 * const [answer] = await model.predict([[digit(7), digit(2), digit(2)]]);
 * answer.predicted.length; // → 1
 */
export async function loadModel(source: ModelSource, resources: Resources = {}): Promise<LoadedModel> {
  const { weights, model: settings, signature } = await described(await filesOf(source), resources);
  if (!tf.getBackend()) await selectBackend('auto');
  const trained = await trainedModel(signature, settings, weights);
  return {
    model: settings,
    signature,
    predict: async (sequences) =>
      answersTo(
        trained,
        signature,
        checked(sequences, signature, settings.kind === 'feedforward').map((rows) => padded(rows, signature)),
      ),
    dispose: () => tf.dispose(trained.params as tf.TensorContainer),
  };
}

async function filesOf(source: ModelSource): Promise<ModelFiles> {
  if (typeof source === 'string' || source instanceof URL) return readModelFiles(String(source));
  const files = isBytes(source) ? { [modelFile]: source } : source;
  const read = Object.entries(files).map(async ([name, content]) => [name, await bytesOf(content)] as const);
  return Object.fromEntries(await Promise.all(read));
}

const isBytes = (source: object): source is Bytes =>
  ArrayBuffer.isView(source) || source instanceof ArrayBuffer || source instanceof Blob;

async function bytesOf(content: Bytes): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content;
  return new Uint8Array(content instanceof Blob ? await content.arrayBuffer() : content);
}

async function described(
  files: Readonly<Record<string, Uint8Array>>,
  resources: Resources,
): Promise<ModelDescription & { readonly weights: NamedArrays }> {
  const bytes = files[modelFile];
  if (!bytes) throw new TypeError(`loadModel: ${modelFile} must be among the files`);
  const { weights, description } = await readModelFile(bytes);
  if (description) return { weights, ...description };
  const record = files[recordFile];
  if (!record)
    throw new Error(`loadModel: the weights do not say of which model they are; give ${recordFile}, too`);
  const { job } = readRecord(parseJson(recordFile, new TextDecoder().decode(record)));
  const task = await taskOf(job.task, resources);
  return { weights, model: job.model, signature: signatureOf(task) };
}

async function answersTo(
  { model, params }: TrainedModel,
  signature: Signature,
  sequences: readonly Rows[],
): Promise<ModelAnswer[]> {
  const answers: ModelAnswer[] = [];
  const lengths = new Set(sequences.map(({ length }) => length));
  for (const length of lengths) {
    const places = [...sequences.keys()].filter((i) => sequences[i]!.length === length);
    const batch = batchOf(
      places.map((i) => sequences[i]!),
      signature,
    );
    const [outputs, chances] = tf.tidy(() => {
      const outputs = model.forward(params, toModelTensors(batch, signature.standardization));
      return [outputs, probabilities(signature.targetKind, outputs)] as const;
    });
    const [numbers, shares] = await Promise.all([outputs.data(), chances?.data()]);
    tf.dispose([outputs, ...(chances ? [chances] : [])]);
    const each = numbers.length / places.length;
    for (const [k, place] of places.entries()) {
      const mine = (all: ArrayLike<number>) => inRows(all, k * each, each, signature.outputSize);
      answers[place] = answer(signature, mine(numbers), shares && mine(shares));
    }
  }
  return answers;
}

function answer(
  { targetKind, classes = [], answerScale }: Signature,
  learnt: readonly (readonly number[])[],
  probabilities?: readonly (readonly number[])[],
): ModelAnswer {
  const outputs = answerScale ? learnt.map((row) => inUnits(row, answerScale)) : learnt;
  const predicted = outputs.flatMap((row): (string | number)[] => {
    if (targetKind === 'real') return [...row];
    if (targetKind === 'binary') return row.map((logit) => Number(logit > 0));
    return [classes[row.indexOf(Math.max(...row))]!];
  });
  return { predicted, outputs, ...(probabilities && { probabilities }) };
}

/** answer · deviation + mean, for each of the numbers. */
function inUnits(row: readonly number[], scale: Standardization): number[] {
  const [mean, deviation] = [ofEach(scale.mean, row.length), ofEach(scale.deviation, row.length)];
  return row.map((value, k) => value * deviation[k]! + mean[k]!);
}

/** `count` numbers from the place `from` on, in rows of `size`. */
function inRows(numbers: ArrayLike<number>, from: number, count: number, size: number): number[][] {
  return Array.from({ length: count / size }, (_, row) =>
    Array.from({ length: size }, (_, column) => numbers[from + row * size + column]!),
  );
}

type Rows = readonly ArrayLike<number>[];

/** @throws TypeError or RangeError that says which is wrong and what would be right */
function checked(sequences: ModelInputs, { inputSize, steps }: Signature, isFixed: boolean): readonly Rows[] {
  const all = 'data' in sequences ? rowsOf(sequences, inputSize) : sequences;
  if (!Array.isArray(all) || all.length === 0)
    throw new TypeError('predict: the sequences must be a list of them, or an array with its shape');
  for (const [i, sequence] of all.entries()) {
    const length: unknown = (sequence as Partial<Rows> | undefined)?.length;
    const right = isFixed ? length === steps : Number(length) > 0;
    if (!right) {
      const wanted = isFixed ? `${steps} steps` : 'at least one step';
      throw new RangeError(
        `predict: sequence ${i} must have ${wanted}, received ${length ?? typeof sequence}`,
      );
    }
    for (const [t, step] of Array.from(sequence as Rows).entries()) {
      const numbers = typeof step === 'object' && step !== null ? Array.from(step as ArrayLike<unknown>) : [];
      if (numbers.length !== inputSize || !numbers.every(Number.isFinite)) {
        throw new RangeError(
          `predict: step ${t} of sequence ${i} must have ${inputSize} finite numbers, received [${numbers.join(', ')}]`,
        );
      }
    }
  }
  return all;
}

/** As long as it is while training: what a writer reads before the first step counts, and how long it reads. */
function padded(rows: Rows, { inputSize, steps = 0, padding, paddedWith = 0 }: Signature): Rows {
  if (padding !== 'front') return rows;
  const missing = Math.max(0, steps - rows.length);
  const front: Rows = Array.from({ length: missing }, () => ofEach(paddedWith, inputSize));
  return [...front, ...rows];
}

function rowsOf({ data, shape }: NdArray, inputSize: number): Rows[] {
  const [batch = 0, steps = 0, size] = shape;
  if (shape.length !== 3 || size !== inputSize || data.length !== batch * steps * inputSize) {
    throw new RangeError(
      `predict: the array must have shape [batch, time, ${inputSize}], received [${shape.join(', ')}] and ${data.length} numbers`,
    );
  }
  return Array.from({ length: batch }, (_, i) => inRows(data, i * steps * size, steps * size, size));
}

function batchOf(sequences: readonly Rows[], { inputSize, outputSize }: Signature): SequenceBatch {
  const [{ length: steps }] = sequences as [Rows];
  const inputs = Float32Array.from(sequences.flatMap((rows) => rows.flatMap((row) => Array.from(row))));
  const shape = [sequences.length, steps, outputSize];
  return {
    inputs: { data: inputs, shape: [sequences.length, steps, inputSize] },
    targets: { data: new Float32Array(sequences.length * steps * outputSize), shape }, // not known, and not read
  };
}
