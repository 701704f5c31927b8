// The rumble that a game makes anyway, on the toys: navigator.vibrate and the actuators of gamepads.

import { Haptics } from './haptics.mjs';
import { number, object } from './check.mjs';

// Bounds on what pages ask for, as browsers have them.
const LONGEST_RUMBLE = 10000;
const MOST_RUMBLES = 100;

let installed; // takes the bridge that is in place away again

// Lets rumble drive the toys of a client (or of a group, a device, or a Haptics) from now on. Phones
// and gamepads rumble as before. Returns the function that takes the bridge away again.
export function bridgeRumble(target, options = {}) {
  const { strength = 1, vibrate = true, gamepads = true, ...others } = object('bridgeRumble: options', options);
  number('bridgeRumble: strength', strength, 0, 1);
  installed?.();
  const haptics = target instanceof Haptics ? target : new Haptics(target, others);
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
function quietly(fn) {
  try {
    fn();
  } catch {
    // The toys sit this one out.
  }
}

function overNavigator(haptics, strength) {
  const host = globalThis.Navigator?.prototype ?? globalThis.navigator;
  if (!host) return () => {};
  return replace(host, 'vibrate', original => function vibrate(pattern) {
    const result = original ? original.call(this, pattern) : true;
    quietly(() => {
      const times = [pattern].flat().slice(0, MOST_RUMBLES).map(ms => Math.min(LONGEST_RUMBLE, Math.max(0, Number(ms) || 0)));
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
  constructor(haptics, strength, id) {
    this._haptics = haptics;
    this._strength = strength;
    this._names = [`rumble:${id}:strong`, `rumble:${id}:weak`];
  }

  play(type, { duration = 0, startDelay = 0, strongMagnitude = 0, weakMagnitude = 0, leftTrigger = 0, rightTrigger = 0 } = {}) {
    this.reset();
    if (type !== 'dual-rumble' && type !== 'trigger-rumble') return undefined;
    const part = x => Math.min(1, Math.max(0, Number(x) || 0));
    const time = x => Math.min(LONGEST_RUMBLE, Math.max(0, Number(x) || 0));
    const triggers = type === 'trigger-rumble' ? Math.max(part(leftTrigger), part(rightTrigger)) : 0;
    const levels = [part(strongMagnitude), Math.max(part(weakMagnitude), triggers)];
    const start = time(startDelay), end = start + time(duration);
    if (end === start) return undefined;
    const effects = levels.map((level, motor) => this._haptics.play([[0, 0], [start, level, 'step'], [end, 0, 'step']],
      { strength: this._strength, motor, name: this._names[motor] }));
    return effects[0].finished;
  }

  reset() {
    for (const effect of this._haptics.effects) if (this._names.includes(effect.name)) effect.cancel();
  }
}

function overGamepads(haptics, strength) {
  let last = 0;
  const actuators = new WeakMap(); // a browser's actuator, or a gamepad without one, to its ToyActuator
  const toysOf = key => {
    if (!actuators.has(key)) actuators.set(key, new ToyActuator(haptics, strength, ++last));
    return actuators.get(key);
  };
  const undo = [];
  const real = globalThis.GamepadHapticActuator?.prototype;
  if (real) {
    undo.push(replace(real, 'playEffect', original => original && function playEffect(type, parameters) {
      quietly(() => toysOf(this).play(type, parameters));
      return original.call(this, type, parameters);
    }));
    undo.push(replace(real, 'reset', original => original && function reset() {
      quietly(() => toysOf(this).reset());
      return original.call(this);
    }));
    // The older method, of Firefox.
    undo.push(replace(real, 'pulse', original => original && function pulse(value, duration) {
      quietly(() => toysOf(this).play('dual-rumble', { duration, strongMagnitude: value, weakMagnitude: value }));
      return original.call(this, value, duration);
    }));
  }
  undo.push(withActuator(toysOf));
  return () => { for (const one of undo) one(); };
}

// Gives gamepads without an actuator one that only the toys follow.
function withActuator(toysOf) {
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
    else delete host.vibrationActuator;
  };
}

const slots = new Map();
function slot(index) {
  if (!slots.has(index)) slots.set(index, {});
  return slots.get(index);
}

function standIn(toys) {
  return {
    type: 'dual-rumble',
    effects: ['dual-rumble', 'trigger-rumble'],
    canPlayEffectType: type => type === 'dual-rumble' || type === 'trigger-rumble',
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
