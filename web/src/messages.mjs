// The constants and enumerations of the protocol, under the names of npm buttplug.

import { ButtplugMessageError } from './errors.mjs';

export const SYSTEM_MESSAGE_ID = 0;
export const DEFAULT_MESSAGE_ID = 1;
export const MAX_ID = 4294967295;
export const MESSAGE_SPEC_VERSION_MAJOR = 4;
export const MESSAGE_SPEC_VERSION_MINOR = 0;

export const OutputType = Object.freeze({
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
});

export const InputType = Object.freeze({
  Unknown: 'Unknown',
  Battery: 'Battery',
  RSSI: 'RSSI',
  Button: 'Button',
  Pressure: 'Pressure',
});

export const InputCommandType = Object.freeze({
  Read: 'Read',
  Subscribe: 'Subscribe',
  Unsubscribe: 'Unsubscribe',
});

// The wire and the enumeration spell one input differently.
export const fromWire = type => type === 'Rssi' ? InputType.RSSI : type;

export function msgId(msg) {
  return body(msg).Id;
}

export function setMsgId(msg, id) {
  body(msg).Id = id;
}

function body(msg) {
  for (const value of Object.values(msg)) if (value !== undefined) return value;
  throw new ButtplugMessageError('The message is empty, so it has no Id');
}
