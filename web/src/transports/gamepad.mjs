// Game controllers as toys: each rumble motor is one that vibrates.

import { blocked, mayUse, no } from '../availability.mjs';
import { connectorError } from '../errors.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Connection, PageToy, Transport } from './internal.d.ts' */

/** @typedef {GamepadHapticActuator & { effects?: readonly string[] }} Actuator */

// An effect ends by itself, so that nothing runs on when the page hangs. It is played again before.
const EFFECT = 2000;  // ms
const REFRESH = 1500;

// How long a scan waits for a controller: browsers show one when a button of it is pressed.
const PATIENCE = 10_000;

/** @type {Set<Rumble>} */
const running = new Set();

// What Chromium's promises resolve to when nothing was played. Others reject.
const refusals = ['not-supported', 'invalid-parameter'];

const ignore = () => {};

const hidden = () => globalThis.document?.hidden === true;

/** @returns {Public.Availability} */
function check() {
  if (typeof globalThis.navigator?.getGamepads !== 'function') return no('no-gamepads', 'This browser gives pages no access to gamepads.');
  if (globalThis.Gamepad && !('vibrationActuator' in globalThis.Gamepad.prototype)) return no('no-gamepads', 'This browser can’t drive the motors of gamepads. Use Chrome, Edge, Opera or Safari.');
  return mayUse('gamepad') ? { ok: true } : blocked('gamepad', 'gamepads');
}

/** @returns {Gamepad[]} those with motors */
function pads() {
  return [...navigator.getGamepads()].filter(pad => pad?.vibrationActuator?.playEffect !== undefined).map(pad => /** @type {Gamepad} */ (pad));
}

export const gamepad = Object.freeze(/** @type {Transport} */ ({
  name: 'Gamepads',
  check,

  async scan(found, signal) {
    const finding = check();
    if (!finding.ok) throw connectorError(finding.code, finding.message);
    const used = new Set([...running].map(one => one.index));
    let free = pads();
    if (free.length === 0) {
      await appears(signal);
      free = pads();
    }
    for (const pad of free) if (!used.has(pad.index)) found(toy(pad));
  },

  watch(found) {
    globalThis.addEventListener('gamepadconnected', ({ gamepad: { index } }) => {
      const pad = pads().find(one => one.index === index);
      if (pad && ![...running].some(one => one.index === index)) found(toy(pad));
    });
  },

  letGo() {
    for (const one of [...running]) one.close();
  },
}));

// Resolves when a gamepad appears, time is up, or the scan is ended.
/** @param {AbortSignal} signal */
function appears(signal) {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(late);
      globalThis.removeEventListener('gamepadconnected', done);
      resolve(undefined);
    };
    const late = setTimeout(done, PATIENCE);
    globalThis.addEventListener('gamepadconnected', done);
    signal.addEventListener('abort', done);
  });
}

/**
 * @param {Gamepad} pad
 * @returns {PageToy}
 */
function toy(pad) {
  const name = pad.id.replace(/\s*\(.*/, '').replace(/^[0-9a-f]{4}-[0-9a-f]{4}-/i, '').trim() || 'Gamepad';
  const motors = ['Strong motor', 'Weak motor'];
  if (hasTriggers(pad)) motors.push('Left trigger', 'Right trigger');
  return {
    address: `gamepad:${pad.id.replaceAll('#', '')}#${pad.index}`,
    name,
    protocol: 'motors',
    about: [name, ...motors].join('\n'),
    async open(_heard, gone) {
      if (!current(pad)) throw connectorError('device-gone', 'the gamepad is gone. Press a button of it, and scan again');
      return new Rumble(pad, gone);
    },
  };
}

/** @param {Gamepad} pad */
function hasTriggers(pad) {
  return /** @type {Actuator} */ (pad.vibrationActuator).effects?.includes('trigger-rumble') ?? false;
}

// What the browser knows of the gamepad now; it gives a new object each time.
/** @param {Gamepad} pad */
function current({ index, id }) {
  const pad = navigator.getGamepads()[index];
  return pad?.id === id ? pad : undefined;
}

/** @implements {Connection} */
class Rumble {
  /**
   * @param {Gamepad} pad
   * @param {() => void} gone
   */
  constructor(pad, gone) {
    this.pad = pad;
    this.index = pad.index;
    this._gone = gone;
    this._triggers = hasTriggers(pad);
    this._levels = new Uint8Array(4);
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._timer = undefined;
    this._unplugged = (/** @type {Event} */ event) => {
      if (/** @type {GamepadEvent} */ (event).gamepad.index === this.index) this._lost();
    };
    this._shown = () => { if (this._timer !== undefined && !hidden()) this._renew(); };
    globalThis.addEventListener('gamepaddisconnected', this._unplugged);
    globalThis.addEventListener('visibilitychange', this._shown);
    running.add(this);
  }

  /** @param {Uint8Array} levels in per cent */
  async write(levels) {
    if (!running.has(this)) throw connectorError('device-gone', 'the gamepad is gone');
    this._levels.set(levels.subarray(0, 4));
    clearInterval(this._timer);
    this._timer = undefined;
    if (this._levels.some(level => level > 0)) this._timer = setInterval(() => this._renew(), REFRESH);
    this._play();
  }

  /** @param {Uint8Array} levels */
  writeNow(levels) {
    return this.write(levels);
  }

  _renew() {
    try {
      this._play();
    } catch {
      // it is gone, which was told
    }
  }

  _play() {
    const actuator = /** @type {Actuator | null | undefined} */ (current(this.pad)?.vibrationActuator);
    if (!actuator) {
      this._lost();
      throw connectorError('device-gone', 'the gamepad is gone');
    }
    const [strongMagnitude, weakMagnitude, leftTrigger, rightTrigger] = [...this._levels].map(level => level / 100);
    const effect = { duration: EFFECT, startDelay: 0, strongMagnitude, weakMagnitude };
    const playing = this._timer === undefined ? actuator.reset()
      : this._triggers ? actuator.playEffect(/** @type {any} */ ('trigger-rumble'), /** @type {any} */ ({ ...effect, leftTrigger, rightTrigger }))
        : actuator.playEffect('dual-rumble', effect);
    playing.then(result => {
      if (refusals.includes(result)) this._lost();
    }, () => {
      // A page that is hidden may play nothing, and what it played has ended. It is heard again when it is shown.
      if (!hidden()) this._lost();
    });
  }

  _lost() {
    if (!running.has(this)) return;
    this.close();
    this._gone();
  }

  close() {
    if (!running.delete(this)) return;
    clearInterval(this._timer);
    globalThis.removeEventListener('gamepaddisconnected', this._unplugged);
    globalThis.removeEventListener('visibilitychange', this._shown);
    current(this.pad)?.vibrationActuator?.reset().catch(ignore);
  }
}
