// Checks of what a game hands in. What is wrong is thrown at once, with a code and a sentence.

import { ButtplugDeviceError } from './gobuttplug.mjs';

export function refuse(code, text) {
  const error = new ButtplugDeviceError(text);
  error.code = code;
  throw error;
}

export const invalid = text => refuse('invalid-value', text);

// A value as part of a sentence, whatever it is.
export function shown(value) {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? String(value) : Array.isArray(value) ? 'an array' : typeof value;
}

// A number from least to most.
export function number(what, value, least, most) {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  const range = most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
  return invalid(`${what}: ${shown(value)} is not a number ${range}`);
}

export function oneOf(what, value, choices) {
  return choices.includes(value) ? value : invalid(`${what}: ${shown(value)} is not one of ${choices.join(', ')}`);
}

export function object(what, value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : invalid(`${what}: ${shown(value)} is not an object`);
}

export function name(what, value) {
  return typeof value === 'string' && value !== '' && value.length <= 80 ? value : invalid(`${what}: ${shown(value)} is not a name of 1 to 80 characters`);
}
