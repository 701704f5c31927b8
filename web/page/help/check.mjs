// The toy check: each part of a real toy runs gently for a moment, and its owner says what it did. What
// comes out is a report to copy or save.

import { BUILD, DeviceOutput, InputCommandType, traffic } from './gobuttplug.mjs';
import { catalogue } from './catalogue.mjs';
import { connection, onConnection } from '../session.mjs';
import { copyText } from './copy.mjs';
import { h, messageOf, newId, saveFile } from '../dom.mjs';
import { inputText, read } from '../toy/inputs.mjs';
import { log } from '../log.mjs';
import { percent, t } from '../texts/index.mjs';
import { remedyOf } from '../problems.mjs';
import { reportText } from './report.mjs';
import { titleOf, toyEvents, toys } from '../toys.mjs';
import { titleOfPart } from '../toy/names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Toy } from '../internal.d.ts' */
/** @import { Step } from './report.mjs' */

const LEVEL = 0.3;
const RUN = 2000; // ms

/** @typedef {{ title: () => string, english: string, run?: () => Promise<void>, ask?: () => Promise<number | undefined>, asked: string, level: () => string, type: string }} Part */

// What there is to check of a toy, in the order of its features.
/**
 * @param {Toy} toy
 * @returns {Part[]}
 */
function partsOf(toy) {
  /** @type {Part[]} */
  const parts = [];
  for (const feature of toy.device.features.values()) {
    for (const { type, valueRange: [low, high] } of feature.outputs.values()) {
      if (!Object.hasOwn(DeviceOutput, type)) continue;
      const title = () => titleOfPart(toy.device, feature, type), english = `${type} of feature ${feature.index}`;
      if (type === 'HwPositionWithDuration') {
        const go = (/** @type {number} */ part) => feature.runOutput(DeviceOutput.PositionWithDuration.percent(part, RUN / 2));
        parts.push({ title, english, type, asked: `to ${low + Math.round((high - low) * 0.7)} and back in ${RUN} ms`, level: () => percent(0.7), run: async () => {
          await go(0.7);
          await pause(RUN / 2);
          await go(0.2);
          await pause(RUN / 2);
        } });
        continue;
      }
      const value = Math.max(1, Math.round(high * LEVEL));
      const make = /** @type {{ value(n: number): Public.DeviceOutputCommand }} */ (DeviceOutput[/** @type {'Vibrate'} */ (type)]);
      const level = (/** @type {number} */ sign) => ({ title: sign < 0 ? () => `${title()} ↺` : title, english, type, asked: `${sign * value} of ${low} to ${high}`, level: () => percent(value / Math.max(high, 1)), run: async () => {
        await feature.runOutput(make.value(sign * value));
        await pause(RUN);
        if (type !== 'Position') await feature.runOutput(make.value(0));
      } });
      parts.push(level(1));
      if (low < 0) parts.push(level(-1));
    }
    for (const { type, commands } of feature.inputs.values()) {
      if (commands.includes(InputCommandType.Read)) parts.push({ title: () => titleOfPart(toy.device, feature, type), english: `${type} of feature ${feature.index}`, type, asked: 'read', level: () => '', ask: () => read(toy, feature, type) });
    }
  }
  return parts;
}

const pause = (/** @type {number} */ ms) => new Promise(resolve => { setTimeout(resolve, ms); });

export function checkPanel() {
  const titleId = newId();
  const body = h('div', { class: 'settings' });
  let busy = false;
  const offer = () => {
    if (busy) return;
    const real = connection().way === 'simulated' && !new URLSearchParams(location.search).has('checksimulated') ? [] : toys();
    body.replaceChildren(real.length === 0 ? h('p', { class: 'hint' }, () => t('checkNoToy'))
      : h('div', { class: 'row' }, ...real.map(toy => h('button', { type: 'button', class: 'primary', onclick: () => begin(toy) }, () => t('checkGo', { name: titleOf(toy) })))));
  };
  const begin = async (/** @type {Toy} */ toy) => {
    busy = true;
    await guide(toy, body).catch(error => log('problem', messageOf(error)));
    busy = false;
    if (!body.querySelector('.report')) offer();
  };
  toyEvents.on('added', offer);
  toyEvents.on('removed', () => setTimeout(offer));
  onConnection(offer);
  offer();
  return h('section', { class: 'panel', 'data-part': 'check', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('checkTitle')), h('p', { class: 'hint' }, () => t('checkLead')), body);
}

