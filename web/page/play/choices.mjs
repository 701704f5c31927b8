// What the player makes of every script, and how times are written: functions without a page.

/** @import * as Funscript from '../../gobuttplug-funscript.js' */
/** @import { ScriptChoices } from '../internal.d.ts' */

/** @type {ScriptChoices} */
const first = { offset: 0, speedLimit: 0, low: 0, high: 100, smooth: 0, invert: false, halfSpeed: false, stretch: false };

/** @type {(most: number, least?: number) => (value: unknown) => boolean} */
const upTo = (most, least = 0) => value => typeof value === 'number' && value >= least && value <= most;
const flag = (/** @type {unknown} */ value) => typeof value === 'boolean';

/** @type {Record<keyof ScriptChoices, (value: unknown) => boolean>} */
const tests = { offset: upTo(2000, -2000), speedLimit: upTo(1000), low: upTo(100), high: upTo(100), smooth: upTo(1000), invert: flag, halfSpeed: flag, stretch: flag };

// Whatever is in the storage: the parts that make sense, and for the others those of the first visit.
/**
 * @param {unknown} value
 * @returns {ScriptChoices}
 */
export function checkedChoices(value) {
  const given = /** @type {Partial<ScriptChoices>} */ (value !== null && typeof value === 'object' ? value : {});
  const names = /** @type {Array<keyof ScriptChoices>} */ (Object.keys(tests)).filter(name => Object.hasOwn(given, name) && tests[name](given[name]));
  const made = { ...first, ...Object.fromEntries(names.map(name => [name, given[name]])) };
  return made.low <= made.high ? made : { ...made, low: first.low, high: first.high };
}

// Axes that are levels; the others are places of a stroker.
/** @type {readonly Funscript.Axis[]} */
export const levels = Object.freeze(['vib', 'vib2', 'pump', 'suck', 'valve', 'lube']);

// What the choices make of places: the less strength, the shorter the ways around the middle of the range.
/**
 * @param {ScriptChoices} choices
 * @param {number} [strength]
 * @returns {Funscript.Transform}
 */
export function transformOf({ speedLimit, low, high, smooth, invert, halfSpeed, stretch }, strength = 1) {
  const middle = (low + high) / 2, way = (high - low) / 2 * strength;
  return { invert, halfSpeed, smooth, stretch, range: [middle - way, middle + way], ...speedLimit > 0 && { speedLimit } };
}

// And of levels.
/**
 * @param {ScriptChoices} choices
 * @param {number} strength
 * @returns {Partial<Record<Funscript.Axis, Funscript.Transform>>}
 */
export function levelTransforms(choices, strength) {
  const range = /** @type {[number, number]} */ ([choices.low * strength, choices.high * strength]);
  return Object.fromEntries(levels.map(axis => [axis, { ...transformOf(choices), range }]));
}

// A time as players write it: 3:07, or 1:03:07.
/** @param {number} seconds */
export function playTime(seconds) {
  const s = Math.max(0, Math.floor(seconds)), two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
