// Stand-ins for what the tests of the sources don't have: the module, toys, storage and time.

import { ButtplugClientDevice } from '../src/device.mjs';
import { ButtplugGroup } from '../src/group.mjs';
import { EventEmitter } from '../src/emitter.mjs';

const types = ['Vibrate', 'Rotate', 'Oscillate', 'Constrict', 'Spray', 'Temperature', 'Led', 'Position', 'HwPositionWithDuration'];
const ops = { 1: 'steps', 2: 'fraction', 3: 'stop' };

// Takes down what is asked of the module, as texts such as "Toy 0 Vibrate 10" or "Toy stop".
export class FakeEngine {
  constructor() {
    this.told = [];
    this.names = new Map();
    this.queue = { output: type => types.indexOf(type) + 1, input: () => 1, command: (...command) => this._command(...command) };
    this.answer = async () => undefined; // what becomes of a command
  }

  _command(op, handle, feature, type, value, duration) {
    const name = this.names.get(handle);
    this.told.push(op === 3 ? `${name} stop` : `${name} ${feature} ${types[type - 1]} ${ops[op] === 'fraction' ? `${value * 100}%` : value}${duration === undefined ? '' : ` ${duration}ms`}`);
    return this.answer(this.told.at(-1));
  }

  // What was asked since the last call.
  took() {
    return this.told.splice(0);
  }
}

// A client with toys, without a connection. Each toy is a name and its outputs: for each feature
// an object of output types and their greatest values ([least, greatest], or a number), and of what it is called.
export class FakeClient extends EventEmitter {
  constructor(...toys) {
    super();
    this.reconnecting = false;
    this.engine = new FakeEngine();
    this.devices = new Map();
    for (const [name, ...features] of toys) this.add(name, ...features);
  }

  add(name, ...features) {
    const index = this.devices.size;
    this.engine.names.set(index, name);
    const DeviceFeatures = Object.fromEntries(features.map(({ called = '', ...outputs }, i) => [i, {
      FeatureIndex: i,
      FeatureDescription: called,
      Output: Object.fromEntries(Object.entries(outputs).map(([type, most]) => [type, {
        Value: Array.isArray(most) ? most : [0, most],
        ...type === 'HwPositionWithDuration' && { Duration: [0, 10000] },
      }])),
    }]));
    const device = new ButtplugClientDevice(this, this.engine, index, { DeviceName: name, DeviceIndex: index, DeviceFeatures });
    this.devices.set(index, device);
    this.emit('deviceadded', device);
    return device;
  }

  get [0]() {
    return this.devices.get(0);
  }

  get [1]() {
    return this.devices.get(1);
  }

  group(devices) {
    return new ButtplugGroup(this, devices);
  }

  took() {
    return this.engine.took();
  }
}

// Time that passes when advance() says so, with all that promises do in between.
export class FakeTime {
  constructor() {
    this.time = 0;
    this.timers = new Set();
  }

  now() {
    return this.time;
  }

  after(ms, fn) {
    const timer = { at: this.time + ms, fn };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  close() {
    this.timers.clear();
  }

  async advance(ms = 0) {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.timers.delete(next);
      this.time = next.at;
      next.fn();
    }
    this.time = end;
  }
}

// When all promises that can settle have settled.
export const settled = () => new Promise(resolve => { setImmediate(resolve); });

// A storage like that of a page.
export class FakeStorage extends Map {
  getItem(key) {
    return this.get(key) ?? null;
  }

  setItem(key, value) {
    this.set(key, String(value));
  }
}

// An error's class, code and text.
export async function failure(run) {
  try {
    await run();
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
  throw new Error('it did not fail');
}

// Waits for something that comes by tasks of the event loop, as messages of a MessagePort do.
export async function until(condition) {
  while (!condition()) await new Promise(resolve => { setImmediate(resolve); });
}
