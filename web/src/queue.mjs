// Commands called in one task, gathered and handed to the module in one call.

import { InputType } from './messages.mjs';

/** @import { CommandMemory } from './internal.d.ts' */

// A command is a record of eight float64: op, request, target, feature, type, value, duration, and
// the answer: 0, or 1 where the module has accepted the command when it returns.
const FIELDS = 8;

export const Op = Object.freeze({
  Steps: 1,       // target is a device handle in these
  Percent: 2,
  StopDevice: 3,
  Read: 4,
  Subscribe: 5,
  Unsubscribe: 6,
  StopAll: 7,     // target is a client in these
  StartScanning: 8,
  StopScanning: 9,
  Disconnect: 10,
});

export class Queue {
  // outputs and inputs are the names of the types, in the order of their numbers from 1 on.
  // Commands are written into the module's memory: capacity records from the address on.
  // run(count) carries them out.
  /**
   * @param {CommandMemory} where
   * @param {WebAssembly.Memory} memory
   * @param {(count: number) => void} run
   */
  constructor({ outputs, inputs, records, capacity }, memory, run) {
    this._outputs = numbered(outputs.split(','));
    this._inputs = numbered(inputs.split(','));
    this._inputs.set(InputType.RSSI, this._inputs.get('Rssi') ?? 0);
    this._memory = memory;
    this._address = records;
    this._capacity = capacity;
    this._run = run;
    this._view = new Float64Array(0);
    this._count = 0;
    this._waiting = false;
    this._running = false;
    /** @type {[number, number, number, number, number, number, number][]} */
    this._behind = []; // commands called while the module carries out others
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

  /**
   * @param {number} op
   * @param {number} request
   * @param {number} target
   * @param {number} [feature]
   * @param {number} [type]
   * @param {number} [value]
   * @param {number} [duration]
   */
  push(op, request, target, feature = 0, type = 0, value = 0, duration = 0) {
    // The records hold the answers until they were read.
    if (this._running) return void this._behind.push([op, request, target, feature, type, value, duration]);
    if (this._count === this._capacity) this.flush();
    const view = this._records();
    const at = this._count++ * FIELDS;
    view[at] = op;
    view[at + 1] = request;
    view[at + 2] = target;
    view[at + 3] = feature;
    view[at + 4] = type;
    view[at + 5] = value;
    view[at + 6] = duration;
    view[at + 7] = 0;
    if (this._waiting) return;
    this._waiting = true;
    queueMicrotask(this._later);
  }

  // Calls done with the request of each of the commands that were accepted at once.
  /**
   * @param {number} count
   * @param {(request: number) => void} done
   */
  accepted(count, done) {
    const view = this._records();
    for (let at = 0; at < count * FIELDS; at += FIELDS) if (view[at + 7] === 1) done(view[at + 1]);
  }

  // A view becomes empty when the memory grows.
  _records() {
    if (this._view.length === 0) this._view = new Float64Array(this._memory.buffer, this._address, this._capacity * FIELDS);
    return this._view;
  }

  flush() {
    this._waiting = false;
    const count = this._count;
    if (count === 0 || this._running) return;
    this._count = 0;
    this._running = true;
    try {
      this._run(count);
    } finally {
      this._running = false;
    }
    for (const command of this._behind.splice(0)) this.push(...command);
  }
}

/** @param {string[]} names */
function numbered(names) {
  return new Map(names.map((name, i) => [name, i + 1]));
}
