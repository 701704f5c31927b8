// The player of funscripts: what toys are told, against the clock of the media at the moment of the call.

import assert from 'node:assert/strict';
import test from 'node:test';
import { FunscriptPlayer, MediaClock, attach } from '../src/funscript/index.mjs';
import { Haptics } from '../src/games/haptics.mjs';
import { MediaTime } from '../src/funscript/clock.mjs';
import { PlayerSettings } from '../src/games/settings.mjs';
import { Track } from '../src/funscript/track.mjs';
import { safety } from '../src/safety.mjs';
import { FakeClient, FakeTime, failure } from './fakes.mjs';

const stroker = ['Stroker', { HwPositionWithDuration: 100 }];
const plain = ['Plain', { Position: 100 }];
const hush = ['Hush', { Vibrate: 20 }];
const head = ['Head', { Rotate: [-20, 20] }];

const points = pairs => pairs.map(([at, pos]) => ({ at, pos }));
const steady = points(Array.from({ length: 121 }, (_, i) => [i * 500, i % 2 * 100]));

function attached(toys, script, options = {}) {
  const client = new FakeClient(...toys);
  const time = new FakeTime();
  const settings = new PlayerSettings();
  settings.reset();
  const media = new MediaClock({}, () => time.time);
  const haptics = new Haptics(client, { settings }, time);
  const player = attach(media, script, haptics, options);
  const told = []; // with the time of the media
  client.engine.answer = async text => { told.push({ now: time.time, at: media.currentTime * 1000, text }); };
  const took = () => told.splice(0).map(({ text }) => text);
  return { client, time, settings, media, haptics, player, told, took };
}

// A stroker that does just what it is told.
class Toy {
  constructor(told) {
    this.told = told;
    this.path = { from: 0, to: 0, start: 0, duration: 0 };
  }

  at(now) {
    for (const { now: start, text } of this.told.splice(0)) {
      const [, steps, duration] = / (\d+) (\d+)ms$/.exec(text).map(Number);
      this.path = { from: this.place(start), to: steps / 100, start, duration };
    }
    return this.place(now);
  }

  place(now) {
    const { from, to, start, duration } = this.path;
    return from + (to - from) * (duration > 0 ? Math.min(1, Math.max(0, (now - start) / duration)) : 1);
  }
}

// How far, in ms, the toy is from where the script is; Infinity for more than 40.
function late(track, time, place) {
  for (let off = 0; off <= 40; off++) for (const one of [off, -off]) if (Math.abs(track.place(time + one) - place) < 0.012) return off;
  return Infinity;
}

test('nothing moves until somebody starts the media', async () => {
  const { time, media, player, took } = attached([stroker, hush], steady);
  await time.advance(1000);
  assert.deepEqual([player.state, took()], ['ready', []]);
  const navigator = { userActivation: { hasBeenActive: false } };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  await media.play();
  await time.advance(500);
  assert.deepEqual([player.state, took()], ['ready', []], 'a video that plays by itself is not enough');
  navigator.userActivation.hasBeenActive = true;
  player.start();
  await time.advance(100);
  assert.equal(player.state, 'playing');
  assert.notDeepEqual(took(), []);
  delete navigator.userActivation;
  player.detach();
});

test('each stroke is told when it begins, to end when the script does', async () => {
  const { time, media, player, told } = attached([stroker], steady);
  await media.play();
  await time.advance(10000);
  const strokes = told.slice(3);
  assert.ok(strokes.length >= 16, `${strokes.length}`);
  for (const { at, text } of strokes) {
    const [, to, duration] = /^Stroker 0 HwPositionWithDuration (\d+) (\d+)ms$/.exec(text).map(Number);
    const ends = Math.round((at + duration) / 500);
    assert.ok(Math.abs(at + duration - ends * 500) <= 1, `${at}: ${text}`);
    assert.equal(to, ends % 2 * 100);
    assert.ok(duration >= 479, 'it begins in time');
  }
  player.detach();
  await time.advance(200);
  assert.equal(time.timers.size, 0);
});

