// What the player allows a toy, on its card. The module keeps every game to it, and the browser
// remembers it.

import { OutputType, limits } from './gobuttplug.mjs';
import { h, keep, messageOf } from '../dom.mjs';
import { log } from '../log.mjs';
import { listed, number, percent, t } from '../texts/index.mjs';
import { percentSlider, slider } from '../fields.mjs';
import { titleOfType } from './names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Rule, Shown } from '../internal.d.ts' */

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
      log('problem', `${device.name}: ${messageOf(error)}`);
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
  const reset = () => tried(() => limits.reset(device));
  const summary = h('span', { class: 'hint' });
  const show = () => {
    const rule = limits.get(device);
    for (const part of parts) part.show(rule);
    summary.textContent = described(rule) || t('limitsNone');
  };
  show();
  keep(summary, show);
  return {
    show,
    node: h('details', { class: 'fold' },
      h('summary', {}, h('span', {}, () => t('limits')), ' ', summary),
      h('p', { class: 'hint' }, () => t('limitsHint')),
      ...parts.map(part => part.node),
      h('div', {}, h('button', { type: 'button', class: 'quiet', onclick: reset }, () => t('limitsReset')))),
  };
}

/**
 * @param {(rule: Public.LimitRule) => void} change
 * @returns {Array<Shown<[Rule]>>}
 */
function levelLimits(change) {
  const top = percentSlider(() => t('limitTop'), part => change({ top: part }));
  const floor = percentSlider(() => t('limitFloor'), part => change({ floor: part }));
  const ramp = slider({
    label: () => t('limitRamp'),
    range: [0, SLOWEST_RISE],
    text: n => n === 0 ? t('rampAtOnce') : t('rampIn', { seconds: number(n / 2) }),
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
  const low = percentSlider(() => t('limitFrom'), part => change({ stroke: [part, Math.max(part, stroke()[1])] }));
  const high = percentSlider(() => t('limitTo'), part => change({ stroke: [Math.min(part, stroke()[0]), part] }));
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
    return { type, box, node: h('label', {}, box, () => titleOfType(type)) };
  });
  return {
    node: h('fieldset', { class: 'choices' }, h('legend', {}, () => t('mayRun')), ...boxes.map(one => one.node)),
    show: rule => { for (const { type, box } of boxes) box.checked = !rule.off.includes(type); },
  };
}

// A rule in a few words; '' if it limits nothing.
/** @param {Rule} rule */
function described({ top, floor, ramp, stroke: [low, high], off }) {
  const parts = [
    top < 1 && t('shortTop', { part: percent(top) }),
    floor > 0 && t('shortFloor', { part: percent(floor) }),
    ramp > 0 && t('shortRamp'),
    (low > 0 || high < 1) && t('shortStroke', { low: percent(low), high: percent(high) }),
    ...off.map(type => t('shortOff', { type: titleOfType(type) })),
  ];
  return listed(/** @type {string[]} */ (parts.filter(Boolean)));
}
