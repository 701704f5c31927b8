// A pattern that somebody draws.

import { invalid, number, oneOf } from '../games/check.mjs';
import { simplified } from './simplify.mjs';
import { checkPattern } from './gobuttplug-games.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Declared from '../../gobuttplug-patterns.js' */

const MOST_POINTS = 100000;
const MOST_KEYFRAMES = 500;

// points are [ms, level] in the order in which they were drawn. Where the line goes back in time,
// what was drawn later counts.
/**
 * @param {Parameters<typeof Declared.drawnPattern>[0]} points
 * @param {Parameters<typeof Declared.drawnPattern>[1]} [options]
 * @returns {Games.KeyframePattern}
 */
export function drawnPattern(points, { duration = 0, channel = 'vibrate', loop = true, tolerance = 0.02 } = {}) {
  if (!Array.isArray(points) || points.length === 0 || points.length > MOST_POINTS) invalid(`drawnPattern: it takes 1 to ${MOST_POINTS} points [ms, level]`);
  number('drawnPattern: tolerance', tolerance, 0, 1);
  number('drawnPattern: duration', duration, 0, 24 * 3600 * 1000);
  oneOf('drawnPattern: channel', channel, ['vibrate', 'rotate', 'oscillate', 'constrict', 'position']);
  const least = channel === 'rotate' ? -1 : 0;
  // A pen leaves the canvas now and then.
  const drawn = points.map(([at, level], i) => /** @type {[at: number, level: number]} */ ([Math.round(Math.max(0, finite(at, i))), Math.min(1, Math.max(least, finite(level, i)))]));
  /** @type {Array<[at: number, level: number]>} */
  const line = [];
  for (const point of drawn) {
    // Those that were drawn before and lie at or behind its time are gone.
    while (line.length > 0 && line[line.length - 1][0] >= point[0]) line.pop();
    line.push(point);
  }
  const [first] = line, last = line[line.length - 1];
  if (first[0] > 0) line.unshift([0, first[1]]);
  if (duration > last[0]) line.push([duration, last[1]]);
  if (line.length === 1) line.push([1000, last[1]]);
  return checkPattern({ channel, loop, keyframes: simplified(line, tolerance, MOST_KEYFRAMES).map(([at, level]) => [at, Math.round(level * 1000) / 1000]) });
}

/**
 * @param {unknown} value
 * @param {number} i
 */
const finite = (value, i) => typeof value === 'number' && Number.isFinite(value) ? value : invalid(`drawnPattern: point ${i} has something that is no number`);
