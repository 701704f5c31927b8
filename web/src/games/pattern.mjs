// Patterns: what a level does over time.

import { easings } from './easing.mjs';
import { invalid, number, object, oneOf, shown } from './check.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Checked, Frame } from './internal.d.ts' */

// The longest pattern in ms, and the most keyframes of one.
const LONGEST_PATTERN = 24 * 3600 * 1000;
const MOST_KEYFRAMES = 10000;

// What patterns and levels can be for. A position is a place, the others are levels.
/** @type {readonly Games.Channel[]} */
export const channels = Object.freeze(['vibrate', 'rotate', 'oscillate', 'constrict', 'position']);

/** @type {(channel: Games.Channel) => number} */
export const leastOf = channel => channel === 'rotate' ? -1 : 0;

// A pattern in one form, checked: { channel, length, loop, at }, where at(ms) is the level. It takes
//   [[ms, level, easing], …]                        keyframes
//   { keyframes, loop, channel }                    keyframes; loop is how often, true for ever
//   { duration, level: ms => number, loop, channel} a function
//   ms => number                                    a function that plays until cancelled
/**
 * @param {unknown} source what should be a Games.Pattern
 * @returns {Checked}
 */
export function patternOf(source) {
  if (typeof source === 'function') return fromFunction({ level: /** @type {(ms: number) => number} */ (source), duration: Infinity });
  if (Array.isArray(source)) return fromKeyframes({ keyframes: source });
  if (source === null || typeof source !== 'object') invalid(`A pattern is an array of keyframes such as [[0, 1], [300, 0]], an object with keyframes, or a function; ${shown(source)} is none`);
  const made = /** @type {Games.FunctionPattern | Games.KeyframePattern} */ (source);
  return 'level' in made && typeof made.level === 'function' ? fromFunction(made) : fromKeyframes(/** @type {Partial<Games.KeyframePattern>} */ (made));
}

/** @param {{ channel?: unknown, loop?: unknown }} source */
function common({ channel = 'vibrate', loop = 1 }) {
  return { channel: oneOf('pattern: channel', channel, channels), loop: timesOf(loop) };
}

// How often a pattern plays.
/**
 * @param {unknown} loop
 * @returns {number}
 */
export function timesOf(loop) {
  const times = loop === true ? Infinity : loop === false ? 1 : loop;
  if (typeof times === 'number' && (times === Infinity || Number.isInteger(times) && times >= 1)) return times;
  return invalid(`loop is ${shown(loop)}; it must be a whole number from 1 on, or true for ever`);
}

// A pattern that plays so many times.
/**
 * @param {Omit<Checked, 'loop'>} pattern
 * @param {number} loop
 * @returns {Checked}
 */
export function repeated(pattern, loop) {
  if (pattern.length === 0 && loop > 1) invalid('pattern: a pattern that loops must be longer than 0 ms');
  return { ...pattern, loop };
}

/**
 * @param {Games.FunctionPattern} source
 * @returns {Checked}
 */
function fromFunction(source) {
  const { channel, loop } = common(source);
  const length = source.duration === Infinity ? Infinity : number('pattern: duration', source.duration, 1, LONGEST_PATTERN);
  const least = leastOf(channel);
  const at = (/** @type {number} */ ms) => {
    const level = source.level(ms);
    return typeof level === 'number' && !Number.isNaN(level) ? Math.min(1, Math.max(least, level)) : 0;
  };
  return { channel, loop, length, at };
}

/**
 * @param {Partial<Games.KeyframePattern>} source
 * @returns {Checked}
 */
function fromKeyframes(source) {
  const { channel, loop } = common(source);
  const { keyframes } = source;
  if (!Array.isArray(keyframes) || keyframes.length === 0 || keyframes.length > MOST_KEYFRAMES) invalid(`pattern: keyframes must be an array of 1 to ${MOST_KEYFRAMES} keyframes; it is ${shown(keyframes)}`);
  const least = leastOf(channel);
  const frames = keyframes.map((keyframe, i) => {
    const [at, level, easing = 'linear'] = Array.isArray(keyframe) ? keyframe : [keyframe?.at, keyframe?.level, keyframe?.easing];
    const where = `pattern: keyframe ${i}`;
    const ease = typeof easing === 'function' ? easing : easings[/** @type {Games.EasingName} */ (easing)] ?? invalid(`${where}: the easing ${shown(easing)} is not one of ${Object.keys(easings).join(', ')}, nor a function`);
    return { at: number(`${where}: time in ms`, at, 0, LONGEST_PATTERN), level: number(`${where}: level`, level, least, 1), ease };
  });
  for (let i = 1; i < frames.length; i++) if (frames[i].at < frames[i - 1].at) invalid(`pattern: keyframe ${i} is at ${frames[i].at} ms, before the one in front of it`);
  if (frames[0].at > 0) frames.unshift({ at: 0, level: 0, ease: easings.linear });
  return repeated({ channel, length: frames[frames.length - 1].at, at: (/** @type {number} */ ms) => between(frames, ms, least) }, loop);
}

/**
 * @param {Frame[]} frames
 * @param {number} ms
 * @param {number} least
 */
function between(frames, ms, least) {
  let low = 0, high = frames.length - 1; // the last frame that is not after ms
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (frames[middle].at <= ms) low = middle;
    else high = middle - 1;
  }
  const from = frames[low], to = frames[low + 1];
  if (!to) return from.level;
  const level = from.level + (to.level - from.level) * to.ease((ms - from.at) / (to.at - from.at));
  return level >= least && level <= 1 ? level : level > 1 ? 1 : least; // an easing may overshoot, or give NaN
}

// A pattern of keyframes from elsewhere: checked, as a plain copy that can be stored.
/**
 * @param {unknown} source
 * @returns {Games.KeyframePattern}
 */
