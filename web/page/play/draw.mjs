// A pattern that the player draws with a finger or the mouse, or step by step with sliders.

import { COLUMNS, STEPS, lineOf, pointsOf, setStep, stepOf, stroke } from './drawing.mjs';
import { choice, percentSlider } from '../fields.mjs';
import { h, newId, svg } from '../dom.mjs';
import { playButton } from './parts.mjs';
import { t } from '../texts/index.mjs';
import { titleOfType } from '../toy/names.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { PatternKeeper, Stage } from '../internal.d.ts' */

const durations = [2, 4, 8, 16, 32];
const WIDTH = 320, HEIGHT = 120;

/** @type {readonly Games.Channel[]} */
const channels = ['vibrate', 'rotate', 'oscillate', 'constrict', 'position'];

/** @type {(channel: Games.Channel) => string} */
export const titleOfChannel = channel => titleOfType(channel[0].toUpperCase() + channel.slice(1));

/**
 * @param {Stage} stage
 * @param {PatternKeeper} keeper
 */
export function drawPanel(stage, keeper) {
  const levels = new Array(COLUMNS).fill(0);
  let duration = 4;
  /** @type {Games.Channel} */
  let channel = 'vibrate';
  const made = () => stage.patterns.drawnPattern(pointsOf(levels, duration * 1000), { channel });
  const line = svg('polyline', { class: 'drawn' });
  const pad = h('div', { class: 'draw', 'aria-hidden': 'true' }, svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' }, line), h('span', { class: 'hint' }, () => t('drawHint')));
  const steps = Array.from({ length: STEPS }, (_, i) => percentSlider(() => t('drawStep', { n: i + 1 }), level => {
    setStep(levels, i, level);
    show();
    again();
  }));
  const hint = /** @type {HTMLElement} */ (pad.lastElementChild);
  const show = () => {
    line.setAttribute('points', lineOf({ keyframes: pointsOf(levels, 1000) }, WIDTH, HEIGHT));
    hint.hidden = levels.some(level => level > 0);
    steps.forEach((step, i) => step.set(stepOf(levels, i)));
  };
  /** @type {[x: number, level: number] | undefined} */
  let last;
  const placeOf = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    return /** @type {[number, number]} */ ([(event.clientX - left) / width, 1 - (event.clientY - top) / height]);
  };
  const follow = (/** @type {PointerEvent} */ event) => {
    const place = placeOf(event);
    stroke(levels, last ?? place, place);
    last = place;
    show();
  };
  pad.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    last = undefined;
    follow(event);
  });
  pad.addEventListener('pointermove', event => { if (pad.hasPointerCapture(event.pointerId)) follow(event); });
  pad.addEventListener('pointerup', () => again());

  const long = choice({ label: () => t('drawDuration'), options: durations.map(n => [String(n), () => t('drawSeconds', { n })]), onchange: value => {
    duration = Number(value);
    again();
  } });
  long.set(String(duration));
  const what = choice({ label: () => t('drawFor'), options: channels.map(one => [one, () => titleOfChannel(one)]), onchange: value => {
    channel = /** @type {Games.Channel} */ (value);
    again();
  } });
  const id = newId();
  const title = h('input', { type: 'text', id, maxLength: 80, autocomplete: 'off', placeholder: () => t('drawTitle') });
  const button = playButton({ play: () => t('play'), stop: () => t('stopOne'), label: () => t('drawTitle'), onplay: () => keeper.play('drawn', made(), button), onstop: () => keeper.end('drawn') });
  // What plays already follows what is drawn.
  const again = () => { if (keeper.plays('drawn')) keeper.play('drawn', made(), button); };
  const save = h('form', { class: 'row', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    keeper.keep(title.value.trim() || t('drawTitle'), made());
    title.value = '';
  } }, h('div', { class: 'field grow' }, h('label', { for: id }, () => t('patternName')), title), h('button', { type: 'submit' }, () => t('save')));
  const clear = h('button', { type: 'button', class: 'quiet', onclick: () => {
    levels.fill(0);
    show();
    again();
  } }, () => t('logClear'));
  show();
  return h('details', { class: 'fold' },
    h('summary', {}, () => t('drawTitle')),
    pad,
    h('details', { class: 'fold inner' }, h('summary', {}, () => t('drawBySteps')), ...steps.map(step => step.node)),
    long.node, what.node,
    h('div', { class: 'row' }, button.node, clear), save);
}
