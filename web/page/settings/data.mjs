// All that the page keeps: to look at, to take along, and to delete.

import { disconnect } from '../session.mjs';
import { h, newId, saveFile } from '../dom.mjs';
import { t } from '../texts/index.mjs';

// Everything of this page and of games on this site begins so.
const PREFIX = 'gobuttplug';

// What is kept, by its keys.
/** @param {Storage} storage */
export function gathered(storage) {
  /** @type {Record<string, unknown>} */
  const all = {};
  for (let i = 0; i < storage.length; i++) {
    const key = storage.key(i) ?? '';
    if (!key.startsWith(PREFIX)) continue;
    const text = storage.getItem(key) ?? '';
    try {
      all[key] = JSON.parse(text);
    } catch {
      all[key] = text;
    }
  }
  return all;
}

async function deleteAll() {
  await disconnect().catch(() => {});
  for (const key of Object.keys(gathered(localStorage))) localStorage.removeItem(key);
  for (const name of await globalThis.caches?.keys() ?? []) if (name.startsWith(PREFIX)) await caches.delete(name);
  for (const one of await navigator.serviceWorker?.getRegistrations() ?? []) await one.unregister();
}

export function dataPanel() {
  const titleId = newId();
  const save = () => saveFile('my-data.json', JSON.stringify(gathered(localStorage), undefined, 2), 'application/json');
  const ask = h('dialog', { 'aria-labelledby': `${titleId}-sure` },
    h('p', { id: `${titleId}-sure` }, () => t('dataDeleteSure')),
    h('div', { class: 'row' },
      h('button', { type: 'button', class: 'stop', onclick: async () => {
        ask.close();
        await deleteAll();
        location.replace(location.pathname);
      } }, () => t('dataDelete')),
      h('button', { type: 'button', onclick: () => ask.close() }, () => t('cancel'))));
  return h('section', { class: 'panel', 'data-part': 'data', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('dataTitle')), h('p', { class: 'hint' }, () => t('dataText')),
    h('div', { class: 'row' }, h('button', { type: 'button', class: 'quiet', onclick: save }, () => t('dataExport')),
      h('button', { type: 'button', class: 'quiet danger', onclick: () => ask.showModal() }, () => t('dataDelete'))), ask);
}
