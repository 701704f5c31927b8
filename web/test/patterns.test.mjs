// Patterns that people draw, record and share, and the sources that they hold.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Haptics, checkPattern, presets, wave } from '../src/games/index.mjs';
import { PlayerSettings } from '../src/games/settings.mjs';
import { Recorder, drawnPattern, gamepadPattern, microphone, packPattern, patterns, readPattern, unpackPattern, writePattern } from '../src/patterns/index.mjs';
import { parseFunscript, writeFunscript } from '../src/funscript/index.mjs';
import { FakeClient, FakeTime, failure } from './fakes.mjs';

const hush = ['Hush', { Vibrate: 20 }];

function played(toys) {
  const client = new FakeClient(...toys);
  const time = new FakeTime();
  const settings = new PlayerSettings();
  settings.reset();
  return { client, time, haptics: new Haptics(client, { settings }, time) };
}

test('the built-in patterns play until they are cancelled, and can be stored', async () => {
  assert.ok(Object.keys(patterns).length >= 10);
  for (const [name, pattern] of Object.entries(patterns)) {
    const { client, time, haptics } = played([hush]);
    const effect = haptics.play(pattern, { name });
    await time.advance(30000);
    assert.equal(effect.state, 'playing', name);
    assert.ok(new Set(client.took()).size > 1, name);
    haptics.close();
    assert.deepEqual(unpackPattern(packPattern(pattern)).pattern.keyframes.length, pattern.keyframes.length, name);
  }
});

test('speed and product', async () => {
  const { client, time, haptics } = played([hush, ['Stroker', { HwPositionWithDuration: 100 }]]);
  const effect = haptics.play([[0, 0], [1000, 1]], { speed: 2, devices: client[0] });
  await time.advance(250);
  assert.equal(Math.round(effect.time), 500);
  effect.speed = 0.5;
  await time.advance(100);
  assert.equal(Math.round(effect.time), 550);
  effect.pause();
  effect.speed = 1;
  assert.equal(Math.round(effect.time), 550);
  effect.resume();
  await time.advance(50);
  assert.equal(Math.round(effect.time), 600);
  assert.match(await failure(() => { effect.speed = 0; }), /speed/);
  assert.match(await failure(() => haptics.play('hit', { speed: NaN })), /speed/);
  effect.cancel();
  client.took();
  haptics.vibrate(0.8);
  haptics.vibrate(0.5, { source: 'trigger', mix: 'product' });
  await time.advance(20);
  assert.deepEqual(client.took().filter(text => text.startsWith('Hush')), ['Hush 0 Vibrate 8']);
  haptics.vibrate(0, { source: 'trigger', mix: 'product' });
  await time.advance(20);
  assert.deepEqual(client.took().filter(text => text.startsWith('Hush')), ['Hush 0 Vibrate 0'], 'nothing gets through');
  haptics.vibrate(1, { source: 'trigger', mix: 'product' });
  await time.advance(20);
  assert.deepEqual(client.took().filter(text => text.startsWith('Hush')), ['Hush 0 Vibrate 16']);
  haptics.close();
});

test('what was drawn becomes a pattern', async () => {
  const sine = Array.from({ length: 2000 }, (_, i) => [i, 0.5 + 0.5 * Math.sin(i / 200)]);
  const pattern = drawnPattern(sine);
  assert.ok(pattern.keyframes.length < 60 && pattern.loop === true);
  const { at } = (await import('../src/games/pattern.mjs')).patternOf(pattern);
  for (const [ms, level] of sine) assert.ok(Math.abs(at(ms) - level) <= 0.022, `${ms}`);
  const back = drawnPattern([[0, 0], [500, 1], [1000, 0], [400, 0.2], [600, 3]], { duration: 2000, tolerance: 0 });
  assert.deepEqual(back.keyframes, [[0, 0], [400, 0.2], [600, 1], [2000, 1]], 'what was drawn later counts');
  assert.deepEqual(drawnPattern([[-5, 0.4]], { channel: 'rotate', loop: 2 }), { channel: 'rotate', loop: 2, keyframes: [[0, 0.4], [1000, 0.4]] });
  let seed = 3;
  const noise = Array.from({ length: 20000 }, (_, i) => [i, (seed = seed * 16807 % 2147483647) / 2147483647]);
  assert.ok(drawnPattern(noise).keyframes.length <= 500);
  for (const bad of [[], [[0, NaN]], [['1', 1]], 'x', [[Infinity, 0]], new Array(200000).fill([0, 0])]) assert.match(await failure(() => drawnPattern(bad)), /invalid-value: drawnPattern/);
});

