// Checks of what a game hands in. What is wrong is thrown at once, with a code and a sentence.

import { ButtplugDeviceError } from './gobuttplug.mjs';

/** @import { Told } from './internal.d.ts' */

// told is the sentence in parts, for pages that say it in another language.
/**
 * @param {string} code
 * @param {string} text
 * @param {Told} [told]
 * @returns {never}
 */
export function refuse(code, text, told) {
  throw Object.assign(new ButtplugDeviceError(text), { code, ...told });
}

/** @type {(text: string) => never} */
export const invalid = text => refuse('invalid-value', text);

// A value as part of a sentence, whatever it is.
/** @param {unknown} value */
export function shown(value) {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : Array.isArray(value) ? 'an array' : typeof value;
}

// A number from least to most.
/**
 * @param {string} what
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function number(what, value, least, most) {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
  return invalid(`${what}: ${shown(value)} is not a number ${range}`);
}

/**
 * @template T
 * @param {string} what
 * @param {unknown} value
 * @param {readonly T[]} choices
 * @returns {T}
 */
export function oneOf(what, value, choices) {
  return choices.includes(/** @type {T} */ (value)) ? /** @type {T} */ (value) : invalid(`${what}: ${shown(value)} is not one of ${choices.join(', ')}`);
}

/**
 * @template T
 * @param {string} what
 * @param {T} value
 * @returns {T & object}
 */
export function object(what, value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : invalid(`${what}: ${shown(value)} is not an object`);
}

/**
 * @param {string} what
 * @param {unknown} value
 * @returns {string}
 */
export function name(what, value) {
  return typeof value === 'string' && value !== '' && value.length <= 80 ? value : invalid(`${what}: ${shown(value)} is not a name of 1 to 80 characters`);
}
