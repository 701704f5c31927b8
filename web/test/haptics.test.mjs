import assert from 'node:assert/strict';
import test from 'node:test';
import { Haptics } from '../src/games/haptics.mjs';
import { PlayerSettings } from '../src/games/settings.mjs';
import { safety } from '../src/safety.mjs';
import { pulses, ramp, wave } from '../src/games/pattern.mjs';
import { FakeClient, FakeTime, failure, settled } from './fakes.mjs';

const hush = ['Hush', { Vibrate: 20 }];
const duo = ['Duo', { Vibrate: 10 }, { Vibrate: 10 }];
const head = ['Head', { Rotate: [-20, 20] }, { Vibrate: 20 }];
const pump = ['Pump', { Constrict: 4 }];
const stroker = ['Stroker', { Position: 100, HwPositionWithDuration: 100 }];
const plain = ['Plain', { Position: 100 }];

function played(toys, options = {}) {
  const client = new FakeClient(...toys);
  const time = new FakeTime();
  const settings = new PlayerSettings();
  settings.reset();
  const haptics = new Haptics(client, { settings, ...options }, time);
  return { client, time, settings, haptics };
}

// The steps that one output was told.
const steps = (told, output) => told.filter(text => text.startsWith(`${output} `)).map(text => Number(text.split(' ')[3]));

test('a level reaches every motor at once, and only when it is new', async () => {
  const { client, time, haptics } = played([hush, duo]);
  haptics.vibrate(0.5);
  haptics.vibrate(0.7);
  await time.advance();
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 14', 'Duo 0 Vibrate 7', 'Duo 1 Vibrate 7']);
  haptics.vibrate(0.699);
  await time.advance(1000);
  assert.deepEqual(client.took(), []);
  assert.equal(time.timers.size, 0, 'nothing runs when nothing changes');
  haptics.vibrate(0.01);
  await time.advance();
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 1', 'Duo 0 Vibrate 1', 'Duo 1 Vibrate 1'], 'more than nothing is a step');
  client.add('Late', { Vibrate: 100 });
  await time.advance(100);
  assert.deepEqual(client.took(), ['Late 0 Vibrate 1'], 'a toy that comes later joins in');
  haptics.close();
});

test('a thousand calls in a frame are one command, and the last counts', async () => {
  const { client, time, haptics } = played([hush]);
  let told = 0;
  for (let frame = 0; frame < 60; frame++) {
    for (let i = 0; i < 1000; i++) haptics.vibrate((frame * 7 + i) % 100 / 100);
    await time.advance(1000 / 60);
    const now = client.took();
    assert.ok(now.length <= 1);
    told += now.length;
  }
  assert.ok(told > 30 && told <= 50, `${told} commands in a second`);
  haptics.vibrate(1);
  await time.advance(100);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 20']);
  haptics.close();
});

test('a slow server gets no queue, but its stop at once', async () => {
  const { client, time, haptics } = played([hush]);
  const answers = [];
  client.engine.answer = () => new Promise(resolve => { answers.push(resolve); });
  for (let i = 1; i <= 50; i++) {
    haptics.vibrate(i / 100);
    await time.advance(20);
  }
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 1'], 'the first is not answered yet');
  answers.shift()();
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 10'], 'then the newest');
  haptics.vibrate(0);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 0'], 'a zero does not wait');
  haptics.close();
});

