// The card of a toy: what it is called, how it is, and a control for each thing that it can do.

import { InputCommandType, InputType, OutputType, limits } from './gobuttplug.mjs';
import { h, icon, keep, messageOf, newId } from '../dom.mjs';
import { inputControl, inputText, read, signalWord } from './inputs.mjs';
import { keyOf, rename, titleOf, toyEvents } from '../toys.mjs';
import { limitsPanel } from './limits.mjs';
import { log } from '../log.mjs';
import { onStop } from '../stop.mjs';
import { outputControl } from './controls.mjs';
import { remedyOf } from '../problems.mjs';
import { t } from '../texts/index.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Card, Control, Toy } from '../internal.d.ts' */

const BATTERY_EVERY = 5 * 60 * 1000; // ms

/** @type {Map<Toy, Card>} */
const cards = new Map();

/** @param {Toy} toy */
export const cardOf = toy => cards.get(toy);

export const allCards = () => [...cards];

// Battery and signal are shown in the head of the card, not as controls of their own.
/** @type {unknown[]} */
export const inHead = [InputType.Battery, InputType.RSSI];

/** @param {Toy} toy */
export function makeCard(toy) {
  const { device } = toy;
  /** @type {Control[]} */
  const outputs = [], inputs = [];
  for (const feature of device.features.values()) {
    // The pad for strokes goes to any place, so a slider for places beside it says nothing new.
    const shown = [...feature.outputs.values()].filter(({ type }) => type !== OutputType.Position || !feature.hasOutput(OutputType.HwPositionWithDuration));
    for (const output of shown) outputs.push(outputControl(toy, feature, output));
    for (const input of feature.inputs.values()) if (!inHead.includes(input.type)) inputs.push(inputControl(toy, feature, input));
  }
  const controls = new Map([...outputs, ...inputs].map(control => [control.key, control]));
  const titleId = newId();
  const title = h('h3', { id: titleId });
  const model = h('p', { class: 'hint' });
  const absent = h('div', { class: 'absent', hidden: true },
    h('p', { role: 'status' }, h('strong', {}, () => t('stateReconnecting')), ' ', () => t('reconnectHint')),
    h('button', { type: 'button', class: 'quiet', 'aria-label': () => t('stopTryingToy', { name: titleOf(toy) }), onclick: () => device.release().catch(error => log('problem', messageOf(error))) }, () => t('stopTrying')));
  const chips = h('div', { class: 'chips' }, ...headInputs(toy));
  const stop = h('button', { type: 'button', class: 'stop small', 'aria-label': () => t('stopToy', { name: titleOf(toy) }), onclick: () => stopToy(toy) }, () => t('stopOne'));
  const pen = h('button', { type: 'button', class: 'bare', 'aria-label': () => t('nameToy', { name: titleOf(toy) }), onclick: () => edit() }, icon('pen'));
  const heading = h('div', { class: 'grow' }, h('div', { class: 'row tight' }, title, pen), model);
  const allowed = limitsPanel(device);
  const picture = h('div', { class: 'picture', hidden: true });
  const more = h('div', { class: 'more' });
  const node = h('article', { class: 'card', 'aria-labelledby': titleId },
    h('header', { class: 'row spread top-aligned' }, heading, stop),
    absent,
    chips,
    picture,
    h('div', { class: 'controls' }, ...outputs.map(c => c.node), ...inputs.map(c => c.node)),
    controls.size === 0 && h('p', { class: 'hint' }, () => t('nothingToControl')),
    allowed?.node,
    more);
  const showName = () => {
    title.textContent = titleOf(toy);
    model.textContent = device.name;
    model.hidden = titleOf(toy) === device.name;
    for (const button of [stop, pen]) button.setAttribute('aria-label', button === stop ? t('stopToy', { name: titleOf(toy) }) : t('nameToy', { name: titleOf(toy) }));
  };
  const edit = () => {
    const form = nameForm(toy, () => {
      form.remove();
      pen.hidden = false;
      pen.focus();
    });
    chips.before(form);
    pen.hidden = true;
    form.querySelector('input')?.select();
  };
  const showState = () => {
    const away = toy.state !== 'ready';
    if (away) for (const control of controls.values()) control.reset(); // it comes back still
    absent.hidden = !away;
    node.dataset.state = toy.state;
  };
  showName();
  showState();
  keep(node, () => { showName(); showState(); });
  /** @type {Card} */
  const card = {
    node, picture, more, controls, showName, showState,
    showLimits: () => allowed?.show(),
    reset: () => { for (const control of controls.values()) control.reset(); },
  };
  cards.set(toy, card);
  return card;
}

