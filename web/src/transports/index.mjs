// The ways to toys that are written in JavaScript, by the names that connectors know them by. What a
// transport is, the Go package internal/pagedevice tells. To add one, add a file and a line here.

import { checkBluetooth } from '../availability.mjs';
import { connectorError } from '../errors.mjs';
import { gamepad } from './gamepad.mjs';
import { serial } from './serial.mjs';
import { vibration } from './vibration.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Transport } from './internal.d.ts' */

/** @type {Readonly<Record<string, Transport>>} */
export const transports = Object.freeze({ serial, gamepad, vibration });

// Stops and lets go of all toys, without the module.
export function letGo() {
  for (const transport of Object.values(transports)) transport.letGo();
}

export const kinds = Object.freeze(['webbluetooth', 'simulated', ...Object.keys(transports)]);

// Whether the page can reach toys in a way, found out without asking the player.
/** @type {typeof Public.checkTransport} */
export async function checkTransport(kind) {
  if (!kinds.includes(kind)) throw connectorError('invalid-option', `${String(kind)} is no way to toys; use one of ${kinds.join(', ')}`);
  if (kind === 'webbluetooth') return checkBluetooth();
  return transports[kind]?.check() ?? { ok: true };
}
