import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { chinese } from '../page/texts/zh.mjs';
import { english as englishStart } from '../page/texts/en.mjs';
import { englishViews } from '../page/texts/en-views.mjs';
import { filled, preferred } from '../page/texts/index.mjs';
import { german } from '../page/texts/de.mjs';
import { linkFrom } from '../page/link.mjs';
import { plain, prepared, searchIn } from '../page/help/catalogue.mjs';
import { reportText } from '../page/help/report.mjs';

const english = { ...englishStart, ...englishViews };
const forms = text => typeof text === 'string' ? [text] : Object.values(text);
const holes = text => [...new Set(forms(text).flatMap(form => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)))].sort();

test('every language has every text, with the same values in it', () => {
  for (const [name, texts] of Object.entries({ german, chinese })) {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort(), name);
    for (const key of Object.keys(english)) {
      assert.deepEqual(holes(texts[key]), holes(english[key]), `${name}: ${key}`);
      assert.equal(typeof texts[key], typeof english[key], `${name}: ${key}`);
      assert.ok(forms(texts[key]).every(form => form.trim() !== ''), `${name}: ${key}`);
    }
  }
});

test('what the page begins with needs no text of a view that is opened later', () => {
  assert.deepEqual(Object.keys(englishStart).filter(key => key in englishViews), []);
  const reached = new Map(), page = new URL('../page/', import.meta.url);
  (function reach(url) {
    if (reached.has(url.href) || url.href.includes('/texts/')) return;
    const source = readFileSync(url, 'utf8');
    reached.set(url.href, source);
    for (const [, from] of source.matchAll(/^import .* from '(\.[^']+)';/gm)) if (!from.endsWith('/gobuttplug.mjs')) reach(new URL(from, url));
  })(new URL('app.mjs', page));
  for (const one of ['simulated/index.mjs', 'charts.mjs']) reached.set(one, readFileSync(new URL(one, page), 'utf8')); // they come with toys
  assert.ok(reached.size > 20);
  const source = [...reached.values()].join('\n') + readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  assert.deepEqual(Object.keys(englishViews).filter(key => source.includes(`'${key}'`) || source.includes(`"${key}"`)), []);
});

test('every text is used, and every text that is used is there', () => {
  const folder = new URL('../page/', import.meta.url);
  const files = readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.mjs') && !file.startsWith('texts') && !file.startsWith('vendor'));
  const source = files.map(file => readFileSync(new URL(file, folder), 'utf8')).join('\n') + readFileSync(new URL('../index.html', import.meta.url), 'utf8');
  for (const [, key] of source.matchAll(/\bt\('([\w.-]+)'/g)) assert.ok(key in english, key);
  // Those that are asked for by the name of a type or by the code of an error.
  const types = ['Vibrate', 'Rotate', 'Oscillate', 'Constrict', 'Inflate', 'Position', 'HwPositionWithDuration', 'Temperature', 'Spray', 'Led', 'Battery', 'RSSI', 'Button', 'Pressure', 'Unknown'];
  const unused = Object.keys(english).filter(key => !/^(problem|remedy|reason|event)\./.test(key) && !types.includes(key) && !source.includes(`'${key}'`) && !source.includes(`"${key}"`));
  assert.deepEqual(unused, []);
});

test('texts with values', () => {
  assert.equal(filled('{name}: {n}', { name: 'Hush', n: 1234.5 }, 'de'), 'Hush: 1.234,5');
  assert.equal(filled(english.statusToys, { n: 1 }, 'en'), '1 toy');
  assert.equal(filled(english.statusToys, { n: 2 }, 'en'), '2 toys');
  assert.equal(filled(chinese.statusToys, { n: 1 }, 'zh'), '1 个玩具');
  assert.equal(filled('{name}', { name: '<b>{n}</b>' }, 'en'), '<b>{n}</b>', 'a value is no text with values');
});

test('the language of the browser', () => {
  assert.equal(preferred(['fr-FR', 'de-AT', 'en']), 'de');
  assert.equal(preferred(['zh-CN']), 'zh');
  assert.equal(preferred(['fr']), 'en');
  assert.equal(preferred([]), 'en');
  assert.equal(preferred(['constructor']), 'en');
});

test('what a link asks for', () => {
  const nothing = { server: undefined, simulated: false, devices: undefined };
  assert.deepEqual(linkFrom(''), nothing);
  assert.deepEqual(linkFrom('?simulated'), { ...nothing, simulated: true });
  assert.deepEqual(linkFrom('?devices=simulated'), { ...nothing, simulated: true });
  assert.deepEqual(linkFrom('?devices=webbluetooth,simulated'), { ...nothing, devices: ['webbluetooth', 'simulated'] });
  assert.deepEqual(linkFrom('?devices=radio'), nothing);
  assert.deepEqual(linkFrom('?server=ws://10.0.0.2:12345'), { ...nothing, server: 'ws://10.0.0.2:12345' });
  assert.deepEqual(linkFrom('?server=javascript:alert(1)'), nothing);
  assert.equal(linkFrom(`?server=ws://${'a'.repeat(9999)}`).server.length, 500);
});

test('the search in the list of models', () => {
  const models = [['Lovense', 'Hush', 'lovense'], ['Lovense', 'Lush', 'lovense'], ['WeVibe', 'Sync', 'wevibe'], ['Mécho', 'Hushing', 'x']]
    .map(([brand, model, protocol]) => prepared({ brand, model, protocol }));
  const found = text => searchIn(models, plain(text)).map(one => one.model);
  assert.deepEqual(found('hush'), ['Hush', 'Hushing']);
  assert.deepEqual(found('LOVENSE  hush'), ['Hush']);
  assert.deepEqual(found('we-vibe sync'), ['Sync']);
  assert.deepEqual(found('mecho'), ['Hushing']);
  assert.deepEqual(found('nothing'), []);
});

test('the report of a toy check', () => {
  const steps = [
    { title: 'Vibrate of feature 0', asked: '6 of 0 to 20', answer: 'just that', note: 'two\nlines', packets: ['5669', '00'] },
    { title: 'Battery of feature 1', asked: 'read', answer: 'right', packets: Array.from({ length: 22 }, () => '01') },
  ];
  const text = reportText({ model: 'Lovense Hush', protocol: 'lovense', advertised: 'LVS-Z001\nfaked: line', build: 'b', browser: 'B', date: '2026-11-27', steps });
  assert.match(text, /^gobuttplug toy check, version 1\nmodel: Lovense Hush\nprotocol: lovense\nadvertises itself as: LVS-Z001 faked: line\n/);
  assert.ok(text.includes('1. Vibrate of feature 0, 6 of 0 to 20: just that (two lines)\n   wrote 56 69\n   wrote 00\n'));
  assert.ok(text.includes('   and 2 more\n'));
});