test('a toy stays within 20 ms of the media, whatever is done to that', async () => {
  let seed = 7;
  const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
  for (let round = 0; round < 4; round++) {
    const actions = [];
    for (let at = 300; at < 60000; at += 150 + Math.round(random() * 1200)) actions.push({ at, pos: Math.round(random() * 100) });
    const { time, media, player, told } = attached([stroker], actions);
    const track = new Track(actions), toy = new Toy(told);
    let settling = 0, checked = 0;
    const settle = ms => { settling = Math.max(settling, time.time + ms); };
    await media.play();
    settle(700);
    for (let now = 0; now < 20000; now += 5) {
      await time.advance(5);
      const at = media.currentTime * 1000, place = toy.at(time.time);
      if (time.time > settling && !media.paused) {
        const off = late(track, at, place);
        assert.ok(off <= 20 * media.playbackRate, `round ${round}, ${at} ms: ${place} is ${off} ms off`);
        checked++;
      }
      const what = random();
      if (what < 0.001) {
        media.currentTime = random() * 50;
        settle(700);
      } else if (what < 0.003) {
        media.playbackRate = 0.5 + random() * 1.5;
        settle(100); // it is told anew in a frame, and can take the next move one gap and a frame later
      } else if (what < 0.004) {
        media.pause();
        await time.advance(300);
        toy.at(time.time);
        const rests = toy.place(time.time);
        await time.advance(2000);
        assert.equal(toy.at(time.time), rests, 'it rests while the media does');
        await media.play();
        settle(700);
      }
    }
    assert.ok(checked > 1000, `${checked}`);
    player.detach();
  }
});

test('vibration and rotation follow the speed, in step', async () => {
  const script = points([[0, 0], [1000, 100], [2000, 50], [3000, 50], [3100, 100], [4000, 100]]);
  const { time, media, player, told, took } = attached([hush, head], script, { fullSpeed: 200 });
  await media.play();
  await time.advance(5000);
  const levels = name => told.filter(({ text }) => text.startsWith(name)).map(({ at, text }) => [Math.round(at), Number(text.split(' ')[3])]);
  assert.deepEqual(levels('Hush').map(([, level]) => level), [10, 5, 0, 20, 0]);
  assert.deepEqual(levels('Head').map(([, level]) => level), [10, -5, 0, 20, 0], 'the way back turns the other way');
  for (const [i, [at]] of levels('Hush').entries()) assert.ok(Math.abs(at - [20, 1000, 2000, 3000, 3100][i]) <= 20, `${at}`);
  took();
  media.currentTime = 1.2;
  media.playbackRate = 2;
  player.strength = 0.5;
  await time.advance(100);
  assert.deepEqual(took(), ['Hush 0 Vibrate 5', 'Head 0 Rotate -5'], 'twice as fast, half as strong');
  media.pause();
  await time.advance(20);
  assert.deepEqual(took(), ['Hush 0 Vibrate 0', 'Head 0 Rotate 0']);
  player.detach();
});

test('the player says what follows what', async () => {
  const script = { actions: steady, axes: [{ id: 'V0', actions: points([[0, 0], [1000, 100], [60000, 100]]) }, { id: 'R0', actions: points([[0, 50], [60000, 50]]) }] };
  const { time, media, player, settings, took } = attached([stroker, hush, head], script);
  await media.play();
  await time.advance(1100);
  assert.ok(took().includes('Hush 0 Vibrate 20'), 'a script has an axis for vibration');
  settings.map('Vibrate', { axis: 'stroke' });
  await time.advance(20);
  assert.deepEqual(took(), ['Hush 0 Vibrate 10'], 'the speed of the strokes: 200 of 400');
  settings.map('Vibrate', { script: 'position', strength: 0.5 });
  await time.advance(380);
  assert.equal(took().filter(text => text.startsWith('Hush')).at(-1), 'Hush 0 Vibrate 10', 'the place of the strokes');
  settings.map('Vibrate', { script: 'never' });
  settings.map('Position', { script: 'never' });
  settings.map('Rotate', { axis: 'stroke' }, 'Head');
  await time.advance(600);
  const last = took();
  assert.ok(last.includes('Hush 0 Vibrate 0'));
  assert.ok(last.some(text => text.startsWith('Head 0 Rotate ')));
  await time.advance(1000);
  assert.deepEqual(took().filter(text => !text.startsWith('Head')), []);
  player.detach();
});

