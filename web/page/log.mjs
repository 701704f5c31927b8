// The log at the side of the page: the newest entries, and a file of them.

import { byId, h } from './dom.mjs';

/** @import { Tone } from './internal.d.ts' */

const MAX = 500;

const list = byId('log');
/** @type {Array<{ time: Date, text: string, tone: Tone }>} */
const entries = [];

// Tone is 'bad', 'good' or nothing.
/**
 * @param {unknown} text
 * @param {Tone} [tone]
 */
export function log(text, tone = '') {
  const entry = { time: new Date(), text: String(text), tone };
  entries.push(entry);
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
  list.append(h('li', { 'data-tone': tone }, h('time', {}, entry.time.toTimeString().slice(0, 8)), h('span', {}, entry.text)));
  if (entries.length > MAX) {
    entries.shift();
    list.firstChild?.remove();
  }
  if (atEnd) list.scrollTop = list.scrollHeight;
}

export function setUpLog() {
  byId('log-clear').addEventListener('click', () => {
    entries.length = 0;
    list.replaceChildren();
  });
  byId('log-save').addEventListener('click', () => {
    const head = `gobuttplug log, ${new Date().toISOString()}\n${navigator.userAgent}\n\n`;
    const text = entries.map(e => `${e.time.toISOString()} ${e.tone ? `[${e.tone}] ` : ''}${e.text}\n`).join('');
    const url = URL.createObjectURL(new Blob([head, text], { type: 'text/plain' }));
    h('a', { href: url, download: 'gobuttplug-log.txt' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
}
