// What a toy measures: read once, or followed, with the newest value.

import { InputCommandType, InputType } from './gobuttplug.mjs';
import { h, keep, messageOf } from '../dom.mjs';
import { keyOf, measured, titleOf } from '../toys.mjs';
import { log } from '../log.mjs';
import { number, percent, t } from '../texts/index.mjs';
import { titleOfPart } from './names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Control, Toy } from '../internal.d.ts' */

const WEAK = -85, FAIR = -70; // dBm

/** @param {number} dBm */
export const signalWord = dBm => t(dBm < WEAK ? 'signalWeak' : dBm < FAIR ? 'signalFair' : 'signalGood');

// A value as people read it.
/**
 * @param {string} type
 * @param {number} value
 */
export function inputText(type, value) {
  if (type === InputType.Button) return t(value ? 'pressed' : 'released');
  if (type === InputType.Battery) return percent(value / 100);
  if (type === InputType.RSSI) return `${number(value)} dBm (${signalWord(value)})`;
  return number(value);
}

// Asks for a value; what comes is told to whoever watches the toy.
/**
 * @param {Toy} toy
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Public.InputType} type
 */
export async function read(toy, feature, type) {
  const reading = await feature.runInput(type, InputCommandType.Read);
  if (reading) measured(toy, feature.index, type, reading.value);
  return reading?.value;
}

/**
 * @param {Toy} toy
 * @param {Public.IButtplugClientDeviceFeature} feature
 * @param {Public.ButtplugClientDeviceFeatureInput} input
 * @returns {Control}
 */
export function inputControl(toy, feature, input) {
  const { type, commands } = input;
  const label = () => titleOfPart(toy.device, feature, type);
  const shown = h('output', { class: 'value' });
  let failed = false;
  /** @type {number | undefined} */
  let value;
  const tell = () => { shown.textContent = failed ? t('noAnswer') : value === undefined ? '–' : inputText(type, value); };
  const fail = (/** @type {unknown} */ error) => {
    failed = true;
    tell();
    log('problem', `${titleOf(toy)}: ${messageOf(error)}`);
  };
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  if (commands.includes(InputCommandType.Read)) {
    buttons.push(h('button', { type: 'button', class: 'quiet', 'aria-label': () => t('measureInput', { input: label() }), onclick: () => read(toy, feature, type).catch(fail) }, () => t('measure')));
  }
  if (commands.includes(InputCommandType.Subscribe)) {
    const follow = h('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false', 'aria-label': () => t('followInput', { input: label() }), onclick: () => turn(follow.getAttribute('aria-pressed') !== 'true') }, () => t('follow'));
    const turn = async (/** @type {boolean} */ on) => {
      follow.setAttribute('aria-pressed', String(on));
      try {
        await feature.runInput(type, on ? InputCommandType.Subscribe : InputCommandType.Unsubscribe);
      } catch (error) {
        follow.setAttribute('aria-pressed', String(!on));
        fail(error);
      }
    };
    buttons.push(follow);
  }
  tell();
  keep(shown, tell);
  return {
    key: keyOf(feature.index, type),
    node: h('div', { class: 'control input row spread' }, h('span', { class: 'label' }, label), shown, ...buttons),
    /** @param {number} now */
    sent(now) {
      value = now;
      failed = false;
      tell();
    },
    // A stop ends subscriptions, too.
    reset() { for (const button of buttons) if (button.hasAttribute('aria-pressed')) button.setAttribute('aria-pressed', 'false'); },
  };
}
