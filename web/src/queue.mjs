// Commands called in one task, gathered and handed to the module in one call.

import { InputType } from './messages.mjs';

/** @import { CommandMemory } from './internal.d.ts' */

// A command is a record of eight float64: op, request, target, feature, type, value, duration, and
// the answer: 0, or 1 where the module has accepted the command when it returns.
const FIELDS = 8;

export const Op = Object.freeze({
  Steps: 1,       // target is a device handle in these
  Fraction: 2,
  StopDevice: 3,
  Read: 4,
  Subscribe: 5,
  Unsubscribe: 6,
  StopAll: 7,     // target is a client in these
  StartScanning: 8,
  StopScanning: 9,
  Disconnect: 10,
});

/**
 * What a command or request waits for.
 * @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, promise: Promise<any> }} Waiting
 * @typedef {[op: number, target: number, feature: number, type: number, value: number, duration: number, waiting: Waiting]} Command
 */

export class Queue {
  // outputs and inputs are the names of the types, in the order of their numbers from 1 on.
  // Commands are written into the module's memory: capacity records from the address on. The engine
  // knows what to do when the module has carried them out.
  /**
   * @param {CommandMemory} where
   * @param {{ mem: WebAssembly.Memory, gobuttplug_run(count: number): number }} exports
   * @param {{ inside: number, lacking: boolean, later(fn: () => void): void, _ran(begun: boolean): void, _crash(error: unknown): void }} engine
   */
  constructor({ outputs, inputs, records, capacity }, exports, engine) {
    this._outputs = numbered(outputs.split(','));
    this._inputs = numbered(inputs.split(','));
    this._inputs.set(InputType.RSSI, this._inputs.get('Rssi') ?? 0);
    this._exports = exports;
    this._engine = engine;
    this._address = records;
    this._capacity = capacity;
    this._view = new Float64Array(0);
    this._lastId = 0;
    /** @type {Map<number, Waiting>} */
    this._pending = new Map();  // by the id of the request
    /** @type {Waiting[]} */
    this._written = [];         // those of the records
    this._due = false;          // they will be carried out
    this.running = false;       // the module carries out others
    /** @type {Command[]} */
    this._behind = [];          // called meanwhile
    /** @type {Error | undefined} */
    this._dead = undefined;     // what every call fails with
    this._later = () => this.flush();
  }

  // The number of a type; 0, which the module refuses, when it does not know the type.
  /** @param {string} type */
  output(type) {
    return this._outputs.get(type) ?? 0;
  }

  /** @param {string} type */
  input(type) {
    return this._inputs.get(type) ?? 0;
  }

  // A command of the page; resolves or rejects with the answer. Of several levels of a feature that are called in one
  // task, the toy gets the last, and the answer to it is the answer to all.
  /**
   * @param {number} op
   * @param {number} target
   * @param {number} [feature]
   * @param {number} [type]
   * @param {number} [value]
   * @param {number} [duration]
   * @returns {Promise<any>}
   */
  command(op, target, feature = 0, type = 0, value = 0, duration = 0) {
    let waiting = op === Op.Fraction ? this._replaced(target, feature, type, value, duration) : undefined;
    if (!waiting) this._push(op, target, feature, type, value, duration, waiting = unanswered());
    return waiting.promise;
  }

  // Puts a level in the place of one that was called before, and returns what waits there. All that is between the two must
  // be levels of other features of the device: another client may have the same toy under a handle of its own. And what
  // may be out of range has an answer of its own.
  /**
   * @param {number} target
   * @param {number} feature
   * @param {number} type
   * @param {number} value
   * @param {number} duration
   */
  _replaced(target, feature, type, value, duration) {
    if (this._behind.length > 0) return;
    const view = this._records();
    for (let i = this._written.length, at; i-- > 0;) {
      at = i * FIELDS;
      if (view[at] !== Op.Fraction || view[at + 2] !== target) return;
      if (view[at + 3] !== feature) continue;
      if (view[at + 4] !== type || !isLevel(view[at + 5], view[at + 6]) || !isLevel(value, duration)) return;
      view[at + 5] = value;
      return this._written[i];
    }
  }