test('a stroker that can stroke by itself goes where the script says, and does not do both', async () => {
  const { time, media, player, settings, took } = attached([['Both', { Oscillate: 20 }, { HwPositionWithDuration: 100 }]], steady);
  await media.play();
  await time.advance(1000);
  assert.deepEqual(took().filter(text => text.includes('Oscillate')), []);
  settings.map('Position', { script: 'never' });
  await time.advance(100);
  assert.ok(took().includes('Both 0 Oscillate 10'));
  player.detach();
});

test('each axis of a stroker that has several follows its own', async () => {
  const places = { HwPositionWithDuration: 100 };
  const sr6 = ['SR6', { ...places, called: 'Up (L0)' }, { ...places, called: 'Left (L2)' }, { ...places, called: 'Twist (R0)' }, { Vibrate: 100, called: 'Vibe (V0)' }];
  const { time, settings, media, haptics, player, took } = attached([sr6, stroker], { actions: steady, axes: [{ id: 'R0', actions: points([[0, 20], [60000, 20]]) }, { id: 'V0', actions: points([[0, 30], [60000, 30]]) }] });
  await media.play();
  await time.advance(2000);
  const told = took(), of = name => told.filter(text => text.startsWith(name));
  assert.ok(of('SR6 0').length >= 3 && of('Stroker 0').length >= 3);
  assert.deepEqual(of('SR6 1'), [], 'the script has no way for it');
  assert.deepEqual(of('SR6 2').map(text => text.replace(/ \d+ms$/, '')), ['SR6 2 HwPositionWithDuration 20']);
  assert.deepEqual(of('SR6 3'), ['SR6 3 Vibrate 30']);

  // The player's choice is for what strokes, and what games play strokes, too.
  settings.map('Position', { axis: 'twist' });
  await time.advance(2000);
  const chosen = took();
  assert.match(chosen.find(text => text.startsWith('SR6 0')), / 20 /);
  assert.ok(chosen.every(text => !text.startsWith('SR6 1')));
  player.detach();
  haptics.move(1, 300);
  haptics.vibrate(0.5);
  await time.advance(1000);
  const played = took();
  assert.ok(played.some(text => text.startsWith('SR6 0')));
  assert.ok(played.filter(text => /^SR6 [12]/.test(text)).every(text => / 20 /.test(text)), 'the other axes rest');
});

test('with strength 0 nothing moves, and from then on it is as it should be', async () => {
  const { time, media, player, took } = attached([stroker, hush], steady, { strength: 0 });
  await media.play();
  await time.advance(1000);
  assert.deepEqual(took(), []);
  player.strength = 0.5;
  await time.advance(1000);
  const told = took();
  assert.ok(told.some(text => text.startsWith('Stroker')) && told.some(text => text.startsWith('Hush')));
  player.strength = 0;
  await time.advance(200);
  took();
  await time.advance(2000);
  assert.deepEqual(took(), []);
  player.detach();
});

test('a toy without durations is taken along the way', async () => {
  const { time, media, player, told } = attached([plain], steady);
  await media.play();
  await time.advance(3000);
  const track = new Track(steady);
  for (const { at, text } of told.slice(40)) assert.ok(late(track, at, Number(text.split(' ')[3]) / 100) <= 20, `${at}: ${text}`);
  assert.ok(told.length > 80);
  player.detach();
});

