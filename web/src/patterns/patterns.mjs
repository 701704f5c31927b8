// Patterns to play for a while: they begin anew until they are cancelled.

import { presets, pulses, ramp, sequence, wave } from './gobuttplug-games.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */

/** @type {(...parts: Parameters<typeof sequence>) => Games.KeyframePattern} */
const endless = (...parts) => ({ ...sequence(...parts), loop: true });

/** @type {(level: number, duration: number) => Games.Keyframe[]} */
const held = (level, duration) => [[0, level], [duration, level]];

/** @type {Readonly<Record<string, Games.KeyframePattern>>} */
export const patterns = Object.freeze({
  tide: wave({ low: 0.05, high: 0.9, period: 8000 }),
  breath: endless(ramp({ to: 0.7, duration: 3000, easing: 'sine' }), held(0.7, 800), ramp({ from: 0.7, to: 0, duration: 3500, easing: 'sine' }), held(0, 700)),
  climb: endless(ramp({ to: 1, duration: 15000 }), held(1, 2000), ramp({ from: 1, to: 0, duration: 800 })),
  stairs: endless(held(0.2, 2000), held(0.4, 2000), held(0.6, 2000), held(0.8, 2000), held(1, 2000)),
  tease: endless(ramp({ to: 0.8, duration: 4000, easing: 'ease-in' }), held(0, 1500), pulses({ level: 0.5, on: 120, off: 200, times: 4 }), held(0, 2500)),
  gallop: endless(pulses({ level: 0.8, on: 90, off: 90, times: 3 }), held(0, 260)),
  ripple: endless(...[0.3, 0.5, 0.7, 0.9].map(high => ({ keyframes: wave({ high, period: 600 }).keyframes, loop: 4 }))),
  staccato: { ...pulses({ on: 70, off: 130, times: 1 }), loop: true },
  heartbeat: presets.heartbeat,
  purr: presets.purr,
});