  /** @param {Command} command */
  _push(...[op, target, feature, type, value, duration, waiting]) {
    if (this._written.length === this._capacity) this.flush();
    // The records hold the answers until they were read.
    if (this.running || this._written.length === this._capacity) return void this._behind.push([op, target, feature, type, value, duration, waiting]);
    if (this._dead) return waiting.reject(this._dead);
    const view = this._records();
    const at = (this._written.push(waiting) - 1) * FIELDS;
    view[at] = op;
    view[at + 1] = ++this._lastId;
    view[at + 2] = target;
    view[at + 3] = feature;
    view[at + 4] = type;
    view[at + 5] = value;
    view[at + 6] = duration;
    view[at + 7] = 0;
    this._soon();
  }

  _soon() {
    if (this._due) return;
    this._due = true;
    queueMicrotask(this._later);
  }

  // Whether Go is on the stack. What it calls may call us, but can't have the module called.
  get busy() {
    return this.running || this._engine.inside > 0;
  }

  // A view becomes empty when the memory grows.
  _records() {
    if (this._view.length === 0) this._view = new Float64Array(this._exports.mem.buffer, this._address, this._capacity * FIELDS);
    return this._view;
  }

  // Has the module carry out what was called; when Go is on the stack, as soon as it is not.
  flush() {
    const written = this._written;
    this._due = false;
    if (written.length === 0 || this.running) return;
    if (this._engine.inside > 0) return this._soon();
    if (this._engine.lacking) return this._engine.later(this._later);
    this._written = [];
    this.running = true;
    let begun = 0;
    try {
      begun = this._exports.gobuttplug_run(written.length);
    } catch (error) {
      this._engine._crash(error);
    }
    this.running = false;
    if (this._dead) for (const { reject } of written) reject(this._dead);
    else this._settle(written);
    this._engine._ran(begun !== 0);
    for (const command of this._behind.splice(0)) this._push(...command);
  }

  // Answers what the module has accepted. For the others an event brings the answer.
  /** @param {Waiting[]} written */
  _settle(written) {
    const view = this._records();
    for (let i = 0; i < written.length; i++) {
      const at = i * FIELDS;
      if (view[at + 7] === 1) written[i].resolve(undefined);
      else this._pending.set(view[at + 1], written[i]);
    }
  }

  // A request that an event answers by its id.
  /**
   * @param {(id: number) => void} send
   * @returns {Promise<any>}
   */
  request(send) {
    const waiting = unanswered();
    if (this._dead) {
      waiting.reject(this._dead);
    } else {
      const id = ++this._lastId;
      this._pending.set(id, waiting);
      send(id);
    }
    return waiting.promise;
  }

  // Takes what waits for the answer of that id.
  /** @param {number} id */
  take(id) {
    const waiting = this._pending.get(id);
    this._pending.delete(id);
    return waiting;
  }

  // Rejects everything, also what is still to come.
  /** @param {Error} error */
  end(error) {
    this._dead = error;
    const all = [...this._pending.values(), ...this._written.splice(0), ...this._behind.splice(0).map(command => command[6])];
    this._pending.clear();
    for (const { reject } of all) reject(error);
  }
}

/** @returns {Waiting} */
function unanswered() {
  const waiting = /** @type {Waiting} */ ({});
  waiting.promise = new Promise((resolve, reject) => {
    waiting.resolve = resolve;
    waiting.reject = reject;
  });
  return waiting;
}

/**
 * @param {number} value
 * @param {number} duration
 */
function isLevel(value, duration) {
  return value >= 0 && value <= 1 && duration === 0;
}

/** @param {string[]} names */
function numbered(names) {
  return new Map(names.map((name, i) => [name, i + 1]));
}