test('patterns play, loop, pause and end', async () => {
  const { client, time, haptics } = played([hush]);
  const effect = haptics.play(ramp({ duration: 200 }));
  await time.advance(100);
  assert.equal(effect.state, 'playing');
  assert.deepEqual(steps(client.took(), 'Hush 0 Vibrate'), [2, 4, 6, 8, 10]);
  effect.pause();
  await time.advance(1000);
  assert.deepEqual([effect.state, effect.time], ['paused', 100]);
  assert.deepEqual(steps(client.took(), 'Hush 0 Vibrate'), [0]);
  effect.resume();
  effect.strength = 0.5;
  await time.advance(60);
  assert.deepEqual(steps(client.took(), 'Hush 0 Vibrate'), [5, 6, 7, 8]);
  await time.advance(100);
  assert.equal(await effect.finished, 'ended');
  assert.equal(client.took().at(-1), 'Hush 0 Vibrate 0');
  assert.equal(time.timers.size, 0);

  const twice = haptics.play({ ...pulses({ on: 40, off: 40, times: 1 }), loop: 2 });
  await time.advance(300);
  assert.deepEqual(steps(client.took(), 'Hush 0 Vibrate'), [20, 0, 20, 0]);
  assert.equal(twice.state, 'ended');
  const endless = haptics.play(wave({ period: 400 }));
  await time.advance(10000);
  assert.equal(endless.state, 'playing');
  endless.cancel();
  endless.cancel();
  assert.equal(await endless.finished, 'cancelled');
  await time.advance(20);
  assert.equal(client.took().at(-1), 'Hush 0 Vibrate 0');
  const custom = haptics.play(ms => ms < 100 ? 1 : 0.25, { loop: 3 });
  await time.advance(120);
  assert.deepEqual(steps(client.took(), 'Hush 0 Vibrate'), [20, 5]);
  custom.cancel();
  haptics.close();
});

test('sources are mixed by maximum or by sum', async () => {
  const { client, time, haptics } = played([hush]);
  const now = async () => {
    await time.advance(20);
    return steps(client.took(), 'Hush 0 Vibrate').at(-1);
  };
  haptics.vibrate(0.5, { source: 'engine' });
  haptics.vibrate(0.25, { source: 'road' });
  assert.equal(await now(), 10);
  haptics.vibrate(0.25, { source: 'rain', mix: 'sum' });
  assert.equal(await now(), 15);
  haptics.play([[0, 1], [1000, 1]], { mix: 'sum', strength: 0.1 });
  assert.equal(await now(), 17);
  haptics.vibrate(0, { source: 'engine' });
  assert.equal(await now(), 12, '0.25 by maximum, 0.25 and 0.1 on top');
  haptics.vibrate(1, { source: 'rain', mix: 'sum' });
  assert.equal(await now(), 20);
  haptics.close();
  const summed = played([hush], { mix: 'sum' });
  summed.haptics.vibrate(0.5, { source: 'a' });
  summed.haptics.vibrate(0.4, { source: 'b' });
  await summed.time.advance();
  assert.deepEqual(summed.client.took(), ['Hush 0 Vibrate 18']);
  summed.haptics.close();
});

test('single motors and single toys', async () => {
  const { client, time, haptics } = played([hush, duo]);
  haptics.vibrate(1, { motor: 1 });
  haptics.vibrate(0.5, { motor: 0 });
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 20', 'Duo 0 Vibrate 5', 'Duo 1 Vibrate 10'], 'a toy with one motor gets the greater');
  haptics.stop();
  client.took();
  haptics.vibrate(1, { devices: client[1] });
  haptics.play([[0, 0.5], [100, 0.5]], { devices: [client[0]] });
  haptics.play([[0, 1], [100, 1]], { devices: client.group([]) });
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 10', 'Duo 0 Vibrate 10', 'Duo 1 Vibrate 10']);
  haptics.close();
});

test('the player says what follows a game that vibrates', async () => {
  const { client, time, settings, haptics } = played([head, pump]);
  haptics.vibrate(1);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Head 1 Vibrate 20', 'Pump 0 Constrict 2'], 'by default what a toy has instead of a motor');
  settings.map('Rotate', { follow: 'always', strength: 0.5 });
  settings.map('Constrict', { follow: 'never' }, client[1]);
  settings.map('Vibrate', { strength: 0.25 }, 'Head');
  await time.advance(20);
  assert.deepEqual(client.took(), ['Head 1 Vibrate 5', 'Head 0 Rotate 10', 'Pump 0 Constrict 0'], 'at once');
  haptics.rotate(-1);
  haptics.constrict(0.5);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Head 0 Rotate -20', 'Pump 0 Constrict 2'], 'what the game asks for itself still comes');
  haptics.rotate(0.25);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Head 0 Rotate 10']);
  haptics.close();
});

