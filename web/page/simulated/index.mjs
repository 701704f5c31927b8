// Simulated toys on their cards: drawn as they do what they were told, and with what their owner would
// do to them.

import { InputType, simulatedToys } from './gobuttplug.mjs';
import { client } from '../session.mjs';
import { drawingFor, moves } from './drawings.mjs';
import { h, keep, messageOf } from '../dom.mjs';
import { inputText } from '../toy/inputs.mjs';
import { log } from '../log.mjs';
import { percent, t } from '../texts/index.mjs';
import { slider } from '../fields.mjs';
import { titleOf, toys } from '../toys.mjs';
import { titleOfType } from '../toy/names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Card, Drawing, Pose, Toy } from '../internal.d.ts' */

/** @typedef {{ drawing: Drawing, pose: Pose, from: number, to: number, began: number, takes: number, busy: boolean, last?: Record<string, number>, inputs: Map<string, (value: number) => void>, show: (state: Public.SimulatedToyState) => void }} Actor */

/** @type {Map<string, Public.SimulatedToyState>} */
const states = new Map();
/** @type {Map<string, Actor>} */
const actors = new Map();
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** @type {Promise<() => void> | undefined} */
let watching;

function watch() {
  watching ??= simulatedToys.watch(state => {
    states.set(state.name, state);
    actors.get(state.name)?.show(state);
  });
  watching.catch(() => { watching = undefined; });
}
client.on('disconnect', error => {
  actors.clear();
  if (error?.code === 'wasm-crashed') watching = undefined;
});

let running = false;

// Draws as long as something moves.
/** @param {number} now */
function frame(now) {
  running = false;
  for (const actor of actors.values()) if (actor.busy) draw(actor, now);
  run();
}

function run() {
  if (running || ![...actors.values()].some(actor => actor.busy)) return;
  running = true;
  requestAnimationFrame(frame);
}

/**
 * @param {Actor} actor
 * @param {number} now
 */
function draw(actor, now) {
  const part = actor.takes > 0 ? Math.min(1, (now - actor.began) / actor.takes) : 1;
  const place = actor.from + (actor.to - actor.from) * part;
  // Who wants no motion sees where things are, and the level in the text.
  const pose = calm.matches ? { ...actor.pose, Vibrate: 0, Rotate: 0, Oscillate: 0, Spray: 0 } : actor.pose;
  const more = actor.drawing.pose(calm.matches ? 0 : now, { ...pose, Position: place });
  actor.busy = part < 1 || more === true || moves(pose);
}

/**
 * @param {Toy} toy
 * @param {Card} card
 */
export function furnish(toy, card) {
  watch();
  const { device } = toy;
  const outputs = new Set(), inputs = new Set();
  for (const feature of device.features.values()) {
    for (const type of feature.outputs.keys()) outputs.add(String(type));
    for (const type of feature.inputs.keys()) inputs.add(String(type));
  }
  const drawing = drawingFor(outputs, inputs, titleOf(toy));
  const text = h('p', { class: 'doing' });
  card.picture.replaceChildren(drawing.node, text);
  card.picture.hidden = false;
  /** @type {Actor} */
  const actor = { drawing, pose: {}, from: 0, to: 0, began: 0, takes: 0, busy: true, inputs: new Map(), show: state => show(state) };
  const tell = () => {
    const doing = (states.get(device.name)?.outputs ?? []).filter(one => one.value !== 0).map(({ type, value, valueRange: [low, high] }) => t('doing', { output: titleOfType(type), level: percent(value / Math.max(Math.abs(low), Math.abs(high), 1)) }));
    text.textContent = doing.join(' · ');
    drawing.node.setAttribute('aria-label', doing.length > 0 ? t('drawingDoes', { name: titleOf(toy), doing: doing.join(', ') }) : t('drawingStill', { name: titleOf(toy) }));
  };
  const show = (/** @type {Public.SimulatedToyState} */ state) => {
    const now = performance.now();
    /** @type {Pose} */
    const pose = {};
    for (const { type, value, valueRange: [low, high], duration = 0 } of state.outputs) {
      const level = value / Math.max(Math.abs(low), Math.abs(high), 1);
      if (type === 'HwPositionWithDuration' || type === 'Position') {
        if (actor.last?.[type] === value) continue;
        actor.last = { ...actor.last, [type]: value };
        const part = actor.takes > 0 ? Math.min(1, (now - actor.began) / actor.takes) : 1;
        actor.from += (actor.to - actor.from) * part;
        actor.to = level;
        actor.began = now;
        actor.takes = calm.matches ? 0 : type === 'Position' ? 120 : duration;
      } else {
        pose[type] = level;
      }
    }
    for (const { type, value, valueRange: [low, high] } of state.inputs) pose[type] = high > low ? (value - low) / (high - low) : 0;
    actor.pose = pose;
    actor.busy = true;
    back.hidden = state.connected;
    for (const { feature, type, value } of state.inputs) actor.inputs.get(`${feature} ${type}`)?.(value);
    tell();
    run();
  };
  actors.set(device.name, actor);
  keep(text, tell);
  const back = h('div', { hidden: true }, h('button', { type: 'button', class: 'quiet primary', onclick: () => simulatedToys.bringBack(device.name).catch(error => log('problem', messageOf(error))) }, () => t('bringBack')));
  card.more.append(back, ownerPanel(toy, actor));
  const state = states.get(device.name);
  if (state) show(state);
  run();
}

// What the owner of a real toy would do by hand.
/**
 * @param {Toy} toy
 * @param {Actor} actor
 */
function ownerPanel(toy, actor) {
  const { name } = toy.device;
  const failed = (/** @type {unknown} */ error) => log('problem', `${name}: ${messageOf(error)}`);
  /** @type {HTMLElement[]} */
  const parts = [];
  for (const feature of toy.device.features.values()) {
    for (const { type, valueRange } of feature.inputs.values()) {
      const set = (/** @type {number} */ n) => simulatedToys.setInput(name, feature.index, type, n).catch(failed);
      if (type === InputType.Button) {
        const press = (/** @type {number} */ n) => () => void set(n);
        parts.push(h('button', { type: 'button', class: 'quiet', onpointerdown: press(1), onpointerup: press(0), onpointerleave: press(0),
          onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter' && !event.repeat) void set(1); },
          onkeyup: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') void set(0); } }, () => titleOfType(type)));
        continue;
      }
      const control = slider({ label: () => titleOfType(type), range: valueRange, value: states.get(name)?.inputs.find(one => one.feature === feature.index && one.type === type)?.value ?? valueRange[0], text: n => inputText(type, n), oninput: set });
      actor.inputs.set(`${feature.index} ${type}`, value => { if (control.input !== document.activeElement) control.set(value); });
      parts.push(control.node);
    }
  }
  return h('details', { class: 'fold' },
    h('summary', {}, () => t('pretend')),
    h('p', { class: 'hint' }, () => t('pretendHint')),
    ...parts,
    h('div', {}, h('button', { type: 'button', class: 'quiet', onclick: () => simulatedToys.drop(name).catch(failed) }, () => t('outOfReach'))));
}

export const furnished = () => toys().filter(toy => actors.has(toy.device.name)).length;