/**
 * @param {Toy} toy
 * @param {HTMLElement} body
 */
async function guide(toy, body) {
  /** @type {string[]} */
  let packets = [];
  let advertised = '';
  const unwatch = await traffic.bytes(({ kind, hex, toy: name }) => {
    if (kind !== 'write') return;
    packets.push(hex);
    advertised = name;
  });
  /** @type {Step[]} */
  const steps = [];
  const parts = partsOf(toy);
  try {
    for (const [i, part] of parts.entries()) {
      packets = [];
      const said = await step(part, i, parts.length, body);
      if (!said || !toy.device.connected) return;
      steps.push({ title: part.english, asked: part.asked, ...said, packets });
    }
  } finally {
    unwatch();
    if (toy.device.connected) await toy.device.stop().catch(() => {}); // a toy that is gone is still
  }
  const { models } = await catalogue().catch(() => ({ models: [] }));
  const known = models.find(({ brand, model }) => `${brand} ${model}` === toy.device.name);
  finish(body, reportText({ model: toy.device.name, protocol: known?.protocol ?? '', advertised, build: BUILD, browser: navigator.userAgent, date: new Date().toISOString().slice(0, 10), steps }));
}

// Resolves to what the owner said; to nothing if the check is to end.
/**
 * @param {Part} part
 * @param {number} i
 * @param {number} most
 * @param {HTMLElement} body
 * @returns {Promise<{ answer: string, note?: string } | undefined>}
 */
function step(part, i, most, body) {
  return new Promise(resolve => {
    const noteId = newId();
    const note = h('input', { type: 'text', id: noteId, maxLength: 200, autocomplete: 'off' });
    const answer = (/** @type {string} */ said, /** @type {() => string} */ text) => h('button', { type: 'button', onclick: () => resolve({ answer: said, note: note.value }) }, text);
    const asking = h('div', { class: 'settings', hidden: true });
    const trouble = h('p', { class: 'hint', role: 'alert' });
    const line = h('p', {}, () => part.run ? t('checkRun', { output: part.title(), level: part.level() }) : part.title());
    const go = h('button', { type: 'button', class: 'primary', onclick: async () => {
      go.disabled = true;
      trouble.textContent = '';
      try {
        if (part.run) {
          await part.run();
        } else {
          const value = await part.ask?.();
          line.textContent = t('checkInput', { input: part.title(), value: value === undefined ? '–' : inputText(part.type, value) });
        }
      } catch (error) {
        trouble.textContent = remedyOf(error);
      }
      go.disabled = false;
      go.textContent = t('checkAgain');
      asking.hidden = false;
    } }, () => part.run ? t('checkStart') : t('measure'));
    const answers = part.run
      ? [answer('just that', () => t('checkYes')), answer('nothing', () => t('checkNothing')), answer('something else', () => t('checkOther'))]
      : [answer('right', () => t('checkRight')), answer('wrong', () => t('checkWrong')), answer('can\'t tell', () => t('checkDunno'))];
    asking.append(h('p', {}, () => t(part.run ? 'checkAsk' : 'checkInputAsk')), h('div', { class: 'field' }, h('label', { for: noteId }, () => t('checkNote')), note), h('div', { class: 'row' }, ...answers));
    body.replaceChildren(
      h('p', { class: 'hint', role: 'status' }, () => t('checkStep', { n: i + 1, most })), line, h('div', { class: 'row' }, go), trouble, asking,
      h('div', {}, h('button', { type: 'button', class: 'quiet', onclick: () => resolve(undefined) }, () => t('checkEnd'))));
    go.focus();
  });
}

/**
 * @param {HTMLElement} body
 * @param {string} text
 */
function finish(body, text) {
  const id = newId();
  const area = h('textarea', { class: 'report', id, readOnly: true, rows: 12, value: text, spellcheck: false });
  const copy = h('button', { type: 'button', class: 'primary', onclick: () => copyText(copy, text) }, () => t('checkCopy'));
  body.replaceChildren(h('p', { role: 'status' }, () => t('checkDone')),
    h('div', { class: 'field' }, h('label', { for: id }, () => t('checkReport')), area), h('p', { class: 'hint' }, () => t('checkReportHint')),
    h('div', { class: 'row' }, copy, h('button', { type: 'button', onclick: () => saveFile('toy-check.txt', text) }, () => t('checkSave'))));
  area.focus();
}
