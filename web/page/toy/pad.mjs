// A pad for strokes: where the finger goes the toy goes, no faster than the player wants.

import { h, keep, newId } from '../dom.mjs';
import { number, percent, t } from '../texts/index.mjs';
import { slider } from '../fields.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Control } from '../internal.d.ts' */

const EVERY = 60;         // ms between two moves while the finger is on its way
const SLOWEST = 4000;     // ms for a full stroke
const FASTEST = 200;
const SPEEDS = 20;

// The time of a full stroke at a speed from 0 to SPEEDS: each step is as much faster as the one before.
/** @param {number} speed */
export const strokeTime = speed => Math.round(SLOWEST * (FASTEST / SLOWEST) ** (speed / SPEEDS));

// How long a move takes, within what the toy can.
/**
 * @param {number} way from 0 to 1
 * @param {number} speed
 * @param {readonly [least: number, most: number]} range in ms
 */
export const moveTime = (way, speed, [least, most]) => Math.round(Math.min(Math.max(way * strokeTime(speed), EVERY, least), most));

/**
 * @param {{ key: string, label: () => string, output: Public.ButtplugClientDeviceFeatureOutput, run: (value: number, duration: number) => void }} options
 * @returns {Control}
 */
export function strokePad({ key, label, output: { valueRange: [min, max], durationRange = [0, 60000] }, run }) {
  const id = newId();
  const shown = h('output', {});
  const handle = h('span', { class: 'pad-handle' });
  const pad = h('div', { class: 'pad', id, role: 'slider', tabIndex: 0, 'aria-label': label, 'aria-valuemin': min, 'aria-valuemax': max, 'aria-valuenow': min }, handle);
  const speed = slider({ label: () => t('strokeSpeed'), range: [0, SPEEDS], value: 10, text: n => t('strokeTime', { seconds: number(strokeTime(n) / 1000, { maximumFractionDigits: 1 }) }), oninput: () => {} });
  speed.input.classList.remove('stepped');
  const part = (/** @type {number} */ value) => max > min ? (value - min) / (max - min) : 0;
  let at = min, last = -Infinity;
  /** @type {number | undefined} */
  let timer;
  const tell = () => {
    shown.textContent = percent(part(at));
    pad.setAttribute('aria-valuetext', shown.textContent);
  };
  // Moves that come faster than toys take them are gathered: the newest counts.
  let wanted = min;
  const go = () => {
    timer = undefined;
    last = performance.now();
    run(wanted, moveTime(Math.abs(part(wanted) - part(at)), speed.input.valueAsNumber, durationRange));
  };
  const move = (/** @type {number} */ value) => {
    wanted = Math.min(Math.max(Math.round(value), min), max);
    timer ??= setTimeout(go, Math.max(0, last + EVERY - performance.now()));
  };
  const follow = (/** @type {PointerEvent} */ event) => {
    const { left, width } = pad.getBoundingClientRect();
    move(min + (event.clientX - left) / width * (max - min));
  };
  pad.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    follow(event);
  });
  pad.addEventListener('pointermove', event => { if (pad.hasPointerCapture(event.pointerId)) follow(event); });
  const step = (max - min) / 20;
  /** @type {Record<string, () => number>} */
  const keys = { ArrowRight: () => at + step, ArrowUp: () => at + step, ArrowLeft: () => at - step, ArrowDown: () => at - step, PageUp: () => at + 4 * step, PageDown: () => at - 4 * step, Home: () => min, End: () => max };
  pad.addEventListener('keydown', event => {
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    move(keys[event.key]());
  });
  tell();
  keep(pad, tell);
  return {
    key,
    node: h('div', { class: 'control' }, h('div', { class: 'row spread' }, h('span', { class: 'label', 'aria-hidden': 'true' }, label), shown), pad, h('span', { class: 'hint', 'aria-hidden': 'true' }, () => t('strokeHint')), speed.node),
    /**
     * @param {number} value
     * @param {number} duration
     */
    sent(value, duration) {
      at = value;
      pad.setAttribute('aria-valuenow', String(value));
      pad.style.setProperty('--at', String(part(value)));
      pad.style.setProperty('--time', `${duration}ms`);
      tell();
    },
    reset() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
