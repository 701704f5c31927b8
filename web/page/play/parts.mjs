// What the panels of this view are made of.

import { h, keep, newId } from '../dom.mjs';

/** @import { Child } from '../dom.mjs' */

// A panel with its title; the children follow.
/**
 * @param {() => string} title
 * @param {() => string} lead
 * @param {Child[]} children
 */
export function panel(title, lead, ...children) {
  const id = newId();
  return h('section', { class: 'panel', 'aria-labelledby': id }, h('h3', { id }, title), h('p', { class: 'hint' }, lead), ...children);
}

/**
 * @param {() => string} label
 * @param {(checked: boolean) => void} onchange
 * @param {boolean} [checked]
 */
export function checkbox(label, onchange, checked = false) {
  const input = h('input', { type: 'checkbox', checked, onchange: () => onchange(input.checked) });
  return { node: h('label', {}, input, h('span', {}, label)), input };
}

// A field for files. onfiles gets those that the player chose.
/**
 * @param {() => string} label
 * @param {{ accept: string, multiple?: boolean, onfiles: (files: File[]) => void }} options
 */
export function fileField(label, { accept, multiple = false, onfiles }) {
  const id = newId();
  const input = h('input', { type: 'file', id, accept, multiple, onchange: () => {
    const files = [...input.files ?? []];
    if (files.length > 0) onfiles(files);
  }, onclick: () => { input.value = ''; } }); // so that the same file can be chosen again
  return h('div', { class: 'field' }, h('label', { for: id }, label), input);
}

// A line that tells what came of something; screen readers say it. Nothing is to be seen until it tells.
export function statusLine() {
  const node = h('p', { class: 'hint', role: 'status' });
  /** @type {() => string} */
  let words = () => '';
  keep(node, () => { node.textContent = words(); });
  return {
    node,
    /**
     * @param {() => string} text
     * @param {'' | 'good' | 'bad'} [tone]
     */
    tell(text, tone = '') {
      words = text;
      node.dataset.tone = tone;
      node.textContent = text();
    },
  };
}

// A button that plays and stops: it says which it would do, and on is what it shows.
/**
 * @param {{ play: () => string, stop: () => string, label?: () => string, onplay: () => void, onstop: () => void }} options
 */
export function playButton({ play, stop, label, onplay, onstop }) {
  let on = false;
  const text = document.createTextNode('');
  const node = h('button', { type: 'button', class: 'quiet play', onclick: () => on ? onstop() : onplay() }, text);
  const show = () => {
    text.data = on ? stop() : play();
    if (label) node.setAttribute('aria-label', `${text.data}: ${label()}`);
    node.classList.toggle('on', on);
  };
  keep(node, show);
  return {
    node,
    /** @param {boolean} now */
    set(now) {
      if (on === now) return;
      on = now;
      show();
    },
  };
}
