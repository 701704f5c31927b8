// What a toy is told to do, made by DeviceOutput.Vibrate.percent(0.5) and its like.

import { OutputType } from './messages.mjs';
import { deviceError } from './errors.mjs';

/** @import * as Public from '../gobuttplug.js' */

export class DeviceOutputCommand {
  static get name() { return 'DeviceOutputCommand'; }

  /**
   * @param {Public.OutputType} outputType
   * @param {number | undefined} value
   * @param {number | undefined} percent
   * @param {number | undefined} duration
   */
  constructor(outputType, value, percent, duration) {
    this._outputType = outputType;
    this._value = value;
    this._percent = percent;
    this._duration = duration;
  }

  /**
   * @param {Public.OutputType} outputType
   * @param {number} value
   * @param {number} [duration]
   */
  static createValue(outputType, value, duration) {
    if (!Number.isInteger(value) || Math.abs(value) > 0x7fffffff) {
      throw deviceError('invalid-value', `${outputType}: the value ${show(value)} is not a whole number of steps; for a fraction of the range use percent()`);
    }
    return new DeviceOutputCommand(outputType, value, undefined, checkedDuration(outputType, duration));
  }

  /**
   * @param {Public.OutputType} outputType
   * @param {number} percent
   * @param {number} [duration]
   */
  static createPercent(outputType, percent, duration) {
    const least = outputType === OutputType.Rotate || outputType === OutputType.Temperature ? -1 : 0;
    if (typeof percent !== 'number' || !(percent >= least && percent <= 1)) {
      throw deviceError('invalid-value', `${outputType}: the percent value ${show(percent)} is not a number from ${least} to 1`);
    }
    return new DeviceOutputCommand(outputType, undefined, percent, checkedDuration(outputType, duration));
  }

  get outputType() {
    return this._outputType;
  }

  get value() {
    return this._value;
  }

  get percent() {
    return this._percent;
  }

  get duration() {
    return this._duration;
  }
}

/**
 * @param {Public.OutputType} outputType
 * @param {unknown} duration
 */
function checkedDuration(outputType, duration) {
  if (outputType !== OutputType.HwPositionWithDuration) return undefined;
  if (typeof duration !== 'number' || !(duration >= 0 && duration <= 0xffffffff)) {
    throw deviceError('invalid-value', `${outputType}: the duration ${show(duration)} is not a number of milliseconds from 0 on`);
  }
  return Math.round(duration);
}

// A value as part of a sentence, whatever it is.
/** @param {unknown} value */
export function show(value) {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}

export class DeviceOutputValueConstructor {
  static get name() { return 'DeviceOutputValueConstructor'; }

  /** @param {Public.OutputType} outputType */
  constructor(outputType) {
    this._outputType = outputType;
  }

  /** @param {number} value */
  value(value) {
    return DeviceOutputCommand.createValue(this._outputType, value);
  }

  /** @param {number} steps */
  steps(steps) {
    return this.value(steps);
  }

  /** @param {number} percent */
  percent(percent) {
    return DeviceOutputCommand.createPercent(this._outputType, percent);
  }
}

export class DeviceOutputPositionWithDurationConstructor {
  static get name() { return 'DeviceOutputPositionWithDurationConstructor'; }

  /**
   * @param {number} value
   * @param {number} duration
   */
  value(value, duration) {
    return DeviceOutputCommand.createValue(OutputType.HwPositionWithDuration, value, duration);
  }

  /**
   * @param {number} steps
   * @param {number} duration
   */
  steps(steps, duration) {
    return this.value(steps, duration);
  }

  /**
   * @param {number} percent
   * @param {number} duration
   */
  percent(percent, duration) {
    return DeviceOutputCommand.createPercent(OutputType.HwPositionWithDuration, percent, duration);
  }
}

const withDuration = new DeviceOutputPositionWithDurationConstructor();

export const DeviceOutput = Object.freeze({
  Vibrate: new DeviceOutputValueConstructor(OutputType.Vibrate),
  Rotate: new DeviceOutputValueConstructor(OutputType.Rotate),
  Oscillate: new DeviceOutputValueConstructor(OutputType.Oscillate),
  Constrict: new DeviceOutputValueConstructor(OutputType.Constrict),
  Inflate: new DeviceOutputValueConstructor(OutputType.Inflate),
  Temperature: new DeviceOutputValueConstructor(OutputType.Temperature),
  Led: new DeviceOutputValueConstructor(OutputType.Led),
  Spray: new DeviceOutputValueConstructor(OutputType.Spray),
  Position: new DeviceOutputValueConstructor(OutputType.Position),
  PositionWithDuration: withDuration,
  HwPositionWithDuration: withDuration,
});
