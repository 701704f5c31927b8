// The log as people read it: filtered, and saved as a file.

import { BUILD } from './gobuttplug.mjs';
import { choice } from '../fields.mjs';
import { clearLog, entries, logEvents, logText } from '../log.mjs';
import { clockTime, t } from '../texts/index.mjs';
import { h, newId, saveFile } from '../dom.mjs';
import { spaced } from '../hex.mjs';
import { titleOf, toys } from '../toys.mjs';

/** @import { LogEntry, LogKind } from '../internal.d.ts' */

const MOST_SHOWN = 300;

/** @type {Record<string, readonly LogKind[]>} */
const groups = { all: ['event', 'command', 'out', 'in', 'problem'], events: ['event', 'problem'], commands: ['command'], bytes: ['out', 'in'], problems: ['problem'] };

// The entries of a group that have the text in them.
/**
 * @param {readonly LogEntry[]} of
 * @param {string} group
 * @param {string} text
 */
export function filtered(of, group, text) {
  const wanted = text.trim().toLowerCase(), kinds = groups[group] ?? groups.all;
  return of.filter(entry => kinds.includes(entry.kind) && (wanted === '' || `${entry.text} ${entry.bytes ?? ''} ${spaced(entry.bytes ?? '')}`.toLowerCase().includes(wanted)));
}

// The log without the names that the player gave toys.
/** @param {readonly LogEntry[]} of */
function withoutNames(of) {
  const named = toys().filter(toy => titleOf(toy) !== toy.device.name);
  return of.map(entry => ({ ...entry, text: named.reduce((text, toy) => text.replaceAll(titleOf(toy), toy.device.name), entry.text) }));
}

export function logPanel() {
  const titleId = newId(), findId = newId();
  const list = h('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-labelledby': titleId, tabIndex: 0 });
  const none = h('p', { class: 'hint' }, () => t('logEmpty'));
  let group = 'all';
  const find = h('input', { type: 'search', id: findId, autocomplete: 'off', spellcheck: false, maxLength: 100, oninput: () => show() });
  const show = () => {
    const found = filtered(entries, group, find.value).slice(-MOST_SHOWN);
    list.replaceChildren(...found.map(line));
    none.hidden = found.length > 0;
    list.hidden = found.length === 0;
    list.scrollTop = list.scrollHeight;
  };
  const kinds = choice({ label: () => t('logShow'), options: [['all', () => t('logAll')], ['events', () => t('logEvents')], ['commands', () => t('logCommands')], ['bytes', () => t('logBytes')], ['problems', () => t('logProblems')]], onchange: value => { group = value; show(); } });
  let waiting = false;
  logEvents.on('entry', () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (list.isConnected) show();
    }, 200);
  });
  logEvents.on('cleared', show);
  const save = () => saveFile('log.txt', logText(withoutNames(filtered(entries, group, find.value)), `gobuttplug log, build ${BUILD}, ${new Date().toISOString()}\n${navigator.userAgent}`));
  const node = h('section', { class: 'panel', 'data-part': 'log', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('logTitle')),
    kinds.node,
    h('div', { class: 'field' }, h('label', { for: findId }, () => t('logFind')), find),
    none, list,
    h('p', { class: 'hint' }, () => t('logHint')),
    h('div', { class: 'row' }, h('button', { type: 'button', class: 'quiet', onclick: save }, () => t('logSave')), h('button', { type: 'button', class: 'quiet', onclick: clearLog }, () => t('logClear'))));
  show();
  addEventListener('hashchange', () => setTimeout(show));
  return node;
}

/** @param {LogEntry} entry */
function line({ time, kind, text, bytes }) {
  return h('div', { 'data-kind': kind }, h('time', {}, clockTime(time)), h('span', {}, text, bytes !== undefined && h('code', {}, spaced(bytes))));
}