/** @param {Toy} toy */
async function stopToy(toy) {
  cards.get(toy)?.reset();
  toyEvents.emit('stopped', toy); // what plays on it does not go on
  try {
    await toy.device.stop();
    log('event', `${titleOf(toy)}: ${t('stopped')}`);
  } catch (error) {
    log('problem', `${titleOf(toy)}: ${messageOf(error)}`);
  }
}

/**
 * @param {Toy} toy
 * @param {() => void} done
 */
function nameForm(toy, done) {
  const id = newId();
  const input = h('input', { type: 'text', id, value: toy.name, placeholder: toy.device.name, maxLength: 80, autocomplete: 'off' });
  const trouble = h('p', { class: 'hint', role: 'alert' });
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await rename(toy, input.value);
      done();
    } catch (error) {
      trouble.textContent = remedyOf(error);
    }
  };
  return h('form', { class: 'field grow', onsubmit: save },
    h('label', { for: id }, () => t('nameLabel')), input,
    h('p', { class: 'hint' }, () => t('nameHint')), trouble,
    h('div', { class: 'row' }, h('button', { type: 'submit', class: 'quiet primary' }, () => t('save')), h('button', { type: 'button', class: 'quiet', onclick: done }, () => t('cancel'))));
}

// The charge and the signal, measured when the toy comes, when somebody clicks, and now and then.
/** @param {Toy} toy */
function headInputs(toy) {
  /** @type {HTMLElement[]} */
  const chips = [];
  for (const feature of toy.device.features.values()) {
    for (const { type, commands } of feature.inputs.values()) {
      if (!inHead.includes(type) || !commands.includes(InputCommandType.Read)) continue;
      const key = keyOf(feature.index, type);
      const text = () => {
        const value = toy.values.get(key);
        if (type === InputType.Battery) return t('battery', { level: value === undefined ? '–' : inputText(type, value) });
        return t('signal', { strength: value === undefined ? '–' : signalWord(value) });
      };
      const ask = () => read(toy, feature, type).catch(error => log('problem', `${titleOf(toy)}: ${messageOf(error)}`));
      const chip = h('button', { type: 'button', class: 'chip', 'data-key': key, onclick: ask }, text);
      keep(chip, () => { chip.textContent = text(); });
      chips.push(chip);
      void ask();
      const timer = setInterval(() => toy.device.connected && toy.state === 'ready' ? void ask() : toy.device.connected || clearInterval(timer), BATTERY_EVERY);
    }
  }
  return chips;
}

/**
 * @param {Toy} toy
 * @param {string} key
 * @param {number} value
 * @param {number} [duration]
 */
function update(toy, key, value, duration = 0) {
  const card = cards.get(toy);
  card?.controls.get(key)?.sent(value, duration);
  const chip = /** @type {HTMLElement | null} */ (card?.node.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? null);
  if (!chip) return;
  const isBattery = key.endsWith(InputType.Battery);
  chip.textContent = isBattery ? t('battery', { level: inputText(InputType.Battery, value) }) : t('signal', { strength: signalWord(value) });
  chip.dataset.tone = isBattery && value <= 20 ? 'warn' : '';
}

export function setUpCards() {
  toyEvents.on('sent', update);
  toyEvents.on('measured', update);
  toyEvents.on('removed', toy => cards.delete(toy));
  toyEvents.on('renamed', toy => cards.get(toy)?.showName());
  toyEvents.on('state', toy => cards.get(toy)?.showState());
  // Another card, tab or game may have changed them: toys of one name share their limits.
  limits.onchange(() => { for (const card of cards.values()) card.showLimits(); });
  onStop(() => { for (const card of cards.values()) card.reset(); });
}