test('points that are too near to each other are merged, and strokes stay', async () => {
  const client = [['Slow', { HwPositionWithDuration: 100 }]];
  const dense = points(Array.from({ length: 2000 }, (_, i) => [i * 10, 50 + Math.round(50 * Math.sin(i / 20))]));
  const { time, media, player, told } = attached(client, dense);
  await media.play();
  await time.advance(700);
  told.splice(0);
  const track = new Track(dense), toy = new Toy([...told]);
  let last = -Infinity;
  for (let now = 0; now < 5000; now += 5) {
    await time.advance(5);
    for (const one of told) {
      assert.ok(one.now - last >= 50, `${one.now - last} ms`);
      last = one.now;
      toy.told.push(one);
    }
    told.splice(0);
    if (now > 500) assert.ok(Math.abs(toy.at(time.time) - track.place(media.currentTime * 1000)) < 0.1, `${media.currentTime}`);
  }
  player.script = points(Array.from({ length: 500 }, (_, i) => [i * 20, i % 2 * 100])); // no toy can do that
  await time.advance(1000);
  told.splice(0);
  await time.advance(1000);
  const places = told.map(({ text }) => Number(text.split(' ')[3]));
  assert.ok(places.length <= 20 && places.includes(0) && places.includes(100), `${places}`);
  player.detach();
});

test('no move is longer than a second: nobody could take it back', async () => {
  const { time, media, player, told } = attached([stroker], points([[0, 0], [30000, 100], [60000, 0]]));
  await media.play();
  await time.advance(40000);
  assert.ok(told.length > 30);
  for (const { text } of told) assert.ok(Number(/(\d+)ms/.exec(text)[1]) <= 1000, text);
  player.detach();
});

test('the way to where the script is, is no jerk', async () => {
  const { time, media, player, told } = attached([stroker], steady);
  media.currentTime = 10.49; // at the top, just before it turns
  await media.play();
  await time.advance(50);
  assert.deepEqual(told.map(({ text }) => text).length, 1);
  assert.ok(Number(/(\d+)ms/.exec(told[0].text)[1]) >= 490, told[0].text);
  player.detach();
});

test('stops are final: nothing goes on by itself', async () => {
  const { time, media, haptics, player, took } = attached([stroker, hush], steady);
  const states = [];
  player.on('statechange', state => states.push(state));
  for (const [what, stop] of Object.entries({
    'the stop of the player': () => player.stop(),
    'that of what plays': () => haptics.stop(),
    'that which beats the game': () => safety.stop(),
    'another file': () => media.dispatchEvent(new Event('emptied')),
  })) {
    await media.play();
    await time.advance(300);
    assert.equal(player.state, 'playing', what);
    stop();
    await time.advance(200);
    took();
    safety.release();
    for (const event of ['playing', 'waiting', 'seeked', 'timeupdate']) media.dispatchEvent(new Event(event));
    await time.advance(1000);
    assert.deepEqual([player.state, took()], ['ready', []], what);
    media.pause();
  }
  assert.deepEqual(states.slice(0, 3), ['stalled', 'playing', 'ready']);
  safety.stop();
  await media.play();
  await time.advance(200);
  safety.release();
  await time.advance(200);
  assert.deepEqual([player.state, took().length], ['ready', 0], 'started while all is held still');
  player.detach();
  player.start();
  player.stop();
  await time.advance(100);
  assert.deepEqual(player.state, 'detached');
});

test('pause() of what plays holds the script too', async () => {
  const { time, media, haptics, player, took } = attached([stroker, hush], steady);
  await media.play();
  await time.advance(600);
  haptics.pause();
  await time.advance(20);
  took();
  await time.advance(1000);
  assert.deepEqual(took(), []);
  haptics.resume();
  await time.advance(100);
  assert.ok(took().length > 0);
  player.detach();
});

test('at the end everything rests', async () => {
  const time = new FakeTime();
  const client = new FakeClient(stroker, hush);
  const media = new MediaClock({ duration: 3 }, () => time.time);
  const haptics = new Haptics(client, {}, time);
  const player = attach(media, { actions: steady, axes: [{ id: 'V0', actions: points([[0, 100], [60000, 100]]) }] }, haptics);
  await media.play();
  await time.advance(2900);
  assert.ok(client.took().includes('Hush 0 Vibrate 20'));
  await time.advance(200);
  assert.ok(client.took().includes('Hush 0 Vibrate 0'));
  await time.advance(5000);
  assert.deepEqual([client.took(), player.state, time.timers.size], [[], 'paused', 0]);
  assert.deepEqual([media.currentTime, media.paused, media.ended], [3, true, true]);
  await media.play();
  await time.advance(500);
  assert.deepEqual([player.state, media.currentTime], ['playing', 0.5], 'it begins anew');
  assert.ok(client.took().includes('Hush 0 Vibrate 20'));
  await time.advance(3000);
  media.currentTime = 1;
  await time.advance(500);
  assert.deepEqual([player.state, media.currentTime, media.paused], ['paused', 1, true], 'a place that is chosen at the end does not play');
  haptics.close();
});

