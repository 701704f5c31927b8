// The rumble that a game makes anyway, on the toys: navigator.vibrate and the actuators of gamepads.

import { Haptics } from './haptics.mjs';
import { number, object } from './check.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Effect } from './effect.mjs' */

// Bounds on what pages ask for, as browsers have them.
const LONGEST_RUMBLE = 10000;
const MOST_RUMBLES = 100;

/** @type {(() => void) | undefined} */
let installed; // takes the bridge that is in place away again

// Lets rumble drive the toys of a client (or of a group, a device, or a Haptics) from now on. Phones
// and gamepads rumble as before. Returns the function that takes the bridge away again.
/**
 * @param {Parameters<typeof Games.bridgeRumble>[0]} target
 * @param {Games.RumbleOptions} [options]
 */
export function bridgeRumble(target, options = {}) {
  const { strength = 1, vibrate = true, gamepads = true, ...others } = object('bridgeRumble: options', options);
  number('bridgeRumble: strength', strength, 0, 1);
  installed?.();
  const haptics = target instanceof Haptics ? target : new Haptics(/** @type {ConstructorParameters<typeof Games.Haptics>[0]} */ (target), others);
  /** @type {Array<() => void>} */
  const undo = [];
  if (vibrate) undo.push(overNavigator(haptics, strength));
  if (gamepads) undo.push(overGamepads(haptics, strength));
  const uninstall = () => {
    if (installed !== uninstall) return;
    installed = undefined;
    for (const one of undo) one();
    if (haptics === target) for (const effect of haptics.effects) effect.name?.startsWith('rumble:') && effect.cancel();
    else haptics.close();
  };
  installed = uninstall;
  return uninstall;
}

// Puts a method in the place of another one, which make gets; undefined if there is none. If make
// makes nothing, nothing is done.
/**
 * @param {any} object
 * @param {string} method
 * @param {(original: Function | undefined) => Function | undefined} make
 * @returns {() => void}
 */
function replace(object, method, make) {
  const before = Object.getOwnPropertyDescriptor(object, method);
  const value = make(typeof object[method] === 'function' ? object[method] : undefined);
  if (!value) return () => {};
  Object.defineProperty(object, method, { configurable: true, enumerable: true, writable: true, value });
  return () => {
    if (before) Object.defineProperty(object, method, before);
    else delete object[method];
  };
}

// What goes on in the toys must never disturb the game.
/** @param {() => void} fn */
function quietly(fn) {
  try {
    fn();
  } catch {
    // The toys sit this one out.
  }
}

/**
 * @param {Haptics} haptics
 * @param {number} strength
 */
function overNavigator(haptics, strength) {
  const host = globalThis.Navigator?.prototype ?? globalThis.navigator;
  if (!host) return () => {};
  return replace(host, 'vibrate', original => /** @this {Navigator} @param {any} pattern */ function vibrate(pattern) {
    const result = original ? original.call(this, pattern) : true;
    quietly(() => {
      const times = [pattern].flat().slice(0, MOST_RUMBLES).map(ms => Math.min(LONGEST_RUMBLE, Math.max(0, Number(ms) || 0)));
      /** @type {Array<[at: number, level: number, easing: 'step']>} */
      const keyframes = [];
      let at = 0;
      times.forEach((ms, i) => {
        if (i % 2 === 0 && ms > 0) keyframes.push([at, 1, 'step'], [at + ms, 0, 'step']);
        at += ms;
      });
      if (keyframes.length > 0) haptics.play(keyframes, { strength, name: 'rumble:navigator' });
      else for (const effect of haptics.effects) if (effect.name === 'rumble:navigator') effect.cancel();
    });
    return result;
  });
}

// The toys' part of an actuator: each has one effect at a time, of a strong and a weak motor.
class ToyActuator {
  /**
   * @param {Haptics} haptics
   * @param {number} strength
   * @param {number} id
   */
  constructor(haptics, strength, id) {
    this._haptics = haptics;
    this._strength = strength;
    this._names = [`rumble:${id}:strong`, `rumble:${id}:weak`];
  }

