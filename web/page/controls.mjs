// One control for each output of a toy and one for each input.

import { DeviceOutput, InputCommandType, InputType, OutputType } from './gobuttplug.mjs';
import { h, newId } from './dom.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Control } from './internal.d.ts' */

/** @type {Record<string, string>} */
const controlTitles = { [OutputType.Led]: 'Light', [OutputType.HwPositionWithDuration]: 'Move', [InputType.RSSI]: 'Signal' };
/** @type {Record<string, string>} */
const units = { [InputType.Battery]: '%', [InputType.RSSI]: 'dBm' };

// What the page calls a type of output or input.
/** @type {(type: string) => string} */
export const titleOfType = type => controlTitles[type] ?? type;

// What a control is called: by its type, and by the feature's own name where that says more.
/**
 * @param {string} type
 * @param {Public.IButtplugClientDeviceFeature} feature
 */
function titleOf(type, feature) {
  const title = titleOfType(type);
  const own = feature.descriptor?.trim();
  return own && own.toLowerCase() !== title.toLowerCase() ? `${title}: ${own}` : title;
}

// A slider that shows how far it is from 0, on either side.
/** @param {{ label: string, range: readonly [min: number, max: number], value?: number, text?: (n: number) => string, oninput: (n: number) => void }} options */
export function slider({ label, range: [min, max], value = 0, text = n => `${n} of ${max}`, oninput }) {
  const id = newId();
  const shown = h('output', { for: id });
  const input = h('input', { type: 'range', id, min, max, step: 1, value });
  const show = () => {
    const at = (/** @type {number} */ n) => max > min ? (n - min) / (max - min) : 0;
    const zero = at(Math.min(Math.max(0, min), max)), here = at(input.valueAsNumber);
    input.style.setProperty('--from', String(Math.min(zero, here)));
    input.style.setProperty('--to', String(Math.max(zero, here)));
    shown.textContent = text(input.valueAsNumber);
    input.setAttribute('aria-valuetext', shown.textContent);
  };
  input.classList.toggle('signed', min < 0 && max > 0);
  input.addEventListener('input', () => {
    show();
    oninput(input.valueAsNumber);
  });
  show();
  return {
    node: h('div', { class: 'control' }, h('div', { class: 'row spread' }, h('label', { for: id }, label), shown), input),
    input,
    /** @param {number} n */
    set(n) {
      input.value = String(n);
      show();
    },
  };
}

// A slider for a part of a whole: oninput and set take a fraction.
/**
 * @param {string} label
 * @param {(part: number) => void} oninput
 */
export function percentSlider(label, oninput) {
  const control = slider({ label, range: [0, 100], text: n => `${n} %`, oninput: n => oninput(n / 100) });
  return { node: control.node, set: (/** @type {number} */ part) => control.set(Math.round(part * 100)) };
}

/** @typedef {[value: string, text: string]} Option */

// A list to choose from: options are pairs of a value and its text. set() adds a value that is not
// among them, with the text that it is given.
/** @param {{ label: string, options: Option[], onchange: (value: string) => void }} options */
export function choice({ label, options, onchange }) {
  const id = newId();
  const select = h('select', { id, onchange: () => onchange(select.value) });
  const node = h('div', { class: 'row spread choice' }, h('label', { for: id }, label), select);
  const offer = (/** @type {Option[]} */ all) => select.replaceChildren(...all.map(([value, text]) => h('option', { value }, text)));
  offer(options);
  return {
    node,
    offer,
    /**
     * @param {string} value
     * @param {string} [text]
     */
    set(value, text = value) {
      if (![...select.options].some(option => option.value === value)) select.append(h('option', { value }, text));
      select.value = value;
    },
  };
}

// The control of an output. reset() puts it where a stop has put the toy.
/**
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Public.ButtplugClientDeviceFeatureOutput} output
 * @returns {Control}
 */
