// Fields that several views use: sliders and lists to choose from.

import { h, keep, newId } from './dom.mjs';
import { percent } from './texts/index.mjs';

/** @typedef {{ label: () => string, range: readonly [min: number, max: number], value?: number, text: (n: number) => string, oninput: (n: number) => void }} SliderOptions */

// A slider whose bar shows how far it is from 0, on either side. mark(n) moves the bar alone.
/** @param {SliderOptions} options */
export function slider({ label, range: [min, max], value = 0, text, oninput }) {
  const id = newId();
  const shown = h('output', { for: id });
  const input = h('input', { type: 'range', id, min, max, step: 1, value });
  const count = max - min;
  let marked = value;
  const tell = () => {
    shown.textContent = text(marked);
    input.setAttribute('aria-valuetext', shown.textContent);
  };
  const mark = (/** @type {number} */ n) => {
    marked = n;
    const at = (/** @type {number} */ v) => count > 0 ? (v - min) / count : 0;
    const zero = at(Math.min(Math.max(0, min), max)), here = at(n);
    input.style.setProperty('--from', String(Math.min(zero, here)));
    input.style.setProperty('--to', String(Math.max(zero, here)));
    tell();
  };
  input.classList.toggle('signed', min < 0 && max > 0);
  if (count <= 20) {
    input.classList.add('stepped');
    input.style.setProperty('--steps', String(count));
  }
  input.addEventListener('input', () => {
    mark(input.valueAsNumber);
    oninput(input.valueAsNumber);
  });
  mark(value);
  keep(input, tell);
  return {
    node: h('div', { class: 'control' }, h('div', { class: 'row spread' }, h('label', { for: id }, label), shown), input),
    input,
    mark,
    /** @param {number} n */
    set(n) {
      input.value = String(n);
      mark(n);
    },
  };
}

// A slider for a part of a whole: oninput and set take a fraction.
/**
 * @param {() => string} label
 * @param {(part: number) => void} oninput
 */
export function percentSlider(label, oninput) {
  const control = slider({ label, range: [0, 100], text: n => percent(n / 100), oninput: n => oninput(n / 100) });
  return { node: control.node, input: control.input, set: (/** @type {number} */ part) => control.set(Math.round(part * 100)) };
}

/** @typedef {[value: string, text: () => string]} Option */

// A list to choose from. set() adds a value that is not among the options, with the text that it is given.
/** @param {{ label: () => string, options: Option[], onchange: (value: string) => void }} options */
export function choice({ label, options, onchange }) {
  const id = newId();
  const select = h('select', { id, onchange: () => onchange(select.value) });
  const node = h('div', { class: 'row spread choice' }, h('label', { for: id }, label), select);
  const offer = (/** @type {Option[]} */ all) => select.replaceChildren(...all.map(([value, text]) => h('option', { value }, text)));
  offer(options);
  return {
    node,
    select,
    offer,
    /**
     * @param {string} value
     * @param {() => string} [text]
     */
    set(value, text = () => value) {
      if (![...select.options].some(option => option.value === value)) select.append(h('option', { value }, text));
      select.value = value;
    },
  };
}