  /**
   * @param {unknown} type
   * @param {any} [parameters]
   */
  play(type, { duration = 0, startDelay = 0, strongMagnitude = 0, weakMagnitude = 0, leftTrigger = 0, rightTrigger = 0 } = {}) {
    this.reset();
    if (type !== 'dual-rumble' && type !== 'trigger-rumble') return undefined;
    const part = (/** @type {unknown} */ x) => Math.min(1, Math.max(0, Number(x) || 0));
    const time = (/** @type {unknown} */ x) => Math.min(LONGEST_RUMBLE, Math.max(0, Number(x) || 0));
    const triggers = type === 'trigger-rumble' ? Math.max(part(leftTrigger), part(rightTrigger)) : 0;
    const levels = [part(strongMagnitude), Math.max(part(weakMagnitude), triggers)];
    const start = time(startDelay), end = start + time(duration);
    if (end === start) return undefined;
    const effects = levels.map((level, motor) => this._haptics.play([[0, 0], [start, level, 'step'], [end, 0, 'step']],
      { strength: this._strength, motor, name: this._names[motor] }));
    return effects[0].finished;
  }

  reset() {
    for (const effect of this._haptics.effects) if (effect.name !== undefined && this._names.includes(effect.name)) effect.cancel();
  }
}

/**
 * @param {Haptics} haptics
 * @param {number} strength
 */
function overGamepads(haptics, strength) {
  let last = 0;
  /** @type {WeakMap<object, ToyActuator>} */
  const actuators = new WeakMap(); // by a browser's actuator, or a gamepad without one
  const toysOf = (/** @type {object} */ key) => {
    const known = actuators.get(key) ?? new ToyActuator(haptics, strength, ++last);
    actuators.set(key, known);
    return known;
  };
  /** @type {Array<() => void>} */
  const undo = [];
  const real = globalThis.GamepadHapticActuator?.prototype;
  if (real) {
    undo.push(replace(real, 'playEffect', original => original && /** @this {object} @param {any} type @param {any} parameters */ function playEffect(type, parameters) {
      quietly(() => toysOf(this).play(type, parameters));
      return original.call(this, type, parameters);
    }));
    undo.push(replace(real, 'reset', original => original && /** @this {object} */ function reset() {
      quietly(() => toysOf(this).reset());
      return original.call(this);
    }));
    // The older method, of Firefox.
    undo.push(replace(real, 'pulse', original => original && /** @this {object} @param {any} value @param {any} duration */ function pulse(value, duration) {
      quietly(() => toysOf(this).play('dual-rumble', { duration, strongMagnitude: value, weakMagnitude: value }));
      return original.call(this, value, duration);
    }));
  }
  undo.push(withActuator(toysOf));
  return () => { for (const one of undo) one(); };
}

// Gives gamepads without an actuator one that only the toys follow.
/** @param {(key: object) => ToyActuator} toysOf */
function withActuator(toysOf) {
  /** @type {Partial<Gamepad> | undefined} */
  const host = globalThis.Gamepad?.prototype;
  if (!host) return () => {};
  const before = Object.getOwnPropertyDescriptor(host, 'vibrationActuator');
  const made = new WeakMap();
  Object.defineProperty(host, 'vibrationActuator', {
    configurable: true,
    enumerable: true,
    get() {
      const own = before?.get?.call(this);
      if (own) return own;
      // Browsers make a new object of a gamepad each time they are asked for it.
      const key = this.index === undefined ? this : slot(this.index);
      if (!made.has(key)) made.set(key, standIn(toysOf(key)));
      return made.get(key);
    },
  });
  return () => {
    if (before) Object.defineProperty(host, 'vibrationActuator', before);
    else delete /** @type {{ vibrationActuator?: unknown }} */ (host).vibrationActuator;
  };
}

/** @type {Map<number, object>} */
const slots = new Map();
/** @param {number} index */
function slot(index) {
  if (!slots.has(index)) slots.set(index, {});
  return slots.get(index);
}

/** @param {ToyActuator} toys */
function standIn(toys) {
  return {
    type: 'dual-rumble',
    effects: ['dual-rumble', 'trigger-rumble'],
    canPlayEffectType: (/** @type {unknown} */ type) => type === 'dual-rumble' || type === 'trigger-rumble',
    /**
     * @param {unknown} type
     * @param {any} parameters
     */
    async playEffect(type, parameters) {
      let finished;
      quietly(() => { finished = toys.play(type, parameters); });
      return await finished === 'cancelled' ? 'preempted' : 'complete';
    },
    async reset() {
      toys.reset();
      return 'complete';
    },
  };
}
