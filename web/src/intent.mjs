// What a game means, as commands: all motors or one of them, whatever a toy has for it.

import { DeviceOutput, show } from './output.mjs';
import { OutputType } from './messages.mjs';
import { deviceError } from './errors.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @typedef {Exclude<Public.OutputType, Public.OutputType.Unknown>} Intent */

// Runs an output of a device on all its features that have it, or on the one that options.motor
// counts to, from 0. Not async: games call this all the time, and each promise in between costs.
/**
 * @param {Public.ButtplugClientDevice} device
 * @param {Intent} type
 * @param {number} value
 * @param {number | undefined} duration
 * @param {Public.MotorOptions} [options]
 * @returns {Promise<void>}
 */
export function runIntent(device, type, value, duration, options) {
  try {
    const features = chosen(device, type, options?.motor);
    if (features.length === 1) return features[0].runOutput(command(features[0], type, value, duration));
    return Promise.all(features.map(feature => feature.runOutput(command(feature, type, value, duration)))).then(() => {});
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * @param {Public.ButtplugClientDevice} device
 * @param {Intent} type
 * @param {number | undefined} motor
 * @returns {readonly Public.IButtplugClientDeviceFeature[]}
 */
function chosen(device, type, motor) {
  if (motor !== undefined && !(Number.isInteger(motor) && motor >= 0)) {
    throw deviceError('invalid-value', `${device.name}: motor is ${show(motor)}; it must be a whole number from 0 on`);
  }
  const features = withOutput(device, type);
  if (features.length === 0) throw deviceError('unsupported', `${device.name} has no ${type} output`);
  if (motor === undefined) return features;
  if (motor >= features.length) throw deviceError('unsupported', `${device.name} has no motor ${motor} for ${type}; it has ${features.length}, counted from 0`);
  return [features[motor]];
}

// A device of this library has its features sorted; one of another copy of it may not.
/**
 * @param {Public.ButtplugClientDevice & { _withOutput?(type: Intent): readonly Public.IButtplugClientDeviceFeature[] }} device
 * @param {Intent} type
 */
function withOutput(device, type) {
  return device._withOutput?.(type) ?? [...device.features.values()].filter(feature => feature.hasOutput(type));
}

/**
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Intent} type
 * @param {number} value
 * @param {number} [duration]
 */
function command(feature, type, value, duration) {
  /** @type {{ percent(value: number, duration?: number): Public.DeviceOutputCommand }} */
  const output = DeviceOutput[type];
  const made = output.percent(value, duration);
  if (!(value < 0) || (feature.output(type)?.valueRange[0] ?? 0) < 0) return made;
  return output.percent(-value); // it turns one way only
}

// The output by which a device goes to a place.
/** @param {Public.ButtplugClientDevice} device */
export function positionType(device) {
  return device.hasOutput(OutputType.HwPositionWithDuration) ? OutputType.HwPositionWithDuration : OutputType.Position;
}
