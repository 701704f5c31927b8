// A control for each output of a toy, fitted to it. What it shows is what the toy was really told.

import { DeviceOutput, OutputType } from './gobuttplug.mjs';
import { h, keep, messageOf } from '../dom.mjs';
import { keyOf, titleOf } from '../toys.mjs';
import { log } from '../log.mjs';
import { slider } from '../fields.mjs';
import { strokePad } from './pad.mjs';
import { t } from '../texts/index.mjs';
import { titleOfPart } from './names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Control, Toy } from '../internal.d.ts' */

const ANSWER = 500; // ms within which the toy is told what was asked for

/**
 * @param {Toy} toy
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Public.ButtplugClientDeviceFeatureOutput} output
 * @returns {Control}
 */
export function outputControl(toy, feature, output) {
  const { type, valueRange: [min, max] } = output;
  const key = keyOf(feature.index, type);
  const label = () => titleOfPart(toy.device, feature, type);
  const make = Object.hasOwn(DeviceOutput, type) ? DeviceOutput[/** @type {Exclude<Public.OutputType, Public.OutputType.Unknown>} */ (type)] : undefined;
  if (!make || !Number.isInteger(min) || !Number.isInteger(max)) {
    return { key, node: h('p', { class: 'hint' }, () => t('unknownOutput', { type })), sent() {}, reset() {} };
  }
  const run = (/** @type {Public.DeviceOutputCommand} */ command) => {
    log('command', `${titleOf(toy)}: ${type} ${command.value}${command.duration === undefined ? '' : ` in ${command.duration} ms`}`);
    feature.runOutput(command).catch(error => log('problem', `${titleOf(toy)}: ${messageOf(error)}`));
  };
  if (type === OutputType.HwPositionWithDuration) return strokePad({ key, label, output, run: (value, duration) => run(DeviceOutput.PositionWithDuration.value(value, duration)) });
  const value = (/** @type {number} */ n) => run(/** @type {{ value(n: number): Public.DeviceOutputCommand }} */ (make).value(n));
  if (type === OutputType.Position) return levelControl({ key, label, min, max, value, stays: true });
  return min === 0 && max === 1 ? switchControl({ key, label, value }) : levelControl({ key, label, min, max, value });
}

// A slider with the real steps. Its bar is what the toy was told, its handle what was asked for: limits
// may lie in between. When somebody else drives the toy, the handle goes along.
/** @param {{ key: string, label: () => string, min: number, max: number, value: (n: number) => void, stays?: boolean }} options */
function levelControl({ key, label, min, max, value, stays = false }) {
  let asked = 0, at = -Infinity;
  const control = slider({
    label,
    range: [min, max],
    value: Math.max(min, 0),
    text: n => t('steps', { n, most: max }),
    oninput: n => {
      asked = n;
      at = performance.now();
      control.mark(told);
      value(n);
    },
  });
  let told = control.input.valueAsNumber;
  return {
    key,
    node: control.node,
    /** @param {number} n */
    sent(n) {
      told = n;
      // A 0 that comes later is no limit but a stop.
      const limited = Math.abs(n) < Math.abs(asked) && (n === 0 ? performance.now() - at < ANSWER : Math.sign(n) === Math.sign(asked));
      if (stays || limited) return control.mark(n);
      asked = n;
      control.set(n);
    },
    reset() {
      if (stays) return;
      asked = told = Math.max(min, 0);
      at = -Infinity;
      control.set(told);
    },
  };
}

/** @param {{ key: string, label: () => string, value: (n: number) => void }} options */
function switchControl({ key, label, value }) {
  let told = false;
  const button = h('button', { type: 'button', role: 'switch', class: 'switch', 'aria-checked': 'false', 'aria-label': label, onclick: () => value(told ? 0 : 1) });
  const word = h('span', { 'aria-hidden': 'true' });
  const tell = () => { word.textContent = t(told ? 'on' : 'off'); };
  const set = (/** @type {boolean} */ on) => {
    told = on;
    button.setAttribute('aria-checked', String(on));
    tell();
  };
  keep(word, tell);
  return {
    key,
    node: h('div', { class: 'control row spread' }, h('span', { 'aria-hidden': 'true' }, label), h('span', { class: 'row' }, word, button)),
    /** @param {number} n */
    sent: n => set(n !== 0),
    reset: () => set(false),
  };
}
