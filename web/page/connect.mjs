// The view of somebody who is not connected: the ways to toys, each with what it needs, and whether this
// browser can do it, found out before anybody clicks.

import { cancel, check, connect, connection, onConnection } from './session.mjs';
import { copyText } from './help/copy.mjs';
import { explained } from './problems.mjs';
import { h, icon, keep, newId } from './dom.mjs';
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
    otherWays(),
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
  // What another browser, or a setting of this one, needs to be told.
  const copy = h('button', { type: 'button', class: 'wide', hidden: true, 'aria-describedby': stateId, onclick: () => copyText(copy, settingIn(finding) ?? location.href.replace(/#.*/, '')) });
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
  address?.node, state, button, copy, giveUp);
  /** @type {Finding | undefined} */
  let finding;
  const show = () => {
    const { phase, way: chosen, held } = connection();
    const mine = phase === 'connecting' && chosen === way;
    const elsewhere = finding?.code === 'no-web-bluetooth';
    giveUp.hidden = !mine;
    copy.hidden = mine || !elsewhere;
    copy.textContent = t(settingIn(finding) ? 'copySetting' : 'copyPage');
    button.hidden = mine || elsewhere;
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

// The setting of the browser that would help, as its address.
/** @param {Finding | undefined} finding */
const settingIn = finding => finding?.remedy?.endsWith('-flag') ? /\b\w+:\/\/flags\/#[\w-]+/.exec(explained(finding).text)?.[0] : undefined;

/** @type {Array<{ kind: Public.DeviceSource, icon: 'cable' | 'gamepad' | 'phone', title: TextKey, needs: TextKey, go: TextKey }>} */
const others = [
  { kind: 'serial', icon: 'cable', title: 'serialTitle', needs: 'serialNeeds', go: 'serialGo' },
  { kind: 'gamepad', icon: 'gamepad', title: 'gamepadTitle', needs: 'gamepadNeeds', go: 'gamepadGo' },
  { kind: 'vibration', icon: 'phone', title: 'vibrationTitle', needs: 'vibrationNeeds', go: 'vibrationGo' },
];

// What this page can drive without Bluetooth. What this browser can't is there, too, with the remedy; but
// nobody looks for the motor of a computer.
function otherWays() {
  const id = newId();
  return h('section', { class: 'settings', 'aria-labelledby': id }, h('h3', { id }, () => t('otherWays')), h('ul', { class: 'plain others' }, ...others.map(otherWay)));
}

/** @param {(typeof others)[number]} way */
function otherWay({ kind, icon: picture, title, needs, go }) {
  const id = newId();
  const state = h('p', { class: 'finding', id, 'data-tone': 'busy' });
  const button = h('button', { type: 'button', class: 'quiet', 'aria-describedby': id, onclick: () => void connect('browser', '', { kind }) }, () => t(go));
  const item = h('li', { class: 'card' },
    h('header', { class: 'row tight' }, h('span', { class: 'badge small' }, icon(picture)), h('h4', {}, () => t(title))), h('p', { class: 'hint' }, () => t(needs)), state, button);
  /** @type {Finding | undefined} */
  let finding;
  const show = () => {
    const [tone, words] = findingText(finding);
    item.hidden = kind === 'vibration' && finding?.ok !== true;
    button.hidden = finding?.ok === false;
    button.disabled = connection().phase !== 'off';
    state.dataset.tone = tone;
    state.textContent = words;
  };
  onConnection(show);
  keep(state, show);
  void check('browser', '', kind).then(found => {
    finding = found;
    show();
  });
  return item;
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
