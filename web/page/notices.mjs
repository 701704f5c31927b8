// Messages over the views that stay until the player has read them, one of each kind.

import { byId, h, icon } from './dom.mjs';
import { t } from './texts/index.mjs';

/** @type {Map<string, HTMLElement>} */
const shown = new Map();

/**
 * @param {string} kind
 * @param {() => string} text
 * @param {{ tone?: 'bad' | 'note', title?: () => string, detail?: string, actions?: HTMLElement[], onclose?: () => void }} [options] detail is in English
 */
export function notice(kind, text, { tone = 'bad', title, detail, actions = [], onclose } = {}) {
  const close = () => {
    unnotice(kind);
    onclose?.();
  };
  const node = h('div', { class: 'notice', 'data-tone': tone },
    h('div', { class: 'grow' }, title && h('strong', {}, title), h('p', {}, text), detail && h('details', {}, h('summary', {}, () => t('details')), h('p', { class: 'hint', lang: 'en' }, detail)), actions.length > 0 && h('div', { class: 'row' }, ...actions)),
    h('button', { type: 'button', class: 'bare', 'aria-label': () => t('dismiss'), onclick: close }, icon('close')));
  unnotice(kind);
  shown.set(kind, node);
  byId('notices').append(node);
}

/** @param {string} kind */
export function unnotice(kind) {
  const node = shown.get(kind);
  if (node?.contains(document.activeElement)) byId('main').focus({ preventScroll: true });
  node?.remove();
  shown.delete(kind);
}
