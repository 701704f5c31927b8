// Devices and their features, as the module's client reports them.

import { EventEmitter, notify } from './emitter.mjs';
import { InputCommandType, InputType, OutputType, fromWire } from './messages.mjs';
import { ButtplugDeviceError, deviceError } from './errors.mjs';
import { DeviceOutputCommand, show } from './output.mjs';
import { Op } from './queue.mjs';
import { positionType, runIntent } from './intent.mjs';

export class ButtplugClientDevice extends EventEmitter {
  static get name() { return 'ButtplugClientDevice'; }

  // handle names the device between page and module; info is its part of a DeviceList.
  constructor(client, engine, handle, info) {
    super();
    this._client = client;
    this._engine = engine;
    this._handle = handle;
    this._info = info;
    this._connected = true;
    this._features = new Map();
    for (const feature of Object.values(info.DeviceFeatures)) {
      this._features.set(feature.FeatureIndex, new ButtplugClientDeviceFeature(this, feature));
    }
    this._byOutput = new Map(); // output type to the features that have it
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
    return this._connected;
  }

  get features() {
    return new Map(this._features);
  }

  hasOutput(type) {
    return this._byOutput.has(type);
  }

  hasInput(type) {
    return this._withInput(type) !== undefined;
  }

  // Not async: games call this all the time, and a promise in between costs.
  runOutput(cmd) {
    const wrong = commandError(cmd);
    if (wrong) return Promise.reject(wrong);
    const features = this._byOutput.get(cmd.outputType);
    if (!features) return Promise.reject(deviceError('unsupported', `${this.name} has no ${cmd.outputType} output`));
    if (features.length === 1) return features[0]._run(cmd);
    return Promise.all(features.map(f => f._run(cmd))).then(() => {});
  }

  // All motors, from 0 to 1, or only the one that options.motor counts to, from 0. The same holds
  // for the next four.
  async vibrate(level, options) {
    await runIntent(this, OutputType.Vibrate, level, undefined, options);
  }

  // From -1 to 1; below 0 the other way round, where the toy can.
  async rotate(speed, options) {
    await runIntent(this, OutputType.Rotate, speed, undefined, options);
  }

  async oscillate(speed, options) {
    await runIntent(this, OutputType.Oscillate, speed, undefined, options);
  }

  async constrict(level, options) {
    await runIntent(this, OutputType.Constrict, level, undefined, options);
  }

  // To a place from 0 to 1 within so many ms; toys that know no duration go at once.
  async move(position, duration = 0, options = undefined) {
    await runIntent(this, positionType(this), position, duration, options);
  }

  async stop() {
    await this._command(Op.StopDevice);
  }

  async battery() {
    const feature = this._withInput(InputType.Battery);
    if (!feature) throw deviceError('unsupported', `${this.name} does not tell its battery level`);
    return (await feature.runInput(InputType.Battery, InputCommandType.Read)).value;
  }

  _withInput(type) {
    for (const feature of this._features.values()) if (feature.hasInput(type)) return feature;
    return undefined;
  }

  _command(op, feature, type, value, duration) {
    if (!this._connected) return Promise.reject(deviceError('device-gone', `${this.name} is not connected any more`));
    return this._engine.command(op, this._handle, feature, type, value, duration);
  }

  _reading(index, type, value) {
    const feature = this._features.get(index);
    if (!feature) return;
    const reading = feature._made(fromWire(type), value);
    for (const emitter of [feature, this, this._client]) notify(emitter, 'inputreading', reading);
  }

  _gone() {
    this._connected = false;
    notify(this, 'deviceremoved');
  }
}

export class ButtplugClientDeviceFeature extends EventEmitter {
  static get name() { return 'ButtplugClientDeviceFeature'; }

  constructor(device, info) {
    super();
    this._device = device;
    this._info = info;
    this._outputs = new Map(Object.entries(info.Output ?? {}).map(([type, o]) => [type, Object.freeze({
      type,
      valueRange: Object.freeze([...o.Value]),
      ...(o.Duration && { durationRange: Object.freeze([...o.Duration]) }),
    })]));
    this._inputs = new Map(Object.entries(info.Input ?? {}).map(([name, i]) => [fromWire(name), Object.freeze({
      type: fromWire(name),
      valueRange: Object.freeze([...(i.Value[0] ?? [])]),
      commands: Object.freeze([...i.Command]),
    })]));
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

  output(type) {
    return this._outputs.get(type);
  }

  input(type) {
    return this._inputs.get(type);
  }

  hasOutput(type) {
    return this._outputs.has(type);
  }

  hasInput(type) {
    return this._inputs.has(type);
  }

  runOutput(cmd) {
    const wrong = commandError(cmd);
    if (wrong) return Promise.reject(wrong);
    if (!this.hasOutput(cmd.outputType)) return Promise.reject(deviceError('unsupported', `${this._title()} has no ${cmd.outputType} output`));
    return this._run(cmd);
  }

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
  _run(cmd) {
    const type = this._device._engine.queue.output(cmd.outputType);
    return cmd.percent === undefined
      ? this._device._command(Op.Steps, this.index, type, cmd.value, cmd.duration)
      : this._device._command(Op.Percent, this.index, type, cmd.percent, cmd.duration);
  }

  _made(inputType, value) {
    return Object.freeze({ device: this._device, feature: this, inputType, value });
  }
}

const inputOps = Object.freeze({
  __proto__: null,
  [InputCommandType.Read]: Op.Read,
  [InputCommandType.Subscribe]: Op.Subscribe,
  [InputCommandType.Unsubscribe]: Op.Unsubscribe,
});

// What is wrong with a command; undefined if nothing is. Those of another copy of the library have
// the same fields, and are as good.
function commandError(cmd) {
  if (cmd instanceof DeviceOutputCommand) return undefined;
  const { outputType, value, percent } = cmd ?? {};
  if (Object.hasOwn(OutputType, String(outputType)) && (typeof value === 'number' || typeof percent === 'number')) return undefined;
  return deviceError('invalid-value', 'runOutput takes a command such as DeviceOutput.Vibrate.percent(0.5)');
}
