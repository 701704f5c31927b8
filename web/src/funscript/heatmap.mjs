// Pictures of a script: how fast it is over time, and where it is.

import { invalid, number } from '../games/check.mjs';

/** @import * as Declared from '../../gobuttplug-funscript.js' */
/** @typedef {readonly Declared.Action[]} Actions */

// From these speeds on, in hundredths of the range a second, these colours; in between, between them.
/** @type {Array<[speed: number, red: number, green: number, blue: number]>} */
const scale = [[0, 84, 104, 186], [80, 40, 130, 220], [160, 40, 170, 120], [260, 230, 200, 50], [360, 235, 90, 40], [480, 200, 30, 80], [640, 150, 40, 200]];

const MOST_COLUMNS = 10000;

// The speed of each part of a script.
/**
 * @param {Actions} actions
 * @returns {Declared.Segment[]}
 */
export function segmentsOf(actions) {
  return actions.slice(1).map(({ at, pos }, i) => ({ from: actions[i].at, to: at, speed: speedOf(actions[i], { at, pos }) }));
}

/** @type {(from: Declared.Action, to: Declared.Action) => number} */
const speedOf = (from, to) => to.at > from.at ? Math.abs(to.pos - from.pos) / (to.at - from.at) * 1000 : 0;

// The mean speed in each of so many equal parts of the duration.
/**
 * @param {Actions} actions
 * @param {{ columns?: number, duration?: number }} [options] duration is in ms
 * @returns {number[]}
 */
export function heatmapOf(actions, { columns = 200, duration = actions[actions.length - 1]?.at ?? 0 } = {}) {
  number('heatmapOf: columns', columns, 1, MOST_COLUMNS);
  const ways = new Array(Math.floor(columns)).fill(0);
  if (!(duration > 0)) return ways;
  const width = duration / ways.length;
  for (let i = 1; i < actions.length && actions[i - 1].at < duration; i++) {
    const from = actions[i - 1], to = actions[i], speed = speedOf(from, to);
    for (let column = Math.floor(from.at / width); speed > 0 && column < ways.length && column * width < to.at; column++) {
      ways[column] += speed * (Math.min(to.at, (column + 1) * width) - Math.max(from.at, column * width));
    }
  }
  return ways.map(way => way / width);
}

// The colour of a speed, for CSS and canvas.
/** @param {number} speed */
export function speedColour(speed) {
  const above = scale.findIndex(([from]) => from > speed);
  const i = above < 0 ? scale.length - 1 : Math.max(0, above - 1), low = scale[i], high = scale[i + 1] ?? low;
  const part = high === low ? 0 : Math.min(1, Math.max(0, (speed - low[0]) / (high[0] - low[0])));
  const [red, green, blue] = [1, 2, 3].map(n => Math.round(low[n] + (high[n] - low[n]) * part));
  return `rgb(${red}, ${green}, ${blue})`;
}

// Fills a canvas with the heat map of a script.
/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {Actions} actions
 * @param {{ duration?: number }} [options] in ms
 */
export function drawHeatmap(canvas, actions, { duration } = {}) {
  const { context, width, height } = surface(canvas);
  heatmapOf(actions, { columns: Math.min(MOST_COLUMNS, width), ...duration !== undefined && { duration } }).forEach((speed, column) => {
    context.fillStyle = speedColour(speed);
    context.fillRect(column, 0, 1, height);
  });
}

// Draws a part of a script as a line, coloured by its speed, and where the time is.
/**
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas
 * @param {Actions} actions
 * @param {{ from?: number, to?: number, time?: number, line?: number, colour?: string }} [options] times are in ms, line in pixels
 */
export function drawTimeline(canvas, actions, { from = 0, to = actions[actions.length - 1]?.at ?? 0, time, line = 2, colour = 'currentColor' } = {}) {
  const { context, width, height } = surface(canvas);
  if (!(to > from)) return;
  const x = (/** @type {number} */ at) => (at - from) / (to - from) * width;
  const y = (/** @type {number} */ pos) => line / 2 + (1 - pos / 100) * (height - line);
  context.lineWidth = line;
  context.lineCap = 'round';
  // Of many points in one column only those that can be seen are drawn.
  let i = firstAfter(actions, from);
  let last = actions[Math.max(0, i - 1)];
  for (i = Math.max(1, i); i < actions.length; i++) {
    const action = actions[i], next = actions[i + 1];
    if (next && next.at <= to && x(next.at) - x(last.at) < 1 && Math.abs(y(action.pos) - y(last.pos)) < height / 4) continue;
    context.strokeStyle = speedColour(speedOf(last, action));
    context.beginPath();
    context.moveTo(x(last.at), y(last.pos));
    context.lineTo(x(action.at), y(action.pos));
    context.stroke();
    last = action;
    if (action.at > to) break;
  }
  if (time === undefined || time < from || time > to) return;
  context.fillStyle = colour === 'currentColor' && 'ownerDocument' in canvas ? getComputedStyle(canvas).color : colour;
  context.fillRect(x(time) - line / 2, 0, line, height);
}

// The index of the first action at a time or later.
/**
 * @param {Actions} actions
 * @param {number} time
 */
function firstAfter(actions, time) {
  let low = 0, high = actions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (actions[middle].at < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas */
function surface(canvas) {
  const context = /** @type {CanvasRenderingContext2D | null} */ (canvas.getContext('2d')) ?? invalid('The canvas has no 2D context; it is used for something else');
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