test('a stroker strokes the faster the stronger a game vibrates', async () => {
  const { client, time, haptics } = played([stroker]);
  haptics.vibrate(1);
  await time.advance(1100);
  assert.deepEqual(client.took(), ['Stroker 0 HwPositionWithDuration 100 300ms', 'Stroker 0 HwPositionWithDuration 0 300ms',
    'Stroker 0 HwPositionWithDuration 100 300ms', 'Stroker 0 HwPositionWithDuration 0 300ms']);
  haptics.vibrate(0.01);
  await time.advance(20);
  const [slower] = client.took();
  assert.match(slower, /^Stroker 0 HwPositionWithDuration 0 \d+ms$/, 'the stroke on its way slows down');
  haptics.vibrate(0);
  await time.advance(20);
  assert.match(client.took()[0], /^Stroker 0 HwPositionWithDuration \d+ 100ms$/, 'and ends where it is');
  await time.advance(5000);
  assert.deepEqual(client.took(), []);
  haptics.close();
});

test('a stroker that knows no duration is taken along', async () => {
  const { client, time, haptics } = played([plain]);
  haptics.move(1, 100);
  await time.advance(200);
  assert.deepEqual(steps(client.took(), 'Plain 0 Position'), [0, 20, 40, 60, 80, 100]);
  haptics.move(0.5);
  await time.advance(100);
  assert.deepEqual(steps(client.took(), 'Plain 0 Position'), [50]);
  haptics.vibrate(1);
  await time.advance(300);
  const strokes = steps(client.took(), 'Plain 0 Position');
  assert.ok(strokes.length > 5 && Math.max(...strokes.map((s, i) => i ? Math.abs(s - strokes[i - 1]) : 0)) <= 8, strokes.join());
  haptics.stop();
  await time.advance(1000);
  assert.deepEqual(client.took(), ['Plain stop']);
  assert.equal(time.timers.size, 0);
  haptics.close();
});

test('moves and patterns of places', async () => {
  const { client, time, haptics } = played([stroker, hush]);
  haptics.move(0.2, 500);
  haptics.move(0.8, 400);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Stroker 0 HwPositionWithDuration 80 400ms'], 'the last of a frame counts');
  await time.advance(1000);
  haptics.play({ channel: 'position', keyframes: [[0, 0], [400, 1], [800, 1]] });
  await time.advance(1000);
  assert.deepEqual(client.took(), ['Stroker 0 HwPositionWithDuration 0 100ms', 'Stroker 0 HwPositionWithDuration 25 100ms', 'Stroker 0 HwPositionWithDuration 50 100ms',
    'Stroker 0 HwPositionWithDuration 75 100ms', 'Stroker 0 HwPositionWithDuration 100 100ms']);
  haptics.move(0, 99999);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Stroker 0 HwPositionWithDuration 0 10000ms'], 'as long as the toy can');
  haptics.close();
});

test('events of the game can be bound by the player', async () => {
  const { client, time, settings, haptics } = played([hush]);
  haptics.define('jump', [[0, 0.5], [100, 0.5]], { title: 'You jump' });
  haptics.define('land', 'tap');
  const feels = async event => {
    const effect = haptics.play(event);
    await time.advance(20);
    const told = steps(client.took(), 'Hush 0 Vibrate').at(-1);
    effect.cancel();
    await time.advance(20);
    client.took();
    return told;
  };
  assert.deepEqual([await feels('jump'), await feels('land'), await feels('explosion')], [10, 10, 20]);
  settings.bind('jump', 'explosion');
  settings.bind('land', [[0, 0.1], [100, 0.1]]);
  settings.bind('explosion', null);
  assert.deepEqual([await feels('jump'), await feels('land'), await feels('explosion')], [20, 2, undefined]);
  assert.equal(haptics.play('explosion').state, 'ended');
  assert.deepEqual(haptics.definitions, [{ name: 'jump', title: 'You jump', binding: 'explosion' }, { name: 'land', title: 'land', binding: [[0, 0.1], [100, 0.1]] }]);
  assert.match(await failure(() => haptics.play('dance')), /^ButtplugDeviceError unknown-event: There is no event "dance"; define\(\) it, or play one of tap, /);
  haptics.close();
});

