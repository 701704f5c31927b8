// A drawn pattern as levels in columns, and lines of patterns: functions without a page.

/** @import * as Games from '../../gobuttplug-games.js' */

export const COLUMNS = 160;
export const STEPS = 8;

// Draws from one place to another, in fractions of the width and height: all columns in between get
// levels on the way.
/**
 * @param {number[]} levels
 * @param {readonly [x: number, level: number]} from
 * @param {readonly [x: number, level: number]} to
 */
export function stroke(levels, from, to) {
  const within = (/** @type {number} */ n) => Math.min(1, Math.max(0, n));
  const column = (/** @type {number} */ x) => Math.round(within(x) * (levels.length - 1));
  const [[left, low], [right, high]] = from[0] <= to[0] ? [from, to] : [to, from];
  const first = column(left), last = column(right);
  for (let i = first; i <= last; i++) levels[i] = within(low + (high - low) * (last > first ? (i - first) / (last - first) : 1));
  if (first === last) levels[first] = within(to[1]);
}

// Sets one of the STEPS equal parts.
/**
 * @param {number[]} levels
 * @param {number} step
 * @param {number} level
 */
export function setStep(levels, step, level) {
  levels.fill(level, Math.round(step * levels.length / STEPS), Math.round((step + 1) * levels.length / STEPS));
}

// The level in the middle of a step.
/**
 * @param {readonly number[]} levels
 * @param {number} step
 */
export const stepOf = (levels, step) => levels[Math.round((step + 0.5) * levels.length / STEPS)] ?? 0;

// Levels as points [ms, level] over a time.
/**
 * @param {readonly number[]} levels
 * @param {number} duration in ms
 * @returns {Array<[at: number, level: number]>}
 */
export const pointsOf = (levels, duration) => levels.map((level, i) => [Math.round(i / (levels.length - 1) * duration), level]);

// The keyframes of a pattern as the points of a line in a picture of this size.
/**
 * @param {Games.KeyframePattern} pattern
 * @param {number} width
 * @param {number} height
 */
export function lineOf({ keyframes, channel }, width, height) {
  const frames = keyframes.map(frame => Array.isArray(frame) ? { at: frame[0], level: frame[1], easing: frame[2] } : /** @type {Extract<Games.Keyframe, { at: number }>} */ (frame));
  const length = frames.at(-1)?.at || 1, least = channel === 'rotate' ? -1 : 0;
  const x = (/** @type {number} */ at) => Math.round(at / length * width * 10) / 10;
  const y = (/** @type {number} */ level) => Math.round((1 - (level - least) / (1 - least)) * height * 10) / 10;
  let before = 0;
  return frames.flatMap(({ at, level, easing }) => {
    const made = easing === 'step' ? [`${x(at)},${y(before)}`, `${x(at)},${y(level)}`] : [`${x(at)},${y(level)}`];
    before = level;
    return made;
  }).join(' ');
}
