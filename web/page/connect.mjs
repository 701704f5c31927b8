// The view of somebody who is not connected: three ways to toys, each with what it needs, and whether
// this browser can do it, found out before anybody clicks.

import { cancel, check, connect, connection, onConnection } from './session.mjs';
import { explained } from './problems.mjs';
import { h, icon, keep, newId } from './dom.mjs';
import { checkTransport } from './gobuttplug.mjs';
import { prefs } from './prefs.mjs';
import { t } from './texts/index.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Finding, TextKey, Way } from './internal.d.ts' */

/** @type {Array<{ way: Way, icon: 'bluetooth' | 'server' | 'sparkle', title: TextKey, text: TextKey, needs: TextKey, go: TextKey }>} */
const ways = [
  { way: 'browser', icon: 'bluetooth', title: 'browserTitle', text: 'browserText', needs: 'browserNeeds', go: 'browserGo' },
  { way: 'simulated', icon: 'sparkle', title: 'simulatedTitle', text: 'simulatedText', needs: 'simulatedNeeds', go: 'simulatedGo' },
  { way: 'remote', icon: 'server', title: 'remoteTitle', text: 'remoteText', needs: 'remoteNeeds', go: 'remoteGo' },
];

/** @param {{ server?: string | undefined }} link what a link has asked for */
export function connectView({ server }) {
  const cards = ways.map(way => wayCard(way, server));
  const node = h('section', { class: 'connect', 'aria-labelledby': 'connect-title' },
    h('header', { class: 'hero' }, h('h2', { id: 'connect-title' }, () => t('connectTitle')), h('p', {}, () => t('connectLead'))),
    h('div', { class: 'ways' }, ...cards),
    h('p', { class: 'more-ways' }, h('a', { href: '#help/finder' }, icon('search'), () => t('isSupported')), h('a', { href: '#help/doctor' }, icon('good'), () => t('doctorGo'))));
  return node;
}

/**
 * @param {(typeof ways)[number]} way
 * @param {string | undefined} server
 */
function wayCard({ way, icon: picture, title, text, needs, go }, server) {
  const titleId = newId(), stateId = newId();
  const state = h('p', { class: 'finding', id: stateId, 'data-tone': 'busy' });
  const button = h('button', { type: 'submit', class: 'primary wide', 'aria-describedby': stateId }, () => t(go));
  const giveUp = h('button', { type: 'button', class: 'wide', hidden: true, onclick: cancel }, () => t('cancel'));
  const address = way === 'remote' ? addressField(server) : undefined;
  const last = h('span', { class: 'chip' }, () => t('lastUsed'));
  const form = h('form', { class: 'way', 'aria-labelledby': titleId, noValidate: true, 'data-way': way, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    void connect(way, address?.input.value.trim());
  } },
  h('header', { class: 'row tight' }, h('span', { class: 'badge' }, icon(picture)), h('h3', { id: titleId }, () => t(title)), last),
  h('p', {}, () => t(text)),
  h('p', { class: 'hint' }, () => t(needs)),
  address?.node, state, button, giveUp, way === 'browser' && otherWays());
  /** @type {Finding | undefined} */
  let finding;
  const show = () => {
    const { phase, way: chosen, held } = connection();
    const mine = phase === 'connecting' && chosen === way;
    giveUp.hidden = !mine;
    button.hidden = mine;
    button.disabled = phase === 'connecting' && !mine;
    last.hidden = prefs().way !== way;
    form.classList.toggle('chosen', prefs().way === way);
    const [tone, words] = mine ? ['busy', t(held === 'reaching' ? 'stageReaching' : 'stageLoading')] : findingText(finding);
    state.dataset.tone = tone;
    state.textContent = words;
  };
  const look = async () => {
    const asked = address?.input.value.trim() ?? '';
    const found = await check(way, asked);
    if (asked !== (address?.input.value.trim() ?? '')) return; // somebody types on
    finding = found;
    show();
  };
  address?.input.addEventListener('input', () => void look());
  // What is off now may be on when the player comes back to this page.
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void look(); });
  onConnection(show);
  keep(state, show);
  void look();
  return form;
}

/** @type {Array<{ kind: Public.DeviceSource, title: TextKey, needs: TextKey }>} */
const others = [
  { kind: 'serial', title: 'serialTitle', needs: 'serialNeeds' },
  { kind: 'gamepad', title: 'gamepadTitle', needs: 'gamepadNeeds' },
  { kind: 'vibration', title: 'vibrationTitle', needs: 'vibrationNeeds' },
];

// What this page can drive without Bluetooth, as far as this browser can.
function otherWays() {
  const list = h('ul', { class: 'plain' });
  const node = h('details', { class: 'fold', hidden: true }, h('summary', {}, () => t('otherWays')), list);
  for (const { kind, title, needs } of others) {
    const id = newId();
    const button = h('button', { type: 'button', class: 'quiet', 'aria-describedby': id, onclick: () => void connect('browser', '', { kind }) }, () => t(title));
    const item = h('li', { hidden: true }, button, h('p', { class: 'hint', id }, () => t(needs)));
    onConnection(() => { button.disabled = connection().phase !== 'off'; });
    list.append(item);
    void checkTransport(kind).then(({ ok }) => {
      item.hidden = !ok;
      if (ok) node.hidden = false;
    });
  }
  return node;
}

/**
 * @param {Finding | undefined} finding
 * @returns {[tone: string, text: string]}
 */
function findingText(finding) {
  if (!finding) return ['busy', t('checking')];
  if (finding.window) return ['warn', t('popupNote')];
  if (finding.ok && finding.asks) return ['warn', t(finding.asks === 'loopback-network' ? 'asksLoopback' : 'asksLocal')];
  if (finding.ok) return ['good', t('readyHere')];
  return ['bad', explained(finding).text];
}

/** @param {string | undefined} server */
function addressField(server) {
  const id = newId(), noteId = newId();
  const input = h('input', { type: 'text', inputMode: 'url', id, value: server ?? prefs().address, autocomplete: 'off', autocapitalize: 'off', spellcheck: false, maxLength: 500 });
  const note = server === undefined ? undefined : h('p', { class: 'hint', id: noteId }, () => t('linkedServer'));
  if (note) input.setAttribute('aria-describedby', noteId);
  return { input, node: h('div', { class: 'field' }, h('label', { for: id }, () => t('remoteAddress')), input, note) };
}