test('patterns are shared as files', async () => {
  const pattern = { keyframes: [[0, 0], { at: 500, level: 1, easing: 'sine' }, [900, 0]], loop: true };
  const text = writePattern({ title: 'Mine <b>', pattern });
  assert.deepEqual(readPattern(`\uFEFF${text}`), { title: 'Mine <b>', pattern: { channel: 'vibrate', loop: true, keyframes: [[0, 0], [500, 1, 'sine'], [900, 0]] } });
  assert.deepEqual(readPattern(writePattern([[0, 1]])).title, '');
  for (const [bad, says] of [
    ['', /not JSON/], ['{}', /no pattern of gobuttplug/], ['null', /no pattern/], [7, /takes the text/], [' '.repeat(2e6), /takes the text/],
    ['{"type":"gobuttplug-pattern","version":2}', /newer version/], ['{"type":"gobuttplug-pattern","version":1,"keyframes":[[0,9]]}', /level: 9 is not/],
    ['{"type":"gobuttplug-pattern","version":1,"keyframes":[[0,1]],"channel":"__proto__"}', /channel/], ['{"type":"gobuttplug-pattern","version":1,"keyframes":[[0,1e999]]}', /level/],
  ]) assert.match(await failure(() => readPattern(bad)), says);
  assert.match(await failure(() => checkPattern(() => 1)), /can’t be stored/);
  assert.match(await failure(() => checkPattern(null)), /invalid-value/);
});

test('patterns are shared in addresses', async () => {
  for (const [title, source] of [['', presets.explosion], ['Größe 🎵', wave({ period: 777 })], ['x'.repeat(80), { channel: 'rotate', loop: 300, keyframes: [[0, -1, 'step'], [10, 0.55, 'ease-in-out'], [3600000, 1]] }]]) {
    const text = packPattern({ title, pattern: source });
    assert.match(text, /^[\w-]+$/);
    const { title: read, pattern } = unpackPattern(text), whole = checkPattern(source);
    assert.equal(read, title);
    assert.deepEqual(pattern, { ...whole, keyframes: whole.keyframes.map(([at, level, easing = 'linear']) => [Math.round(at / 10) * 10, Math.round(level * 100) / 100, easing]) });
  }
  const long = { keyframes: Array.from({ length: 1001 }, (_, i) => [i * 10, i % 2]) };
  assert.match(await failure(() => packPattern(long)), /too long for an address: it has 1001 keyframes/);
  assert.equal(unpackPattern(packPattern({ keyframes: long.keyframes.slice(0, 1000) })).pattern.keyframes.length, 1000);
  const good = packPattern(presets.boost);
  let refused = 0;
  for (let i = 0; i < good.length; i++) {
    for (const text of [good.slice(0, i), good.slice(i), good.slice(0, i) + 'Z_-9'[i % 4] + good.slice(i + 1), `${good}${good.slice(0, i)}`]) {
      try {
        checkPattern(unpackPattern(text).pattern);
      } catch (error) {
        assert.equal(error.code, 'invalid-value', `${text}: ${error.stack}`);
        refused++;
      }
    }
  }
  assert.ok(refused > good.length * 2, `${refused}`);
  for (const bad of ['', 'ä', 7, 'A'.repeat(7000), 'AQ', '====']) assert.match(await failure(() => unpackPattern(bad)), /invalid-value: The (address|pattern)/);
});

test('what was played is recorded, and plays again', async () => {
  const { client, time, haptics } = played([hush]);
  const recorder = new Recorder(() => time.time);
  haptics.on('played', (...what) => recorder.add(...what));
  haptics.vibrate(1);
  await time.advance(1000);
  recorder.start();
  haptics.vibrate(0.2);
  await time.advance(500);
  haptics.play([[0, 0.2], [400, 1]]);
  await time.advance(400);
  haptics.vibrate(0);
  await time.advance(100);
  recorder.stop();
  haptics.vibrate(1);
  await time.advance(100);
  assert.deepEqual([recorder.recording, recorder.duration], [false, 1000]);
  const [pattern, ...others] = recorder.patterns();
  assert.deepEqual([pattern.channel, pattern.loop, others], ['vibrate', 1, []]);
  assert.ok(pattern.keyframes.length < 12, JSON.stringify(pattern.keyframes));
  haptics.stop();
  await time.advance(100);
  client.took();
  haptics.play(pattern);
  await time.advance(1100);
  const levels = client.took().map(text => Number(text.split(' ')[3]));
  assert.deepEqual([levels[0], Math.max(...levels) >= 19, levels.at(-1)], [4, true, 0]);
  const { axes } = parseFunscript(writeFunscript(recorder.script()));
  assert.deepEqual([Object.keys(axes), axes.stroke, axes.vib[0]], [['stroke', 'vib'], axes.vib, { at: 0, pos: 20 }]);
  haptics.close();
});

test('a stop is recorded', async () => {
  const { time, haptics } = played([hush]);
  const recorder = new Recorder(() => time.time);
  haptics.on('played', (...what) => recorder.add(...what));
  recorder.start();
  haptics.vibrate(0.6);
  await time.advance(500);
  haptics.stop();
  await time.advance(500);
  recorder.stop();
  assert.deepEqual(recorder.patterns()[0].keyframes, [[0, 0.6], [499, 0.6], [500, 0], [1000, 0]]);
  haptics.close();
});

