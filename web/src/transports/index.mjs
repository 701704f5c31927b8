// The ways to toys that are written in JavaScript, by the names that connectors know them by. What a
// transport is, the Go package internal/pagedevice tells. To add one, add a file and a line here.

import { checkBluetooth } from '../availability.mjs';
import { connectorError } from '../errors.mjs';
import { gamepad } from './gamepad.mjs';
import { serial } from './serial.mjs';
import { vibration } from './vibration.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Connection, PageToy, Transport } from './internal.d.ts' */

/** @type {Readonly<Record<string, Transport>>} */
export const transports = Object.freeze({ serial, gamepad, vibration });

// The transports as the module gets them: it must not be called while it calls, nor by a toy that
// it has closed.
export const forModule = Object.freeze(Object.fromEntries(Object.entries(transports).map(([kind, transport]) => [kind, guard(transport)])));

/**
 * @param {Transport} transport
 * @returns {Pick<Transport, 'name' | 'scan' | 'watch'>}
 */
function guard({ name, scan, watch }) {
  /** @param {(toy: PageToy) => void} found */
  const guarded = found => (/** @type {PageToy} */ toy) => queueMicrotask(() => found({ ...toy, open: (heard, gone) => open(toy, heard, gone) }));
  return { name, scan: (found, signal) => scan(guarded(found), signal), ...watch && { watch: found => watch(guarded(found)) } };
}

/**
 * @param {PageToy} toy
 * @param {(bytes: Uint8Array) => void} heard
 * @param {() => void} gone
 * @returns {Promise<Connection>}
 */
async function open(toy, heard, gone) {
  let wanted = true;
  /** @param {() => void} fn */
  const later = fn => queueMicrotask(() => { if (wanted) fn(); });
  try {
    const connection = await toy.open(bytes => later(() => heard(bytes)), () => later(gone));
    return {
      write: bytes => connection.write(bytes),
      writeNow: bytes => connection.writeNow(bytes),
      close() {
        wanted = false;
        connection.close();
      },
    };
  } catch (error) {
    wanted = false;
    throw error;
  }
}

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
