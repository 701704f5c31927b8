// The constants and enumerations of the protocol, under the names of npm buttplug.

import { ButtplugMessageError } from './errors.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { EnumValues } from './internal.d.ts' */

export const SYSTEM_MESSAGE_ID = 0;
export const DEFAULT_MESSAGE_ID = 1;
export const MAX_ID = 4294967295;
export const MESSAGE_SPEC_VERSION_MAJOR = 4;
export const MESSAGE_SPEC_VERSION_MINOR = 0;

/** @type {typeof Public.OutputType} */
export const OutputType = /** @type {any} */ (/** @satisfies {EnumValues<typeof Public.OutputType>} */ (Object.freeze({
  Unknown: 'Unknown',
  Vibrate: 'Vibrate',
  Rotate: 'Rotate',
  Oscillate: 'Oscillate',
  Constrict: 'Constrict',
  Inflate: 'Inflate',
  Position: 'Position',
  HwPositionWithDuration: 'HwPositionWithDuration',
  Temperature: 'Temperature',
  Spray: 'Spray',
  Led: 'Led',
})));

/** @type {typeof Public.InputType} */
export const InputType = /** @type {any} */ (/** @satisfies {EnumValues<typeof Public.InputType>} */ (Object.freeze({
  Unknown: 'Unknown',
  Battery: 'Battery',
  RSSI: 'RSSI',
  Button: 'Button',
  Pressure: 'Pressure',
})));

/** @type {typeof Public.InputCommandType} */
export const InputCommandType = /** @type {any} */ (/** @satisfies {EnumValues<typeof Public.InputCommandType>} */ (Object.freeze({
  Read: 'Read',
  Subscribe: 'Subscribe',
  Unsubscribe: 'Unsubscribe',
})));

// The wire and the enumeration spell one input differently.
/** @type {(type: string) => Public.InputType} */
export const fromWire = type => type === 'Rssi' ? InputType.RSSI : /** @type {Public.InputType} */ (type);

/**
 * @param {Public.ButtplugMessage} msg
 * @returns {number}
 */
export function msgId(msg) {
  return body(msg).Id;
}

/**
 * @param {Public.ButtplugMessage} msg
 * @param {number} id
 */
export function setMsgId(msg, id) {
  body(msg).Id = id;
}

/** @param {Public.ButtplugMessage} msg */
function body(msg) {
  for (const value of Object.values(msg)) if (value !== undefined) return value;
  throw new ButtplugMessageError('The message is empty, so it has no Id');
}