test('an event that plays begins anew; effects do not pile up', async () => {
  const { time, haptics } = played([hush]);
  const first = haptics.play('hit');
  const second = haptics.play('hit');
  assert.deepEqual([first.state, second.state, haptics.effects.length], ['cancelled', 'playing', 1]);
  haptics.play('hit', { overlap: true });
  assert.equal(haptics.effects.length, 2);
  for (let i = 0; i < 1000; i++) haptics.play([[0, 1], [100, 0]]);
  assert.equal(haptics.effects.length, 64);
  assert.equal(second.state, 'cancelled', 'the oldest make room');
  await time.advance(200);
  assert.equal(haptics.effects.length, 0);
  haptics.close();
});

test('pause and resume of everything', async () => {
  const { client, time, haptics } = played([hush]);
  haptics.vibrate(0.5);
  const effect = haptics.play([[0, 1], [100, 1]]);
  const still = haptics.play([[0, 1], [100, 1]]);
  still.pause();
  await time.advance(40);
  client.took();
  haptics.pause();
  haptics.pause();
  const later = haptics.play('tap');
  haptics.vibrate(0.6);
  await time.advance(1000);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 0']);
  assert.deepEqual([haptics.paused, effect.state, later.state], [true, 'paused', 'paused']);
  haptics.resume();
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 20']);
  await time.advance(1000);
  assert.deepEqual([client.took().at(-1), effect.state, still.state, later.state], ['Hush 0 Vibrate 12', 'ended', 'paused', 'ended']);
  haptics.close();
});

test('stop is at once and forgets everything', async () => {
  const { client, time, haptics } = played([hush, duo]);
  haptics.vibrate(0.5);
  const effect = haptics.play(wave());
  await time.advance(100);
  client.took();
  haptics.stop();
  assert.deepEqual(client.took(), ['Hush stop', 'Duo stop']);
  assert.equal(effect.state, 'cancelled');
  await time.advance(1000);
  assert.deepEqual(client.took(), []);
  haptics.vibrate(0.5);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 10', 'Duo 0 Vibrate 5', 'Duo 1 Vibrate 5'], 'the same level is news after a stop');
  haptics.close();
});

test('after the panic stop nothing is played until it is released', async () => {
  const { client, time, haptics } = played([hush]);
  const effect = haptics.play(wave());
  haptics.vibrate(0.5);
  await time.advance(100);
  safety.stop();
  client.took();
  haptics.vibrate(0.7);
  haptics.move(0.5);
  const refused = haptics.play('hit');
  await time.advance(1000);
  assert.deepEqual(client.took(), []);
  assert.deepEqual([effect.state, refused.state, await refused.finished], ['cancelled', 'cancelled', 'cancelled']);
  safety.release();
  await time.advance(1000);
  assert.deepEqual(client.took(), [], 'nothing starts by itself');
  haptics.vibrate(0.7);
  await time.advance(20);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 14']);
  haptics.close();
});

test('errors are an event, once for each kind, and never unhandled', async () => {
  const { client, time, haptics } = played([hush]);
  const errors = [];
  let unhandled = 0;
  const count = () => { unhandled++; };
  process.on('unhandledRejection', count);
  haptics.on('error', error => errors.push(error.code));
  client.engine.answer = async () => { throw Object.assign(new Error('no'), { code: 'timeout' }); };
  for (let i = 0; i < 20; i++) {
    haptics.vibrate(i % 2);
    await time.advance(20);
  }
  assert.deepEqual(errors, ['timeout']);
  client.engine.answer = async () => undefined;
  haptics.vibrate(0.3);
  await time.advance(20);
  client.engine.answer = async () => { throw Object.assign(new Error('no'), { code: 'timeout' }); };
  haptics.vibrate(0.6);
  await time.advance(40);
  assert.deepEqual(errors, ['timeout', 'timeout'], 'again after it worked');
  client.engine.answer = async () => { throw Object.assign(new Error('gone'), { code: 'device-gone' }); };
  haptics.vibrate(0.9);
  haptics.stop();
  client[0]._gone();
  haptics.vibrate(0.1);
  await time.advance(40);
  assert.deepEqual(errors, ['timeout', 'timeout'], 'a toy that is gone is no error');
  await settled();
  process.off('unhandledRejection', count);
  assert.equal(unhandled, 0);
  haptics.close();
});

