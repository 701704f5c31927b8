// Every code and reason that the library can give, against the declarations and the page's texts. They are
// taken from where they are written, so that a new one fails here until it has its words.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync, readdirSync } from 'node:fs';
import { chinese } from '../page/texts/zh.mjs';
import { english as englishStart } from '../page/texts/en.mjs';
import { englishViews } from '../page/texts/en-views.mjs';
import { explained, isKnown, remedyOf } from '../page/problems.mjs';
import { german } from '../page/texts/de.mjs';
import { presets } from '../src/games/index.mjs';
import { headlineOf } from '../src/connect/trouble.mjs';
import { readFunscripts } from '../src/funscript/index.mjs';
import { sentences as ofPatterns } from '../src/patterns/share.mjs';
import { sentences as ofScripts } from '../src/funscript/script.mjs';
import { loadViewTexts, useLanguage } from '../page/texts/index.mjs';

const root = new URL('../../', import.meta.url);
const read = name => readFileSync(new URL(name, root), 'utf8');
const all = (text, pattern) => [...text.matchAll(pattern)].map(match => match[1]);
const english = { ...englishStart, ...englishViews };
const languages = { english, german, chinese };

// Those of the module, and of the scripts beside it.
const go = ['internal/bridge/errors.go', 'internal/inpage/codes.go'].map(read).join('\n');
const scripts = readdirSync(new URL('web/src/', root), { recursive: true }).filter(name => name.endsWith('.mjs') && !/^(stand-in|twine|classic)\//.test(name)).map(name => read(`web/src/${name}`)).join('\n');
const codes = [...new Set([
  ...all(go, /(?:\{[\w.]+, |Code: |: |return class, )"([a-z-]+)"/g),
  ...all(scripts, /\b(?:connectorError|deviceError|no|refuse|refuseWith)\('([a-z-]+)'(?=, )/g),
  ...all(scripts, /\bcode(?: =|:) '([a-z-]+)'/g),
].filter(code => !Object.hasOwn(ofScripts, code) && !Object.hasOwn(ofPatterns, code)))].sort();

test('the codes are found', () => {
  assert.ok(codes.length > 50, codes.join(' '));
  for (const one of ['in-use', 'version', 'device-gone', 'no-web-serial', 'invalid-script', 'no-microphone', 'wasm-crashed', 'handshake', 'unknown']) assert.ok(codes.includes(one), one);
});

test('each is declared', () => {
  const declared = all(/export type ButtplugErrorCode =([^;]+);/.exec(read('web/gobuttplug.d.ts'))[1], /'([a-z-]+)'/g);
  assert.deepEqual(codes.filter(code => !declared.includes(code)), []);
  assert.deepEqual(declared.filter(code => !codes.includes(code)), [], 'nothing gives these');
});

test('each has a headline on the page, and something to do about it', () => {
  assert.deepEqual(codes.filter(code => !isKnown(code)), []);
  for (const code of codes) assert.match(remedyOf(Object.assign(new Error('<said>'), { code })), /\w/, code);
});

// What the sentence is made of.
function valuesOf(sentence) {
  const asked = new Set();
  sentence(new Proxy({}, { get: (_, name) => (asked.add(name), 'x') }));
  return asked;
}

test('each reason has a text in each language, of what the library tells', () => {
  for (const [reason, sentence] of Object.entries({ ...ofScripts, ...ofPatterns })) {
    for (const [name, texts] of Object.entries(languages)) {
      const text = texts[`reason.${reason}`];
      assert.ok(text, `${name}: reason.${reason}`);
      for (const hole of all(text, /\{(\w+)\}/g)) assert.ok(valuesOf(sentence).has(hole), `${name}: ${reason} has no ${hole}`);
    }
  }
  const reasons = Object.keys(english).filter(key => key.startsWith('reason.')).map(key => key.slice(7));
  assert.deepEqual(reasons.filter(reason => !(reason in ofScripts) && !(reason in ofPatterns)), [], 'nothing gives these');
});

test('remedies of the page are of codes that there are', () => {
  const remedies = all(/export type BluetoothRemedy =([^;]+);/.exec(read('web/gobuttplug.d.ts'))[1], /'([a-z-]+)'/g);
  for (const remedy of remedies) assert.ok(english[`remedy.${remedy}`], remedy);
  const others = Object.keys(english).flatMap(key => /^(?:problem|remedy)\.(.+)$/.exec(key)?.[1] ?? []).filter(key => !codes.includes(key) && !remedies.includes(key));
  assert.deepEqual([...new Set(others)].sort(), ['fault', 'other', 'said']);
});

test('an error is told in the language of the player', async t => {
  globalThis.document ??= { documentElement: {} };
  t.after(() => useLanguage('en'));
  await loadViewTexts();
  await useLanguage('de');
  const file = new File(['{}'], 'szene.funscript');
  const error = await readFunscripts([file]).catch(one => one);
  assert.equal(error.code, 'invalid-script');
  assert.equal(remedyOf(error), 'szene.funscript ist kein Funscript: Es hat keine Aktionen.');
  const { details: [detail] } = await readFunscripts([new File(['{"actions":[{"at":5,"pos":1},{"at":1,"pos":2}]}'], 'a.funscript')]);
  assert.equal(remedyOf(detail), 'a.funscript: Die Punkte für „Stöße“ waren nicht nach der Zeit geordnet; nun sind sie es.');
  assert.deepEqual(explained(Object.assign(new Error('in English'), { code: 'port-busy' })), {
    title: 'Etwas anderes benutzt diesen Anschluss', text: 'Schließe das Programm oder den Tab, der ihn benutzt, und versuche es noch einmal.', detail: 'in English', code: 'port-busy',
  });
  assert.equal(explained(Object.assign(new Error('said by a server'), { code: 'device' })).text, 'Genauer: said by a server');
  assert.deepEqual(explained(Object.assign(new Error('of tomorrow'), { code: 'newer' })), { title: 'Das hat nicht geklappt', text: 'of tomorrow', detail: '', code: 'newer' }, 'an unknown code');
  assert.equal(remedyOf(Object.assign(new Error('x'), { code: 'constructor', reason: 'toString' })), 'x');
});

test('each event that games share has a name', () => {
  for (const texts of Object.values(languages)) assert.deepEqual(all(Object.keys(texts).join('\n'), /^event\.(.+)$/gm).sort(), Object.keys(presets).sort());
});

test('the connect element has a headline for what players meet', () => {
  for (const code of ['no-web-serial', 'port-busy', 'no-gamepads', 'no-vibration', 'no-web-bluetooth', 'no-adapter', 'unreachable', 'in-use']) assert.notEqual(headlineOf({ code }, 'Connecting'), 'Connecting did not work', code);
});
