// Patterns as files and as a part of an address. What comes from elsewhere is checked, and never
// plays by itself: reading gives a pattern, no more.

import { refuse as refuseWith, shown } from '../games/check.mjs';
import { checkPattern } from './gobuttplug-games.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Declared from '../../gobuttplug-patterns.js' */

const MOST_TEXT = 2 ** 20;    // of a file
const MOST_PACKED = 6000;     // of an address, in characters: all servers and messengers take that
const MOST_KEYFRAMES = 1000;  // of an address
const MOST_TITLE = 80;
const VERSION = 1;

/** @type {readonly Games.Channel[]} */
const channels = ['vibrate', 'rotate', 'oscillate', 'constrict', 'position'];
/** @type {readonly Games.EasingName[]} */
const easings = ['linear', 'step', 'ease-in', 'ease-out', 'ease-in-out', 'sine'];

// What is told of patterns from elsewhere, by its reason.
/** @type {Readonly<Record<string, (values: Record<string, unknown>) => string>>} */
export const sentences = Object.freeze({
  'pattern-text': ({ most }) => `readPattern: it takes the text of a file, of ${most} characters at most`,
  'pattern-json': ({ why }) => `The file is no pattern: it is not JSON (${why})`,
  'pattern-other': () => 'The file is no pattern of gobuttplug',
  'pattern-newer': ({ version, known }) => `The pattern was made by a newer version: it is of version ${version}, and ${known} is known here`,
  'pattern-long': ({ n }) => `The pattern is too long for an address: it has ${n} keyframes. Share it as a file`,
  'pattern-none': () => 'The address holds no pattern, or only a part of one',
  'pattern-damaged': () => 'The pattern in the address is damaged: a part of the address may be missing',
  'recording-empty': () => 'There is nothing that a funscript can hold in the recording',
});

/**
 * @param {string} reason
 * @param {Record<string, string | number>} [values]
 * @returns {never}
 */
export const refuse = (reason, values = {}) => refuseWith('invalid-value', sentences[reason](values), { reason, values });

// A pattern as the text of a file.
/**
 * @param {Declared.SharedPattern | Games.KeyframePattern | readonly Games.Keyframe[]} source
 * @returns {string}
 */
export function writePattern(source) {
  const { title, pattern } = shared(source);
  return JSON.stringify({ type: 'gobuttplug-pattern', version: VERSION, title, ...pattern });
}

// What such a file holds.
/**
 * @param {string} text
 * @returns {Declared.SharedPattern}
 */
export function readPattern(text) {
  if (typeof text !== 'string' || text.length > MOST_TEXT) refuse('pattern-text', { most: MOST_TEXT });
  let made;
  try {
    made = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse('pattern-json', { why: /** @type {Error} */ (error).message.slice(0, 100) });
  }
  if (made?.type !== 'gobuttplug-pattern') refuse('pattern-other');
  if (made.version !== VERSION) refuse('pattern-newer', { version: shown(made.version), known: VERSION });
  return shared({ title: made.title, pattern: made });
}

// A pattern as a short text for an address, after #pattern= say. Times become hundredths of a second
// and levels hundredths.
/**
 * @param {Declared.SharedPattern | Games.KeyframePattern | readonly Games.Keyframe[]} source
 * @returns {string}
 */
export function packPattern(source) {
  const { title, pattern: { keyframes, channel = 'vibrate', loop = 1 } } = shared(source);
  /** @type {number[]} */
  const bytes = [VERSION, channels.indexOf(channel)];
  put(bytes, loop === true ? 0 : Number(loop) || 1);
  const name = new TextEncoder().encode(title);
  put(bytes, name.length);
  bytes.push(...name);
  put(bytes, keyframes.length);
  let last = 0;
  for (const [at, level, easing] of /** @type {Array<[number, number, Games.EasingName?]>} */ (keyframes)) {
    const now = Math.round(at / 10), step = easings.indexOf(easing ?? 'linear');
    put(bytes, now - last);
    bytes.push(Math.round((level + 1) * 100));
    bytes.push(step);
    last = now;
  }
  const text = btoa(String.fromCharCode(...bytes.slice(0, MOST_PACKED))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  return keyframes.length > MOST_KEYFRAMES || bytes.length > MOST_PACKED || text.length > MOST_PACKED ? refuse('pattern-long', { n: keyframes.length }) : text;
}

// The pattern in such a text.
/**
 * @param {string} text
 * @returns {Declared.SharedPattern}
 */
export function unpackPattern(text) {
  if (typeof text !== 'string' || text.length > MOST_PACKED || !/^[\w-]+$/.test(text)) refuse('pattern-none');
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
  } catch {
    return damaged();
  }
  const from = { bytes, at: 0 };
  const version = take(from);
  if (version !== VERSION) refuse('pattern-newer', { version, known: VERSION });
  const channel = channels[take(from)] ?? damaged(), times = number(from);
  const length = number(from);
  if (length > 4 * MOST_TITLE || from.at + length > bytes.length) damaged();
  const title = new TextDecoder().decode(bytes.slice(from.at, from.at += length));
  const count = number(from);
  if (count > MOST_KEYFRAMES) damaged();
  let at = 0;
  const keyframes = Array.from({ length: count }, () => {
    at += number(from) * 10;
    return /** @type {const} */ ([at, take(from) / 100 - 1, easings[take(from)] ?? damaged()]);
  });
  if (from.at !== bytes.length) damaged();
  return shared({ title, pattern: { channel, loop: times === 0 ? true : times, keyframes: keyframes.map(([time, level, easing]) => [time, Math.round(level * 100) / 100, easing]) } });
}

/** @returns {never} */
const damaged = () => refuse('pattern-damaged');

// A pattern and its title, checked.
/**
 * @param {unknown} source
 * @returns {Declared.SharedPattern}
 */
function shared(source) {
  const { title = '', pattern = source } = /** @type {{ title?: unknown, pattern?: unknown }} */ (source ?? {});
  return { title: String(title).slice(0, MOST_TITLE), pattern: checkPattern(pattern) };
}

// Numbers in as few bytes as they need, seven bits in each.
/**
 * @param {number[]} bytes
 * @param {number} value
 */
function put(bytes, value) {
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  bytes.push(value);
}

/** @typedef {{ bytes: Uint8Array, at: number }} Reader */

/** @param {Reader} from */
const take = from => from.bytes[from.at++] ?? damaged();

/** @param {Reader} from */
function number(from) {
  for (let value = 0, factor = 1; factor < 2 ** 35; factor *= 128) {
    const byte = take(from);
    value += byte % 128 * factor;
    if (byte < 128) return value;
  }
  return damaged();
}
