import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BodyFault, type FaultCode } from '../fault';

/** Text, or numbers whatever their type. */
export type Attributes = ReadonlyMap<string, string | readonly number[]>;
/** `char` holds single characters, `text` whole ones; `other` cannot be read. 64-bit integers come as the nearest number. */
export type ValueType =
  | 'char'
  | 'text'
  | 'byte'
  | 'ubyte'
  | 'short'
  | 'ushort'
  | 'int'
  | 'uint'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double'
  | 'other';
export interface Variable {
  name: string;
  dims: readonly string[];
  shape: readonly number[];
  type: ValueType;
  attributes: Attributes;
}
/** In the order of the dimensions, the last fastest; characters as bytes. Their number is the product of the shape. */
export type Values = readonly string[] | Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

type Pairs = readonly (readonly [string, string | readonly number[]])[];
interface Head {
  dimensions: readonly (readonly [string, number])[];
  attributes: Pairs;
  variables: readonly (Omit<Variable, 'attributes'> & { attributes: Pairs })[];
}
type Answer = { head: Head } | { values: Values } | { fault: { code: FaultCode; detail: string } };

const ANSWER_MS_MAX = 20_000;
const HEAP_MB_MAX = 512;

/**
 * Opens NetCDF-3 and NetCDF-4 alike, read in a thread of its own, which takes the bytes away from the caller. Throws BodyFault
 * for a file that cannot be read. To be closed.
 */
export async function openNetcdf(bytes: Uint8Array<ArrayBuffer>): Promise<NetcdfFile> {
  const thread = new ReaderThread(bytes);
  try {
    const answer = await thread.next();
    if ('head' in answer) return new NetcdfFile(thread, answer.head);
    throw new Error('the thread begins with the head');
  } catch (error) {
    await thread.end();
    throw error;
  }
}

export class NetcdfFile {
  readonly dimensions: ReadonlyMap<string, number>;
  readonly attributes: Attributes;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly #thread: ReaderThread;

  constructor(thread: ReaderThread, head: Head) {
    this.#thread = thread;
    this.dimensions = new Map(head.dimensions);
    this.attributes = new Map(head.attributes);
    this.variables = new Map(
      head.variables.map((variable) => [variable.name, { ...variable, attributes: new Map(variable.attributes) }]),
    );
  }

  async values({ name, shape }: Variable): Promise<Values> {
    const answer = await this.#thread.ask(name);
    if (!('values' in answer)) throw new Error('the thread answers with values');
    const count = shape.reduce((product, size) => product * size, 1);
    if (answer.values.length !== count)
      throw new BodyFault('bad_netcdf', `Variable ${name} has ${answer.values.length} values in place of ${count}.`);
    return answer.values;
  }

  close(): Promise<void> {
    return this.#thread.end();
  }
}

const brokenReader = (): BodyFault => new BodyFault('bad_netcdf', 'The file breaks its reader.');

/** One question at a time; whatever ends the thread early, or a silence too long, is a fault of the file. */
class ReaderThread {
  readonly #worker: Worker;
  #settle: { resolve: (answer: Answer) => void; reject: (fault: BodyFault) => void } | null = null;

  #isDead = false;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#worker = new Worker(join(__dirname, 'thread/main.js'), {
      workerData: bytes,
      transferList: [bytes.buffer],
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    // HDF5 tells its troubles there too; they come as faults.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('message', (answer: Answer) => {
      if ('fault' in answer) this.#settle?.reject(new BodyFault(answer.fault.code, answer.fault.detail));
      else this.#settle?.resolve(answer);
    });
    const died = (): void => {
      this.#isDead = true;
      this.#settle?.reject(brokenReader());
    };
    this.#worker.on('error', died);
    this.#worker.on('exit', died);
  }

  ask(name: string): Promise<Answer> {
    if (this.#isDead) return Promise.reject(brokenReader());
    const answer = this.next();
    this.#worker.postMessage(name);
    return answer;
  }

  async next(): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#settle = { resolve, reject };
        timer = setTimeout(
          () => reject(new BodyFault('bad_netcdf', `Nothing could be read within ${ANSWER_MS_MAX / 1000} seconds.`)),
          ANSWER_MS_MAX,
        );
      });
    } finally {
      clearTimeout(timer);
      this.#settle = null;
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
