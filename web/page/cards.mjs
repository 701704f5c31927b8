// A card for each connected toy.

import { limits } from './gobuttplug.mjs';
import { inputControl, outputControl } from './controls.mjs';
import { byId, h, newId } from './dom.mjs';
import { limitsPanel } from './limits.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Card, Control } from './internal.d.ts' */

/** @type {Map<Public.ButtplugClientDevice, Card>} */
const cards = new Map(); // device to its card
/** @type {Array<(name: string) => void>} */
const cardWatchers = [];

// Calls fn with the name of every toy that gets a card.
/** @type {(fn: (name: string) => void) => void} */
export const onCard = fn => { cardWatchers.push(fn); };

// Another card, tab or game may have changed them: toys of one name share their limits.
limits.onchange(() => { for (const card of cards.values()) card.showLimits(); });

/** @param {Public.ButtplugClientDevice} device */
export function addCard(device) {
  /** @type {Control[]} */
  const controls = [];
  for (const feature of device.features.values()) {
    for (const output of feature.outputs.values()) controls.push(outputControl(feature, output));
    for (const input of feature.inputs.values()) controls.push(inputControl(feature, input));
  }
  const titleId = newId();
  const title = device.displayName ?? device.name;
  const extra = h('div', { class: 'extra' });
  const heading = h('h3', { id: titleId }, title);
  const model = h('p', { class: 'hint', hidden: !device.displayName }, device.name);
  const stopButton = h('button', { type: 'button', class: 'stop small', 'aria-label': `Stop ${title}`, onclick: () => stop(device) }, 'Stop');
  const allowed = limitsPanel(device);
  const state = h('p', { class: 'hint', role: 'status', hidden: true });
  const letGo = h('button', { type: 'button', class: 'quiet small', hidden: true, 'aria-label': `Stop trying to reach ${title}`, onclick: () => give(device) }, 'Stop trying');
  const card = {
    extra,
    /** @param {string} text '' while it is connected */
    showState(text) {
      state.textContent = text;
      state.hidden = letGo.hidden = text === '';
    },
    showLimits: () => allowed?.show(),
    reset: () => controls.forEach(c => c.reset()),
    /** @param {string} name */
    rename(name) {
      heading.textContent = name || device.name;
      model.hidden = name === '';
      stopButton.setAttribute('aria-label', `Stop ${heading.textContent}`);
    },
    node: h('article', { class: 'card', 'aria-labelledby': titleId },
      h('header', { class: 'row spread' }, h('div', {}, heading, model, state, letGo), stopButton),
      h('div', { class: 'controls' }, ...controls.map(c => c.node)),
      controls.length === 0 ? h('p', { class: 'hint' }, 'This toy has nothing to control.') : null,
      allowed?.node,
      extra),
  };
  cards.set(device, card);
  byId('cards').append(card.node);
  for (const fn of cardWatchers) fn(device.name);
  return card;
}

/** @param {Public.ButtplugClientDevice} device */
function stop(device) {
  cards.get(device)?.reset();
  device.stop().then(() => log(`${device.name} stopped`), error => log(`${device.name}: ${error.message}`, 'bad'));
}

/** @param {Public.ButtplugClientDevice} device */
function give(device) {
  device.release().catch(error => log(`${device.name}: ${error.message}`, 'bad'));
}

// Shows that a toy has dropped out; '' ends that.
/**
 * @param {Public.ButtplugClientDevice} device
 * @param {string} text
 */
export function showState(device, text) {
  const card = cards.get(device);
  if (text !== '') card?.reset();
  card?.showState(text);
}

/** @param {Public.ButtplugClientDevice} device */
export function removeCard(device) {
  const card = cards.get(device);
  cards.delete(device);
  if (card?.node.contains(document.activeElement)) byId('toys').focus({ preventScroll: true });
  card?.node.remove();
}

// Shows the name that the player gave a device; '' is none.
/**
 * @param {number} index
 * @param {string} name
 */
export function rename(index, name) {
  for (const [device, card] of cards) if (device.index === index) card.rename(name);
}

// After a stop of everything.
export function resetCards() {
  for (const card of cards.values()) card.reset();
}

export function cardsByName() {
  return new Map([...cards].map(([device, card]) => [device.name, card]));
}

export const cardCount = () => cards.size;
