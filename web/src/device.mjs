// Devices and their features, as the module's client reports them.

import { EventEmitter, notify } from './emitter.mjs';
import { InputCommandType, InputType, OutputType, fromWire } from './messages.mjs';
import { deviceError } from './errors.mjs';
import { DeviceOutput, DeviceOutputCommand, show } from './output.mjs';
import { Op } from './queue.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { ButtplugClient } from './client.mjs' */
/** @import { Engine } from './engine.mjs' */
/** @import { SentDevice, SentFeature } from './internal.d.ts' */
/** @typedef {Exclude<Public.OutputType, Public.OutputType.Unknown>} Intent */

/** @extends {EventEmitter<Public.ButtplugClientDeviceEvents>} */
export class ButtplugClientDevice extends EventEmitter {
  static get name() { return 'ButtplugClientDevice'; }

  // handle names the device between page and module; info is its part of a DeviceList.
  /**
   * @param {ButtplugClient} client
   * @param {Engine} engine
   * @param {number} handle
   * @param {SentDevice} info
   */
  constructor(client, engine, handle, info) {
    super();
    this._client = client;
    this._engine = engine;
    this._handle = handle;
    this._info = info;
    this._connected = true; // until it is gone for good
    this._away = false;     // it has dropped out and is being connected again
    /** @type {Map<number, ButtplugClientDeviceFeature>} */
    this._features = new Map();
    for (const feature of Object.values(info.DeviceFeatures)) {
      this._features.set(feature.FeatureIndex, new ButtplugClientDeviceFeature(this, feature));
    }
    /** @type {Map<Public.OutputType, ButtplugClientDeviceFeature[]>} */
    this._byOutput = new Map(); // the features that have an output
    for (const feature of this._features.values()) {
      for (const type of feature._outputs.keys()) this._byOutput.set(type, [...this._byOutput.get(type) ?? [], feature]);
    }
  }

  get name() {
    return this._info.DeviceName;
  }

  get displayName() {
    return this._info.DeviceDisplayName;
  }

  get index() {
    return this._info.DeviceIndex;
  }

  get messageTimingGap() {
    return this._info.DeviceMessageTimingGap;
  }

  get connected() {
    return this._connected && !this.reconnecting;
  }

  get reconnecting() {
    return this._connected && (this._away || this._client.reconnecting);
  }

  get features() {
    return new Map(this._features);
  }

  /** @param {Public.OutputType} type */
  hasOutput(type) {
    return this._byOutput.has(type);
  }

  /** @param {Public.InputType} type */
  hasInput(type) {
    return this._withInput(type) !== undefined;
  }

  // Not async, like all that games call all the time: a promise in between costs.
  /**
   * @param {Public.DeviceOutputCommand} cmd
   * @returns {Promise<void>}
   */
  runOutput(cmd) {
    const wrong = commandError(cmd);
    if (wrong) return Promise.reject(wrong);
    const features = this._byOutput.get(cmd.outputType);
    if (!features) return Promise.reject(deviceError('unsupported', `${this.name} has no ${cmd.outputType} output`));
    return all(features, feature => feature._run(cmd));
  }

  // All motors, from 0 to 1, or only the one that options.motor counts to, from 0. The same holds
  // for the next four.
  /**
   * @param {number} level
   * @param {Public.MotorOptions} [options]
   */
  vibrate(level, options) {
    return this._intend(OutputType.Vibrate, level, undefined, options);
  }

  // From -1 to 1; below 0 the other way round, where the toy can.
  /**
   * @param {number} speed
   * @param {Public.MotorOptions} [options]
   */
  rotate(speed, options) {
    return this._intend(OutputType.Rotate, speed, undefined, options);
  }

  /**
   * @param {number} speed
   * @param {Public.MotorOptions} [options]
   */
  oscillate(speed, options) {
    return this._intend(OutputType.Oscillate, speed, undefined, options);
  }

  /**
   * @param {number} level
   * @param {Public.MotorOptions} [options]
   */
  constrict(level, options) {
    return this._intend(OutputType.Constrict, level, undefined, options);
  }

  // To a place from 0 to 1 within so many ms; toys that know no duration go at once.
  /**
   * @param {number} position
   * @param {number} [duration]
   * @param {Public.MotorOptions} [options]
   */
  move(position, duration = 0, options = undefined) {
    return this._intend(positionType(this), position, duration, options);
  }

  async stop() {
    await this._command(Op.StopDevice);
  }

  // Lets the toy go: it is stopped and disconnected, and not tried any longer if it has dropped out.
  async release() {
    if (!this._connected) throw deviceError('device-gone', `${this.name} is not connected any more`);
    await this._engine.request(id => this._engine.now('letGo', id, this._handle));
  }