test('moves are recorded on their way', async () => {
  let now = 0;
  const recorder = new Recorder(() => now);
  recorder.add('position', 1); // before it records
  recorder.start();
  now = 100;
  recorder.add('position', 1, 1000);
  now = 600;
  recorder.add('position', 0, 500); // it has come half the way
  now = 2000;
  recorder.stop();
  assert.deepEqual(recorder.script().axes, { stroke: [{ at: 0, pos: 0 }, { at: 100, pos: 0 }, { at: 600, pos: 50 }, { at: 1100, pos: 0 }, { at: 2000, pos: 0 }] });
  recorder.start();
  recorder.add('rotate', -0.5);
  now = 3000;
  assert.deepEqual(recorder.patterns(), [{ channel: 'rotate', loop: 1, keyframes: [[0, -0.5], [1000, -0.5]] }]);
  assert.match(await failure(() => recorder.script()), /nothing that a funscript can hold/);
  for (let i = 0; i < 120000; i++) {
    now++;
    recorder.add('vibrate', i % 7 / 7);
  }
  assert.ok(recorder.patterns()[0].keyframes.length <= 9000, 'a pattern has so many at most');
  for (const bad of [['up', 1], ['vibrate', NaN], ['vibrate', -1], ['position', 1, -1]]) assert.match(await failure(() => recorder.add(...bad)), /invalid-value: Recorder/);
});

test('sticks and triggers of a gamepad', async () => {
  const pad = { connected: true, axes: [0, -1, 0.55, 0.05], buttons: Array.from({ length: 17 }, () => ({ value: 0 })) };
  pad.buttons[7].value = 0.55;
  const host = { getGamepads: () => [null, pad] };
  const level = options => Math.round(gamepadPattern({ pad: 1, ...options }, host).level(0) * 1000) / 1000;
  assert.equal(level({}), 0.5);
  assert.equal(level({ control: 'left-y' }), 1);
  assert.equal(level({ control: 'left-y', channel: 'rotate' }), 1);
  assert.equal(level({ control: 'left-y', channel: 'position' }), 1, 'up is up');
  assert.equal(level({ control: 'right-x', channel: 'position' }), 0.75);
  assert.equal(level({ control: 'right-y' }), 0, 'the middle is never quite 0');
  assert.equal(level({ control: 'left-x', channel: 'position' }), 0.5);
  assert.deepEqual([level({ pad: 0 }), level({ pad: 5 })], [0, 0]);
  globalThis.document = { hidden: true };
  assert.equal(level({}), 0, 'nobody looks at a gamepad in a tab that is hidden');
  delete globalThis.document;
  pad.connected = false;
  assert.equal(level({}), 0);
  pad.connected = true;
  assert.match(await failure(() => gamepadPattern({ control: 'wheel' })), /control/);
  const { client, time, haptics } = played([hush]);
  const effect = haptics.play(gamepadPattern({ pad: 1 }, host));
  await time.advance(40);
  pad.buttons[7].value = 1;
  await time.advance(40);
  effect.cancel();
  await time.advance(40);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 10', 'Hush 0 Vibrate 20', 'Hush 0 Vibrate 0']);
  haptics.close();
});

test('the level of the microphone', async () => {
  let now = 0, loud = 0, closed = 0;
  const track = { readyState: 'live', stop() { this.readyState = 'ended'; } };
  class AudioContext {
    createAnalyser() {
      return { fftSize: 0, getFloatTimeDomainData: samples => { samples.fill(loud); } };
    }
    createMediaStreamSource() {
      return { connect() {} };
    }
    async resume() {}
    async close() {
      closed++;
    }
  }
  const mediaDevices = { getUserMedia: async () => ({ getTracks: () => [track] }) };
  const heard = await microphone({}, { mediaDevices, AudioContext, now: () => now });
  assert.equal(heard.level, 0);
  loud = 1;
  assert.deepEqual([heard.level, heard.pattern.level(0), heard.pattern.duration], [1, 1, Infinity]);
  loud = 10 ** (-30 / 20);
  now = 1000;
  assert.equal(Math.round(heard.level * 100), 50, 'half way between the quietest and the loudest');
  loud = 0;
  now = 1050;
  assert.ok(heard.level > 0.2, 'it falls slowly');
  heard.close();
  heard.close();
  loud = 1;
  assert.deepEqual([heard.level, track.readyState, closed], [0, 'ended', 1]);
  const refusal = name => microphone({}, { AudioContext, mediaDevices: { getUserMedia: async () => { throw Object.assign(new Error('no'), { name }); } } });
  assert.match(await failure(() => refusal('NotAllowedError')), /no-permission: The microphone was not allowed/);
  assert.match(await failure(() => refusal('NotFoundError')), /no-microphone: There is no microphone/);
  assert.match(await failure(() => refusal('Other')), /no-microphone: .*: no/);
  assert.equal(closed, 4, 'nothing stays open');
  assert.match(await failure(() => microphone({}, { AudioContext, mediaDevices: undefined })), /no-microphone: This page/);
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { userActivation: { isActive: false } } });
  assert.match(await failure(() => microphone({}, { AudioContext, mediaDevices })), /no-gesture/);
  delete globalThis.navigator;
});