test('it plays along with what a game plays', async () => {
  const { time, media, haptics, player, took } = attached([hush], steady);
  haptics.vibrate(0.9);
  await media.play();
  await time.advance(100);
  assert.deepEqual(took(), ['Hush 0 Vibrate 18']);
  haptics.vibrate(0.2);
  await time.advance(20);
  assert.deepEqual(took(), ['Hush 0 Vibrate 10'], 'the greater counts');
  player.detach();
  await time.advance(20);
  assert.deepEqual(took(), ['Hush 0 Vibrate 4']);
  haptics.close();
});

test('the clock of the media is read through its steps, and told to have stalled', () => {
  let now = 0, at = 0;
  const media = { currentTime: 0, playbackRate: 1, paused: false, ended: false, seeking: false, readyState: 4 };
  const clock = new MediaTime(media);
  const run = (ms, step, goes = true, check = () => {}) => {
    for (const end = now + ms; now < end; now += 20) {
      if (goes) at += 20 * media.playbackRate;
      media.currentTime = Math.floor(at / step) * step / 1000;
      check(clock.read(now));
    }
  };
  run(60, 1, false);
  assert.equal(clock.read(now).goes, false, 'it should play, and does not yet');
  for (const step of [1, 40, 100, 250]) {
    run(2000, step);
    let worst = 0;
    run(5000, step, true, ({ goes, jumped }) => {
      assert.deepEqual([goes, jumped], [true, false], `${step}`);
      worst = Math.max(worst, Math.abs(clock.time - at));
    });
    assert.ok(worst <= 20, `steps of ${step} ms: ${worst} ms off`);
  }
  run(2000, 1);
  run(200, 1, false);
  assert.equal(clock.read(now).goes, false, 'it has stalled');
  run(40, 1);
  assert.ok(Math.abs(clock.time - at) <= 20);
  media.playbackRate = 2;
  run(1000, 40);
  assert.ok(Math.abs(clock.time - at) <= 40);
  at += 5000;
  media.currentTime = at / 1000;
  assert.equal(clock.read(now += 20).jumped, true);
  Object.assign(media, { readyState: 2 });
  assert.equal(clock.read(now += 20).goes, false);
});

test('mistakes are told at once', async () => {
  const client = new FakeClient(hush), media = new MediaClock();
  for (const [args, text] of [
    [[{}, steady, client], 'invalid-value: attach\\(\\) takes a <video>'],
    [[media, 'x', client], 'invalid-script: The script is no funscript'],
    [[media, steady, 7], 'invalid-value: Haptics takes'],
    [[media, steady, client, { offset: NaN }], 'invalid-value: offset'],
    [[media, steady, client, { strength: 2 }], 'invalid-value: strength'],
    [[media, steady, client, { axes: { up: {} } }], 'invalid-value: axes'],
    [[media, steady, client, { transform: { range: 3 } }], 'invalid-value: transform: range'],
  ]) assert.match(await failure(() => attach(...args)), new RegExp(text));
  const player = new FunscriptPlayer(media, steady, client, { panicKey: false });
  assert.match(await failure(() => { player.strength = -1; }), /strength/);
  assert.equal(player.strength, 1);
  player.transform = { invert: true };
  player.axes = { twist: { range: [0, 10] } };
  assert.deepEqual([player.actions()[0], player.actions('twist'), player.script.duration], [{ at: 0, pos: 100 }, [], 60000]);
  player.detach();
});
