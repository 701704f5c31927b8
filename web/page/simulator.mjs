// What the simulated toys do, shown in their cards, and what their owner would do with them.

import { simulatedToys } from './gobuttplug.mjs';
import { cardsByName, onCard } from './cards.mjs';
import { slider, titleOfType } from './controls.mjs';
import { h } from './dom.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Card } from './internal.d.ts' */

/** @type {(() => void) | undefined} */
let unwatch;
/** @type {Map<string, Public.SimulatedToyState>} */
const toyStates = new Map(); // name to the newest state
/** @type {Map<string, { card: Card, update(now: Public.SimulatedToyState): void }>} */
const views = new Map();     // name to { card, update }

export async function watchSimulator() {
  unwatch ??= await simulatedToys.watch(state => {
    toyStates.set(state.name, state);
    showState(state.name);
  });
}

// A toy may be connected before its card is there, or after.
onCard(showState);

/** @param {string} name */
function showState(name) {
  const state = toyStates.get(name), card = cardsByName().get(name);
  if (!card || !state?.connected) {
    views.delete(name);
    card?.extra.replaceChildren(h('button', { type: 'button', class: 'quiet', onclick: () => simulatedToys.bringBack(name).catch(error => log(`${name}: ${error.message}`, 'bad')) }, 'Bring it back'));
    return;
  }
  let view = views.get(name);
  if (view?.card !== card) {
    view = makeView(card, state);
    views.set(name, view);
  }
  view.update(state);
}

export function leaveSimulator() {
  unwatch?.();
  unwatch = undefined;
  toyStates.clear();
  views.clear();
}

/**
 * @param {Card} card
 * @param {Public.SimulatedToyState} state
 */
function makeView(card, state) {
  const failed = (/** @type {Error} */ error) => log(`${state.name}: ${error.message}`, 'bad');
  const outputs = state.outputs.map(output => {
    const text = h('output');
    const fill = h('span', { class: 'fill' });
    const label = output.type === 'HwPositionWithDuration' ? 'Move' : output.type;
    return { text, fill, node: h('div', { class: 'live', 'data-type': output.type }, h('span', {}, label), h('span', { class: 'track', 'aria-hidden': 'true' }, fill), text) };
  });
  const inputs = state.inputs.map(input => slider({
    label: titleOfType(input.type),
    range: input.valueRange,
    value: input.value,
    text: n => String(n),
    oninput: n => simulatedToys.setInput(state.name, input.feature, input.type, n).catch(failed),
  }));
  card.extra.replaceChildren(h('details', { class: 'fold', open: true },
    h('summary', {}, 'What the simulated toy does'),
    ...outputs.map(o => o.node),
    inputs.length > 0 ? h('p', { class: 'hint' }, 'What it measures; change it here.') : null,
    ...inputs.map(i => i.node),
    h('button', { type: 'button', class: 'quiet', onclick: () => simulatedToys.drop(state.name).catch(failed) }, 'Carry it out of reach')));
  return {
    card,
    /** @param {Public.SimulatedToyState} now */
    update(now) {
      now.outputs.forEach((o, i) => {
        const [min, max] = o.valueRange;
        const at = (/** @type {number} */ n) => (n - min) / (max - min);
        const zero = at(Math.max(0, min)), here = at(o.value);
        const { fill, text, node } = outputs[i];
        fill.style.setProperty('--from', String(Math.min(zero, here)));
        fill.style.setProperty('--to', String(Math.max(zero, here)));
        fill.style.setProperty('--time', `${o.duration ?? 0}ms`);
        text.textContent = o.duration ? `${o.value} in ${o.duration} ms` : String(o.value);
        node.classList.toggle('on', o.value !== 0);
      });
      now.inputs.forEach((input, i) => { if (inputs[i].input !== document.activeElement) inputs[i].set(input.value); });
    },
  };
}
