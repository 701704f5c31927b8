// What a player can make of a script: pure functions from actions to actions.

import { invalid, object, shown } from '../games/check.mjs';

/** @import * as Declared from '../../gobuttplug-funscript.js' */
/** @typedef {readonly Declared.Action[]} Actions */

// Where a script rests longer than this, in ms, a stroke ends.
const REST = 2000;

const within = (/** @type {number} */ low, /** @type {number} */ high) => ({ test: (/** @type {unknown} */ v) => typeof v === 'number' && v >= low && v <= high, text: `a number from ${low} to ${high}` });
const flag = { test: (/** @type {unknown} */ v) => typeof v === 'boolean', text: 'true or false' };

/** @type {Record<string, { test(value: any): boolean, text: string }>} */
const parts = {
  invert: flag,
  halfSpeed: flag,
  stretch: flag,
  smooth: within(0, 5000),
  range: { test: v => Array.isArray(v) && v.length === 2 && v.every(within(0, 100).test) && v[0] <= v[1], text: 'two numbers from 0 to 100, the lower one first' },
  speedLimit: within(1, 100000),
};

// A transform, checked.
/**
 * @param {Declared.Transform} [transform]
 * @returns {Declared.Transform}
 */
export function checkedTransform(transform = {}) {
  for (const [name, value] of Object.entries(object('transform', transform))) {
    const part = Object.hasOwn(parts, name) ? parts[name] : invalid(`transform: there is no ${shown(name)}, only ${Object.keys(parts).join(', ')}`);
    if (value !== undefined && !part.test(value)) invalid(`transform: ${name} must be ${part.text}; it is ${shown(value)}`);
  }
  return transform;
}

// All that a transform asks for, in this order.
/**
 * @param {Actions} actions
 * @param {Declared.Transform} [transform]
 * @returns {Actions}
 */
export function transformed(actions, transform) {
  const { invert, halfSpeed, smooth = 0, stretch, range, speedLimit } = checkedTransform(transform);
  let result = actions;
  if (invert) result = placed(result, pos => 100 - pos);
  if (halfSpeed) result = halved(result);
  if (smooth > 0) result = smoothed(result, smooth);
  if (stretch) result = stretched(result);
  if (range) result = placed(result, pos => range[0] + pos * (range[1] - range[0]) / 100);
  if (speedLimit) result = slowed(result, speedLimit);
  return result;
}

/**
 * @param {Actions} actions
 * @param {(pos: number) => number} fn
 * @returns {Actions}
 */
const placed = (actions, fn) => actions.map(({ at, pos }) => ({ at, pos: fn(pos) }));

// To the whole range.
/** @param {Actions} actions */
function stretched(actions) {
  let low = 100, high = 0;
  for (const { pos } of actions) {
    low = Math.min(low, pos);
    high = Math.max(high, pos);
  }
  return high > low ? placed(actions, pos => (pos - low) * 100 / (high - low)) : actions;
}

// One stroke where there were two, as wide as they were, in the time of both.
/**
 * @param {Actions} actions
 * @returns {Actions}
 */
function halved(actions) {
  const turns = turningPoints(actions);
  const result = [];
  for (let start = 0, end; start < turns.length; start = end + 1) {
    for (end = start; end + 1 < turns.length && moves(turns[end], turns[end + 1]); end++);
    // From start to end it goes up and down in turn, and ends where it did.
    let i = start;
    result.push(turns[i]);
    for (; i + 4 <= end; i += 4) result.push({ at: turns[i + 2].at, pos: turns[i + 1].pos }, turns[i + 4]);
    if (end - i === 2) result.push(turns[i + 1]);
    if (end > i) result.push(turns[end]);
  }
  return result;
}

/** @type {(from: Declared.Action, to: Declared.Action) => boolean} */
const moves = (from, to) => to.pos !== from.pos && to.at - from.at < REST;

// The points where the direction changes, with the first and the last one.
/** @param {Actions} actions */
function turningPoints(actions) {
  return actions.filter(({ at, pos }, i) => {
    const before = actions[i - 1], next = actions[i + 1];
    return !before || !next || Math.sign(pos - before.pos) !== Math.sign(next.pos - pos) || at - before.at >= REST || next.at - at >= REST;
  });
}

// The mean of so many ms around each point.
/**
 * @param {Actions} actions
 * @param {number} ms
 * @returns {Actions}
 */
function smoothed(actions, ms) {
  const areas = [0]; // under the line up to each point
  for (let i = 1; i < actions.length; i++) areas.push(areas[i - 1] + (actions[i].at - actions[i - 1].at) * (actions[i].pos + actions[i - 1].pos) / 2);
  const last = actions.length - 1;
  // Times are asked for in their order, so the search goes on from where it was.
  const area = () => {
    let i = 0;
    return (/** @type {number} */ time) => {
      while (i < last && actions[i + 1].at <= time) i++;
      const from = actions[i], to = actions[i + 1], passed = time - from.at;
      if (!to || passed < 0) return areas[i] + passed * from.pos;
      return areas[i] + passed * (from.pos + (to.pos - from.pos) * passed / (to.at - from.at) / 2);
    };
  };
  const begin = area(), end = area();
  return actions.map(({ at }) => ({ at, pos: (end(at + ms / 2) - begin(at - ms / 2)) / ms }));
}

// No faster than so many hundredths of the range a second: strokes get shorter.
/**
 * @param {Actions} actions
 * @param {number} limit
 * @returns {Actions}
 */
function slowed(actions, limit) {
  /** @type {Declared.Action[]} */
  const result = [];
  for (const { at, pos } of actions) {
    const before = result[result.length - 1];
    const most = before ? limit * (at - before.at) / 1000 : 100;
    result.push({ at, pos: before ? before.pos + Math.min(most, Math.max(-most, pos - before.pos)) : pos });
  }
  return result;
}