export function checkPattern(source) {
  const plain = JSON.parse(JSON.stringify(source) ?? 'null');
  if (plain === null) invalid('pattern: a function can’t be stored; use keyframes');
  patternOf(plain);
  const { keyframes, channel = 'vibrate', loop = 1 } = Array.isArray(plain) ? { keyframes: plain } : plain;
  return { channel, loop, keyframes: keyframes.map((/** @type {any} */ frame) => {
    const [at, level, easing] = Array.isArray(frame) ? frame : [frame.at, frame.level, frame.easing];
    return easing === undefined ? [at, level] : [at, level, easing];
  }) };
}

// Patterns as keyframes, to be played, joined and stored.

// From one level to another.
/**
 * @param {Parameters<typeof Games.ramp>[0]} [options]
 * @returns {Games.KeyframePattern}
 */
export function ramp({ from = 0, to = 1, duration = 1000, easing = 'linear', ...rest } = {}) {
  return { ...rest, keyframes: [[0, from], [duration, to, easing]] };
}

// On and off, so many times.
/**
 * @param {Parameters<typeof Games.pulses>[0]} [options]
 * @returns {Games.KeyframePattern}
 */
export function pulses({ level = 1, on = 100, off = 100, times = 3, ...rest } = {}) {
  number('pulses: times', times, 1, MOST_KEYFRAMES / 4);
  /** @type {Games.Keyframe[]} */
  const keyframes = [];
  for (let i = 0, at = 0; i < times; i++, at += on + off) keyframes.push([at, level, 'step'], [at + on, 0, 'step']);
  if (off > 0) keyframes.push([times * (on + off), 0, 'step']);
  return { ...rest, keyframes };
}

// Up and down for ever, unless loop says otherwise.
/**
 * @param {Parameters<typeof Games.wave>[0]} [options]
 * @returns {Games.KeyframePattern}
 */
export function wave({ low = 0, high = 1, period = 1000, easing = 'sine', ...rest } = {}) {
  return { loop: true, ...rest, keyframes: [[0, low], [period / 2, high, easing], [period, low, easing]] };
}

// The four phases of a sound: up to level, down to the part sustain of it, held, and out.
/**
 * @param {Parameters<typeof Games.envelope>[0]} [options]
 * @returns {Games.KeyframePattern}
 */
export function envelope({ level = 1, attack = 50, decay = 100, sustain = 0.6, hold = 300, release = 200, ...rest } = {}) {
  /** @type {Array<[at: number, level: number, easing?: Games.Easing]>} */
  const keyframes = [[0, 0]];
  /** @type {Array<[duration: number, to: number, easing: Games.EasingName]>} */
  const phases = [[attack, level, 'ease-out'], [decay, level * sustain, 'ease-in-out'], [hold, level * sustain, 'linear'], [release, 0, 'ease-in']];
  let at = 0;
  for (const [duration, to, easing] of phases) keyframes.push([at += duration, to, easing]);
  return { ...rest, keyframes };
}

// One pattern of keyframes after the other; each with its loop, if that is a number.
/**
 * @param {Parameters<typeof Games.sequence>} patterns
 * @returns {Games.KeyframePattern}
 */
export function sequence(...patterns) {
  /** @type {Array<[at: number, level: number, easing: Games.Easing]>} */
  const keyframes = [];
  let start = 0;
  let rest = {};
  for (const source of patterns) {
    const { keyframes: own, loop = 1, ...others } = /** @type {Games.KeyframePattern} */ (Array.isArray(source) ? { keyframes: source } : object('sequence', source));
    if (!Array.isArray(own) || own.length === 0 || typeof loop !== 'number' || !Number.isInteger(loop)) invalid('sequence: it takes patterns of keyframes that end');
    rest = { ...others, ...rest };
    for (let i = 0; i < loop && keyframes.length <= MOST_KEYFRAMES; i++) {
      own.forEach((keyframe, j) => {
        const [at, level, easing] = Array.isArray(keyframe) ? keyframe : [keyframe?.at, keyframe?.level, keyframe?.easing];
        keyframes.push([start + at, level, j === 0 && start > 0 ? 'step' : easing ?? 'linear']);
      });
      start = keyframes[keyframes.length - 1][0];
    }
  }
  return { ...rest, keyframes };
}

// What the names of common events stand for, until the game or the player says otherwise.
export const presets = /** @type {Readonly<Record<string, Games.KeyframePattern>>} */ (/** @type {unknown} */ (Object.freeze({
  __proto__: null,
  tap: pulses({ on: 60, off: 0, times: 1, level: 0.5 }),
  knock: pulses({ on: 80, off: 60, times: 2, level: 0.8 }),
  pulse: pulses(),
  hit: envelope({ attack: 0, decay: 80, sustain: 0.5, hold: 60, release: 160 }),
  explosion: envelope({ attack: 0, decay: 300, sustain: 0.6, hold: 300, release: 900 }),
  boost: sequence(ramp({ to: 1, duration: 400, easing: 'ease-in' }), [[0, 1], [600, 1]], ramp({ from: 1, to: 0, duration: 500, easing: 'ease-out' })),
  reward: sequence(pulses({ on: 80, off: 80, times: 2, level: 0.4 }), pulses({ on: 250, off: 0, times: 1 })),
  heartbeat: { loop: true, ...sequence(pulses({ on: 110, off: 110, times: 2, level: 0.7 }), [[0, 0], [560, 0]]) },
  wave: wave({ period: 2000 }),
  purr: wave({ low: 0.15, high: 0.35, period: 400 }),
  rumble: wave({ low: 0.5, high: 0.8, period: 180 }),
})));