test('calls that make no sense are refused at once', async () => {
  const { client, time, haptics } = played([hush]);
  for (const run of [
    () => haptics.vibrate(NaN), () => haptics.vibrate('0.5'), () => haptics.vibrate(1.1), () => haptics.vibrate(-0.1), () => haptics.vibrate(),
    () => haptics.rotate(-1.1), () => haptics.vibrate(1, { source: 5 }), () => haptics.vibrate(1, { mix: 'or' }), () => haptics.vibrate(1, { motor: -1 }),
    () => haptics.vibrate(1, { devices: 'all' }), () => haptics.move(2), () => haptics.move(0, NaN), () => haptics.play(), () => haptics.play([[0, 5]]),
    () => haptics.play('hit', { strength: 2 }), () => haptics.play('hit', { loop: 0 }), () => haptics.define('', 'hit'), () => haptics.define('x', 5),
    () => new Haptics(5), () => new Haptics(client, { mix: 'or' }), () => new Haptics(client, { whenHidden: 'dance' }),
  ]) assert.match(await failure(run), /^ButtplugDeviceError invalid-value: /, String(run));
  for (let i = 0; i < 256; i++) haptics.vibrate(0.1, { source: `s${i}` });
  assert.match(await failure(() => haptics.vibrate(0.1, { source: 'more' })), /too-many: vibrate: there are 256 sources already/);
  await time.advance(20);
  haptics.close();
  haptics.close();
  assert.match(await failure(() => haptics.vibrate(1)), /ButtplugDeviceError closed: /);
  assert.match(await failure(() => haptics.play('hit')), /ButtplugDeviceError closed: /);
  assert.equal(time.timers.size, 0);
  assert.equal(client.listenerCount('deviceadded'), 0);
});

test('a group or single toys can be played', async () => {
  const client = new FakeClient(hush, duo);
  for (const target of [client[0], [client[0]], client.group([client[0]])]) {
    const time = new FakeTime();
    const haptics = new Haptics(target, {}, time);
    haptics.vibrate(1);
    await time.advance();
    assert.deepEqual(client.took(), ['Hush 0 Vibrate 20']);
    haptics.close();
    assert.deepEqual(client.took(), ['Hush stop']);
  }
});

test('a pattern whose function throws ends, and holds nothing up', async () => {
  const { client, time, haptics } = played([hush]);
  const errors = [];
  haptics.on('error', error => errors.push(`${error.name} ${error.code}: ${error.message}`));
  haptics.vibrate(0.5);
  await time.advance(100);
  client.took();
  const effects = [haptics.play(() => { throw new Error('oops'); }), haptics.play([[0, 0], [100, 1, () => { throw new Error('no ease'); }]])];
  await time.advance(40);
  assert.deepEqual(effects.map(effect => effect.state), ['cancelled', 'cancelled']);
  assert.deepEqual(errors, ['oops', 'no ease'].map(text => `ButtplugDeviceError invalid-value: A function of a pattern failed: ${text}`));
  haptics.vibrate(0);
  await time.advance(40);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 0']);
  haptics.close();
});

test('a pattern without length is not looped', async () => {
  const { time, settings, haptics } = played([hush]);
  for (const loop of [2, true]) assert.match(await failure(() => haptics.play([[0, 1]], { loop })), /invalid-value: pattern: a pattern that loops must be longer/);
  settings.bind('hit', [[0, 1]]);
  haptics.play('hit', { loop: true });
  await time.advance(40);
  assert.equal(haptics.effects.length, 0);
  haptics.close();
});

test('an event that is bound to one of another game feels as this game made it', async () => {
  const { client, time, settings, haptics } = played([hush]);
  settings.bind('hit', 'only in the other game');
  haptics.play('hit');
  await time.advance(40);
  assert.equal(client.took()[0], 'Hush 0 Vibrate 20');
  haptics.close();
});

test('what the game pauses in a hidden tab stays paused', () => {
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  const show = shown => {
    document.hidden = !shown;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const { haptics } = played([hush], { whenHidden: 'pause' });
  show(false);
  haptics.pause();
  show(true);
  assert.equal(haptics.paused, true);
  haptics.resume();
  show(false);
  assert.equal(haptics.paused, true);
  show(true);
  assert.equal(haptics.paused, false);
  haptics.close();
  delete globalThis.document;
});
