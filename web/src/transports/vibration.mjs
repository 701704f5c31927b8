// The motor of a phone or tablet. It is on or off, so levels are pulses.

import { connectorError } from '../errors.mjs';
import { no } from '../availability.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Connection, Transport } from './internal.d.ts' */

const PERIOD = 100;   // ms of a pulse and the pause behind it
const SHORTEST = 10;  // ms that a motor needs to be felt
const PULSES = 12;
const REFRESH = 1000; // before the pulses end

/** @type {Motor | undefined} */
let running;

export const vibration = Object.freeze(/** @type {Transport} */ ({
  name: 'Vibration of this device',
  check,

  async scan(found) {
    const finding = check();
    if (!finding.ok) throw connectorError(finding.code, finding.message);
    if (running) return;
    found({
      address: 'vibration:this-device',
      name: 'This device',
      protocol: 'motors',
      about: 'This device\nMotor',
      open: async () => {
        running?.close();
        return running = new Motor();
      },
    });
  },

  letGo() {
    running?.close();
  },
}));

// Browsers on computers have the function too, but nothing behind it.
/** @returns {Public.Availability} */
function check() {
  const { userAgent = '', userAgentData, vibrate } = /** @type {Navigator & { userAgentData?: { mobile: boolean } }} */ (globalThis.navigator ?? {});
  if (typeof vibrate === 'function' && (userAgentData?.mobile ?? /Android|Mobile/.test(userAgent))) return { ok: true };
  return no('no-vibration', 'This device has no motor that pages can drive. Phones with Android have one.');
}

// The pulses for a level in per cent.
/** @param {number} level */
export function pulses(level) {
  const on = Math.max(SHORTEST, Math.round(PERIOD * level / 100));
  if (on > PERIOD - SHORTEST) return [PERIOD * PULSES];
  return Array.from({ length: 2 * PULSES }, (_, i) => i % 2 === 0 ? on : PERIOD - on);
}

/** @implements {Connection} */
class Motor {
  constructor() {
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._timer = undefined;
  }

  /** @param {Uint8Array} levels */
  async write([level]) {
    if (running !== this) throw connectorError('device-gone', 'the motor is let go');
    clearInterval(this._timer);
    this._timer = undefined;
    if (level === 0) return void navigator.vibrate(0);
    const pattern = pulses(level);
    this._timer = setInterval(() => { navigator.vibrate(pattern); }, REFRESH);
    // A page that is hidden is heard again when it is shown.
    if (navigator.vibrate(pattern) || globalThis.document?.hidden) return;
    clearInterval(this._timer);
    throw connectorError('no-gesture', 'the browser lets the device vibrate only after the player has touched the page');
  }

  /** @param {Uint8Array} levels */
  writeNow(levels) {
    return this.write(levels);
  }

  _stop() {
    clearInterval(this._timer);
    navigator.vibrate(0);
  }

  close() {
    if (running !== this) return;
    running = undefined;
    this._stop();
  }
}
