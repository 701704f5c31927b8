// The doctor: everything that can be found out about this browser without asking the player for
// anything, and what to change where something is in the way.

import { BUILD, checkBluetooth, checkServer, checkTransport, preload } from './gobuttplug.mjs';
import { copyText } from './copy.mjs';
import { explained } from '../problems.mjs';
import { h, icon, newId } from '../dom.mjs';
import { prefs } from '../prefs.mjs';
import { t } from '../texts/index.mjs';

/** @import { Finding, TextKey } from '../internal.d.ts' */

/** @typedef {{ title: TextKey, tone: 'good' | 'warn' | 'bad', text: string }} Result */

/**
 * @param {TextKey} title
 * @param {Finding} finding
 * @param {string} good
 * @returns {Result}
 */
function ofFinding(title, finding, good) {
  if (!finding.ok) return { title, tone: 'bad', text: explained(finding).text };
  if (finding.asks) return { title, tone: 'warn', text: t(finding.asks === 'loopback-network' ? 'asksLoopback' : 'asksLocal') };
  return { title, tone: 'good', text: good };
}

/** @returns {Promise<Result>} */
async function module() {
  try {
    await preload();
    return { title: 'docWasm', tone: 'good', text: t('docWasmOk') };
  } catch (error) {
    return { title: 'docWasm', tone: 'bad', text: explained(error).text };
  }
}

/** @returns {Result} */
function storage() {
  try {
    localStorage.setItem('gobuttplug.probe', '1');
    localStorage.removeItem('gobuttplug.probe');
    return { title: 'docStorage', tone: 'good', text: t('docStorageOk') };
  } catch {
    return { title: 'docStorage', tone: 'warn', text: t('docStorageBad') };
  }
}

/** @returns {Result} */
function offline() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return { title: 'docOffline', tone: 'warn', text: t('docOfflineNone') };
  return serviceWorker.controller ? { title: 'docOffline', tone: 'good', text: t('docOfflineOk') } : { title: 'docOffline', tone: 'warn', text: t('docOfflineLater') };
}

/**
 * @param {TextKey} title
 * @param {boolean} ok
 * @param {TextKey} good
 * @param {TextKey} bad
 * @returns {Result}
 */
const simple = (title, ok, good, bad) => ({ title, tone: ok ? 'good' : 'warn', text: t(ok ? good : bad) });

export async function examine() {
  const { address } = prefs();
  return Promise.all([
    isSecureContext ? /** @type {Result} */ ({ title: 'docSecure', tone: 'good', text: t('docSecureOk') }) : /** @type {Result} */ ({ title: 'docSecure', tone: 'bad', text: t('remedy.insecure-context') }),
    module(),
    checkBluetooth().then(finding => ofFinding('docBluetooth', finding, t('docBluetoothOk'))),
    checkTransport('serial').then(finding => ofFinding('docSerial', finding, t('docSerialOk'))),
    checkTransport('gamepad').then(finding => ofFinding('docGamepad', finding, t('docGamepadOk'))),
    checkServer(address).then(finding => ofFinding('docServer', finding, t('docServerOk', { server: address }))),
    storage(),
    simple('docLocks', navigator.locks !== undefined, 'docLocksOk', 'docLocksBad'),
    simple('docHidden', typeof Worker === 'function', 'docHiddenOk', 'docHiddenBad'),
    offline(),
  ]);
}

export function doctorPanel() {
  const titleId = newId();
  const list = h('ul', { class: 'results checks', 'aria-live': 'polite' });
  /** @type {Result[]} */
  let results = [];
  const copy = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => {
    const lines = results.map(({ title, tone, text }) => `${tone.padEnd(5)} ${t(title)}: ${text}`);
    return copyText(copy, `${lines.join('\n')}\n${navigator.userAgent}\nbuild ${BUILD}\n`);
  } }, () => t('doctorCopy'));
  const go = h('button', { type: 'button', class: 'primary', onclick: async () => {
    go.disabled = true;
    try {
      results = await examine();
      list.replaceChildren(...results.map(({ title, tone, text }) => h('li', { 'data-tone': tone },
        h('span', { class: 'mark-of', role: 'img', 'aria-label': t(tone) }, icon(tone)), h('span', {}, h('b', {}, t(title)), h('span', {}, text)))));
      go.textContent = t('doctorAgain');
      copy.hidden = false;
      copy.textContent = t('doctorCopy');
    } finally {
      go.disabled = false;
    }
  } }, () => t('doctorGo'));
  return h('section', { class: 'panel', 'data-part': 'doctor', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('doctorTitle')), h('p', { class: 'hint' }, () => t('doctorLead')), list, h('div', { class: 'row' }, go, copy));
}