  async battery() {
    const feature = this._withInput(InputType.Battery);
    if (!feature) throw deviceError('unsupported', `${this.name} does not tell its battery level`);
    const reading = await feature.runInput(InputType.Battery, InputCommandType.Read);
    return /** @type {Public.ButtplugClientInputReading} */ (reading).value; // as Read gives one
  }

  // What a game means, as commands: for all motors or one of them, whatever the toy has for it.
  /**
   * @param {Intent} type
   * @param {number} value
   * @param {number | undefined} duration
   * @param {Public.MotorOptions} [options]
   * @returns {Promise<void>}
   */
  _intend(type, value, duration, options) {
    try {
      return all(this._chosen(type, options?.motor), feature => feature._run(feature._meant(type, value, duration)));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * @param {Intent} type
   * @param {number | undefined} motor
   */
  _chosen(type, motor) {
    if (motor !== undefined && !(Number.isInteger(motor) && motor >= 0)) {
      throw deviceError('invalid-value', `${this.name}: motor is ${show(motor)}; it must be a whole number from 0 on`);
    }
    const features = this._byOutput.get(type);
    if (!features) throw deviceError('unsupported', `${this.name} has no ${type} output`);
    if (motor === undefined) return features;
    if (motor >= features.length) throw deviceError('unsupported', `${this.name} has no motor ${motor} for ${type}; it has ${features.length}, counted from 0`);
    return [features[motor]];
  }

  /** @param {Public.InputType} type */
  _withInput(type) {
    for (const feature of this._features.values()) if (feature.hasInput(type)) return feature;
    return undefined;
  }

  /**
   * @param {number} op
   * @param {number} [feature]
   * @param {number} [type]
   * @param {number} [value]
   * @param {number} [duration]
   * @returns {Promise<any>}
   */
  _command(op, feature, type, value, duration) {
    if (!this._connected) return Promise.reject(deviceError('device-gone', `${this.name} is not connected any more`));
    return this._engine.queue.command(op, this._handle, feature, type, value, duration);
  }

  /**
   * @param {number} index
   * @param {string} type
   * @param {number} value
   */
  _reading(index, type, value) {
    const feature = this._features.get(index);
    if (!feature) return;
    const reading = feature._made(fromWire(type), value);
    notify(feature, 'inputreading', reading);
    notify(this, 'inputreading', reading);
    notify(this._client, 'inputreading', reading);
  }

  /** @param {Public.ReconnectAttempt} attempt */
  _dropped(attempt) {
    this._away = true;
    notify(this, 'reconnecting', attempt);
    notify(this._client, 'devicereconnecting', this, attempt);
  }

  _back() {
    this._away = false;
    notify(this, 'reconnected');
    notify(this._client, 'devicereconnected', this);
  }

  _gone() {
    this._connected = false;
    notify(this, 'deviceremoved');
  }
}

/** @extends {EventEmitter<{ inputreading: [reading: Public.ButtplugClientInputReading] }>} */
export class ButtplugClientDeviceFeature extends EventEmitter {
  static get name() { return 'ButtplugClientDeviceFeature'; }

  /**
   * @param {ButtplugClientDevice} device
   * @param {SentFeature} info
   */
  constructor(device, info) {
    super();
    this._device = device;
    this._info = info;
    const outputs = Object.entries(info.Output ?? {}).map(([name, o]) => Object.freeze({
      type: /** @type {Public.OutputType} */ (name),
      valueRange: copyOf(o.Value),
      ...(o.Duration && { durationRange: copyOf(o.Duration) }),
    }));
    const inputs = Object.entries(info.Input ?? {}).map(([name, i]) => Object.freeze({
      type: fromWire(name),
      valueRange: copyOf(i.Value[0] ?? []),
      commands: Object.freeze([...i.Command]),
    }));
    /** @type {Map<Public.OutputType, Public.ButtplugClientDeviceFeatureOutput>} */
    this._outputs = new Map(outputs.map(output => [output.type, output]));
    /** @type {Map<Public.InputType, Public.ButtplugClientDeviceFeatureInput>} */
    this._inputs = new Map(inputs.map(input => [input.type, input]));
  }

  get index() {
    return this._info.FeatureIndex;
  }

  get descriptor() {
    return this._info.FeatureDescription;
  }

  get featureDescriptor() {
    return this.descriptor;
  }

  get outputs() {
    return new Map(this._outputs);
  }

  get inputs() {
    return new Map(this._inputs);
  }

  /** @param {Public.OutputType} type */
  output(type) {
    return this._outputs.get(type);
  }

  /** @param {Public.InputType} type */
  input(type) {
    return this._inputs.get(type);
  }

  /** @param {Public.OutputType} type */
  hasOutput(type) {
    return this._outputs.has(type);
  }

  /** @param {Public.InputType} type */
  hasInput(type) {
    return this._inputs.has(type);
  }

  /**
   * @param {Public.DeviceOutputCommand} cmd
   * @returns {Promise<void>}
   */
  runOutput(cmd) {
    const wrong = commandError(cmd);
    if (wrong) return Promise.reject(wrong);
    if (!this.hasOutput(cmd.outputType)) return Promise.reject(deviceError('unsupported', `${this._title()} has no ${cmd.outputType} output`));
    return this._run(cmd);
  }

  /**
   * @param {Public.InputType} inputType
   * @param {Public.InputCommandType} inputCommand
   * @returns {Promise<Public.ButtplugClientInputReading | undefined>}
   */
  async runInput(inputType, inputCommand) {
    const input = this._inputs.get(inputType);
    if (!input) throw deviceError('unsupported', `${this._title()} has no ${show(inputType)} input`);
    const op = inputOps[inputCommand];
    const needed = inputCommand === InputCommandType.Unsubscribe ? InputCommandType.Subscribe : inputCommand;
    if (!op || !input.commands.includes(needed)) throw deviceError('unsupported', `${this._title()}: its ${inputType} input does not know the command ${show(inputCommand)}`);
    const value = await this._device._command(op, this.index, this._device._engine.queue.input(inputType));
    return inputCommand === InputCommandType.Read ? this._made(inputType, value) : undefined;
  }

  _title() {
    return `Feature ${this.index} of ${this._device.name}`;
  }

  // The module's client turns a fraction into steps and checks the range.
  /**
   * @param {Public.DeviceOutputCommand} cmd
   * @returns {Promise<void>}
   */
  _run(cmd) {
    const type = this._device._engine.queue.output(cmd.outputType);
    return cmd.percent === undefined
      ? this._device._command(Op.Steps, this.index, type, cmd.value, cmd.duration)
      : this._device._command(Op.Fraction, this.index, type, cmd.percent, cmd.duration);
  }

  // The command for a value of a game. One that turns one way only does so for values below 0, too.
  /**
   * @param {Intent} type
   * @param {number} value
   * @param {number} [duration]
   */
  _meant(type, value, duration) {
    /** @type {{ percent(value: number, duration?: number): DeviceOutputCommand }} */
    const output = DeviceOutput[type];
    const made = output.percent(value, duration);
    if (!(value < 0) || (this._outputs.get(type)?.valueRange[0] ?? 0) < 0) return made;
    return output.percent(-value);
  }

  /**
   * @param {Public.InputType} inputType
   * @param {number} value
   * @returns {Public.ButtplugClientInputReading}
   */
  _made(inputType, value) {
    return Object.freeze({ device: this._device, feature: this, inputType, value });
  }
}

// Resolves when all features have carried out what run asks of them.
/**
 * @param {readonly ButtplugClientDeviceFeature[]} features
 * @param {(feature: ButtplugClientDeviceFeature) => Promise<void>} run
 * @returns {Promise<void>}
 */
function all(features, run) {
  return features.length === 1 ? run(features[0]) : Promise.all(features.map(run)).then(() => {});
}

// The output by which a device goes to a place.
/** @param {Public.ButtplugClientDevice} device */
export function positionType(device) {
  return device.hasOutput(OutputType.HwPositionWithDuration) ? OutputType.HwPositionWithDuration : OutputType.Position;
}

/** @param {readonly number[]} range */
function copyOf(range) {
  return /** @type {Public.ButtplugClientDeviceFeatureValueRange} */ (Object.freeze([...range]));
}

const inputOps = Object.freeze({
  __proto__: null,
  [InputCommandType.Read]: Op.Read,
  [InputCommandType.Subscribe]: Op.Subscribe,
  [InputCommandType.Unsubscribe]: Op.Unsubscribe,
});

// What is wrong with a command; undefined if nothing is. Those of another copy of the library have
// the same fields, and are as good.
/** @param {Public.DeviceOutputCommand} cmd */
function commandError(cmd) {
  if (cmd instanceof DeviceOutputCommand) return undefined;
  const { outputType, value, percent } = cmd ?? {};
  if (Object.hasOwn(OutputType, String(outputType)) && Number.isFinite(percent === undefined ? value : percent)) return undefined;
  return deviceError('invalid-value', 'runOutput takes a command such as DeviceOutput.Vibrate.percent(0.5)');
}
