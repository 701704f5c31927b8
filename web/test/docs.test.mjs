// Runs the examples of docs/games.md and docs/funscript.md, each by itself, on toys that are not there.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync } from 'node:fs';
import * as core from '../src/index.mjs';
import * as funscript from '../src/funscript/index.mjs';
import * as games from '../src/games/index.mjs';
import * as patterns from '../src/patterns/index.mjs';
import { FakeClient } from './fakes.mjs';

const [text, scripts] = ['games', 'funscript'].map(name => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8'));
const examples = [...(text + scripts).matchAll(/^```js\n([\s\S]*?)^```/gm)].map(match => match[1]);
const modules = { 'gobuttplug': core, 'gobuttplug-games': games, 'gobuttplug-funscript': funscript, 'gobuttplug-patterns': patterns };

class Navigator {
  vibrate() {
    return true;
  }
}
Object.assign(globalThis, { Navigator });

const canvas = { width: 9, height: 9, getContext: () => new Proxy({}, { get: () => () => {}, set: () => true }) };

// What examples import, checked; the rest of the example, as it stands.
function imported(source) {
  const names = {};
  const body = source.replace(/^import \{ ([^}]+) \} from '\.\/(gobuttplug(?:-games|-funscript|-patterns)?)\.mjs';\n/gm, (_, list, file) => {
    for (const name of list.split(', ')) {
      names[name] = modules[file][name];
      assert.ok(names[name], `${name} is not in ${file}.mjs`);
    }
    return '';
  });
  return [names, body];
}

test('there are examples', () => assert.ok(examples.length >= 15));

for (const [i, example] of examples.entries()) {
  test(`example ${i + 1} runs: ${example.trim().split('\n').at(-1).slice(0, 60)}`, async () => {
    const client = new FakeClient(['Stroker', { Vibrate: 20, HwPositionWithDuration: 100 }, { Vibrate: 20, Rotate: [-20, 20] }]);
    const elements = new Map();
    const document = {
      getElementById: id => elements.get(id) ?? elements.set(id, { hidden: true }).get(id),
      body: { classList: { toggle() {} } },
      querySelector: name => name === 'canvas' ? canvas : new funscript.MediaClock(),
    };
    const fetch = async () => new Response('{"actions":[{"at":0,"pos":0}]}');
    client.startScanning = async () => {};
    const [names, body] = imported(example);
    const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
    const made = []; // what has to be closed
    if (names.Haptics) names.Haptics = class extends games.Haptics {
      constructor(...args) {
        super(...args);
        made.push(this);
      }
    };
    if (names.attach) names.attach = (...args) => {
      const player = funscript.attach(...args);
      made.push({ close: () => player.detach() });
      return player;
    };
    const scope = { client, device: client[0], document, fetch, console: { log() {} }, ...names };
    const ends = new AsyncFunction(...Object.keys(scope), `${body}\nreturn typeof uninstall === 'function' ? uninstall : undefined;`);
    setTimeout(() => client.emit('deviceadded', client[0]), 5); // for a loop that waits for one
    const uninstall = await ends(...Object.values(scope));
    await Promise.allSettled([...elements.values()].map(element => element.onclick?.()));
    client.emit('error', Object.assign(new Error('in use'), { code: 'in-use' }));
    uninstall?.();
    for (const haptics of made) haptics.close();
    core.safety.release();
    core.limits.reset();
    games.playerSettings.reset();
  });
}

test('every code that the page names is in the types or thrown by the sources', () => {
  const types = readFileSync(new URL('../gobuttplug.d.ts', import.meta.url), 'utf8');
  const sources = ['games/haptics', 'games/check', 'funscript/script', 'patterns/microphone'].map(name => readFileSync(new URL(`../src/${name}.mjs`, import.meta.url), 'utf8')).join();
  for (const [, code] of text.slice(text.indexOf('## Errors')).matchAll(/`([a-z]+-[a-z-]+|closed|unsupported)`/g)) {
    assert.ok(types.includes(`'${code}'`) || sources.includes(`'${code}'`), code);
  }
});