export function outputControl(feature, output) {
  const { type } = output;
  const label = titleOf(type, feature);
  const failed = (/** @type {Error} */ error) => log(`${label}: ${error.message}`, 'bad');
  const run = (/** @type {Public.DeviceOutputCommand} */ command) => feature.runOutput(command).catch(failed);
  if (type === OutputType.HwPositionWithDuration) return moveControl(output, label, run);
  const control = slider({ label, range: output.valueRange, oninput: n => run(DeviceOutput[/** @type {Exclude<typeof type, Public.OutputType.Unknown>} */ (type)].value(n)) });
  return { node: control.node, reset: () => { if (type !== OutputType.Position) control.set(0); } };
}

// A place and how long the way there takes.
/**
 * @param {Public.ButtplugClientDeviceFeatureOutput} output
 * @param {string} label
 * @param {(command: Public.DeviceOutputCommand) => void} run
 * @returns {Control}
 */
function moveControl(output, label, run) {
  const id = newId();
  const [least, most] = output.durationRange ?? [0, 100000];
  const duration = h('input', { type: 'number', id, min: least, max: most, step: 10, value: Math.min(Math.max(500, least), most) });
  const ms = () => Math.min(Math.max(duration.valueAsNumber || 0, least), most);
  const control = slider({ label, range: output.valueRange, oninput: n => run(DeviceOutput.PositionWithDuration.value(n, ms())) });
  control.node.append(h('div', { class: 'row duration' }, h('label', { for: id }, 'takes'), duration, h('span', {}, 'ms')));
  return { node: control.node, reset: () => {} };
}

// The control of an input: a button to read it, a switch to follow it. follows tells a reading.
/**
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Public.ButtplugClientDeviceFeatureInput} input
 * @returns {Control}
 */
export function inputControl(feature, input) {
  const label = titleOf(input.type, feature);
  const button = (/** @type {string} */ verb, /** @type {() => void} */ onclick, props = {}) => {
    const [type, own] = label.split(': ', 2);
    const text = `${verb} ${type.toLowerCase()}`;
    return h('button', { type: 'button', class: 'quiet', onclick, 'aria-label': own && `${text}: ${own}`, ...props }, text);
  };
  const shown = h('output', {}, '–');
  const bar = h('meter', { min: input.valueRange[0] ?? 0, max: input.valueRange[1] ?? 1, value: input.valueRange[0] ?? 0, 'aria-label': label });
  const show = (/** @type {number} */ value) => {
    shown.textContent = input.type === InputType.Button ? (value ? 'pressed' : 'released') : `${value} ${units[input.type] ?? ''}`.trim();
    bar.value = value;
  };
  const failed = (/** @type {Error} */ error) => {
    log(`${label}: ${error.message}`, 'bad');
    shown.textContent = 'no answer';
  };
  const buttons = [];
  if (input.commands.includes(InputCommandType.Read)) {
    buttons.push(button('Read', () => feature.runInput(input.type, InputCommandType.Read).then(r => { if (r) show(r.value); }, failed)));
  }
  /** @type {HTMLButtonElement | undefined} */
  let follow;
  if (input.commands.includes(InputCommandType.Subscribe)) {
    follow = button('Follow', () => toggle(), { 'aria-pressed': 'false' });
    buttons.push(follow);
  }
  const pressed = (/** @type {boolean} */ on) => follow?.setAttribute('aria-pressed', String(on));
  const toggle = () => {
    const on = follow?.getAttribute('aria-pressed') !== 'true';
    pressed(on);
    feature.runInput(input.type, on ? InputCommandType.Subscribe : InputCommandType.Unsubscribe).catch(error => {
      pressed(!on);
      failed(error);
    });
  };
  feature.on('inputreading', reading => { if (reading.inputType === input.type) show(reading.value); });
  return {
    node: h('div', { class: 'control input' }, h('div', { class: 'row spread' }, h('span', { class: 'label' }, label), shown, ...buttons), bar),
    reset: () => pressed(false),
  };
}
