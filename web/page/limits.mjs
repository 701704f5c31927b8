// What the player allows a toy, on its card. The module keeps every game to it, and the browser
// remembers it.

import { OutputType, limits } from './gobuttplug.mjs';
import { percentSlider, slider, titleOfType } from './controls.mjs';
import { h, messageOf } from './dom.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Rule, Shown } from './internal.d.ts' */

/** @type {Public.OutputType[]} */
const positions = [OutputType.Position, OutputType.HwPositionWithDuration];
const limitable = [...positions, OutputType.Vibrate, OutputType.Rotate, OutputType.Oscillate, OutputType.Constrict, OutputType.Spray, OutputType.Temperature, OutputType.Led];
const SLOWEST_RISE = 20; // half seconds

// The limits of a device; nothing if it has no outputs. show() shows what is in force now.
/** @param {Public.ButtplugClientDevice} device */
export function limitsPanel(device) {
  const types = limitable.filter(type => device.hasOutput(type));
  const tried = (/** @type {() => void} */ action) => {
    try {
      action();
      return true;
    } catch (error) {
      log(`${device.name}: ${messageOf(error)}`, 'bad');
      return false;
    }
  };
  if (types.length === 0 || !tried(() => limits.get(device))) return undefined;
  const change = (/** @type {Public.LimitRule} */ rule) => { if (!tried(() => limits.set(rule, device))) show(); };
  const parts = [
    ...types.some(type => !positions.includes(type)) ? levelLimits(change) : [],
    ...types.some(type => positions.includes(type)) ? strokeLimits(change, () => limits.get(device).stroke) : [],
    typeLimits(types, change, () => limits.get(device).off),
  ];
  const reset = () => { if (tried(() => limits.reset(device))) log(`${device.name} has no limits any more`); };
  const resetAll = () => { if (tried(() => limits.load({ ...limits.rules(), all: {} }))) log('The limits of all toys are lifted'); };
  const summary = h('span', { class: 'hint' });
  const ofAll = h('span');
  const allRow = h('div', { class: 'row spread hint' }, ofAll, h('button', { type: 'button', class: 'quiet', onclick: resetAll }, 'Lift it'));
  function show() {
    const rule = limits.get(device), common = described(limits.get());
    for (const part of parts) part.show(rule);
    summary.textContent = described(rule) || (common === '' ? 'none' : 'only those of all toys');
    ofAll.textContent = `And for all toys: ${common}.`;
    allRow.hidden = common === '';
  }
  show();
  return {
    show,
    node: h('details', { class: 'fold' },
      h('summary', {}, 'Limits ', summary),
      h('p', { class: 'hint' }, `No game gets past these. They count for every ${device.name}, and this browser remembers them.`),
      ...parts.map(part => part.node),
      allRow,
      h('button', { type: 'button', class: 'quiet', onclick: reset }, 'Back to no limits')),
  };
}

/**
 * @param {(rule: Public.LimitRule) => void} change
 * @returns {Array<Shown<[Rule]>>}
 */
function levelLimits(change) {
  const top = percentSlider('At most', part => change({ top: part }));
  const floor = percentSlider('At least, while it runs', part => change({ floor: part }));
  const ramp = slider({
    label: 'Rises to full',
    range: [0, SLOWEST_RISE],
    text: n => n === 0 ? 'at once' : `in ${n / 2} s`,
    oninput: n => change({ ramp: n === 0 ? 0 : 2 / n }),
  });
  return [
    { node: top.node, show: rule => top.set(rule.top) },
    { node: floor.node, show: rule => floor.set(rule.floor) },
    { node: ramp.node, show: rule => ramp.set(rule.ramp === 0 ? 0 : Math.min(SLOWEST_RISE, Math.max(1, Math.round(2 / rule.ramp)))) },
  ];
}

// Each end takes the other one along, as the range must not be the wrong way round.
/**
 * @param {(rule: Public.LimitRule) => void} change
 * @param {() => Rule['stroke']} stroke
 * @returns {Array<Shown<[Rule]>>}
 */
function strokeLimits(change, stroke) {
  const low = percentSlider('Stroke from', part => change({ stroke: [part, Math.max(part, stroke()[1])] }));
  const high = percentSlider('Stroke to', part => change({ stroke: [Math.min(part, stroke()[0]), part] }));
  return [
    { node: low.node, show: rule => low.set(rule.stroke[0]) },
    { node: high.node, show: rule => high.set(rule.stroke[1]) },
  ];
}

/**
 * @param {Public.OutputType[]} types
 * @param {(rule: Public.LimitRule) => void} change
 * @param {() => Rule['off']} off
 * @returns {Shown<[Rule]>}
 */
function typeLimits(types, change, off) {
  const boxes = types.map(type => {
    const box = h('input', { type: 'checkbox', onchange: () => change({ off: [...off().filter(one => one !== type), ...box.checked ? [] : [type]] }) });
    return { type, box, node: h('label', {}, box, titleOfType(type)) };
  });
  return {
    node: h('fieldset', { class: 'choices' }, h('legend', {}, 'May run'), ...boxes.map(one => one.node)),
    show: rule => { for (const { type, box } of boxes) box.checked = !rule.off.includes(type); },
  };
}

/** @type {(part: number) => string} */
const percent = part => `${Math.round(part * 100)} %`;

// A rule in a few words; '' if it limits nothing.
/** @param {Rule} rule */
function described({ top, floor, ramp, stroke: [low, high], off }) {
  return [
    top < 1 && `at most ${percent(top)}`,
    floor > 0 && `at least ${percent(floor)}`,
    ramp > 0 && 'slow rise',
    (low > 0 || high < 1) && `strokes from ${percent(low)} to ${percent(high)}`,
    ...off.map(type => `${titleOfType(type).toLowerCase()} off`),
  ].filter(Boolean).join(', ');
}
