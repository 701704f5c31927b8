import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeClient, failure, settled } from './fakes.mjs';

const duo = ['Duo', { Vibrate: 20 }, { Vibrate: 10 }];
const head = ['Head', { Rotate: [-20, 20] }, { Rotate: 5 }];
const stroker = ['Stroker', { Position: 100, HwPositionWithDuration: 100 }];
const plain = ['Plain', { Position: 100 }];
const pump = ['Pump', { Constrict: 5 }, { Oscillate: 9 }];

test('a device does what a game means', async () => {
  const client = new FakeClient(duo, head, stroker, plain, pump);
  const [d, h, s, p, u] = client.devices.values();
  await d.vibrate(0.5);
  await d.vibrate(1, { motor: 1 });
  await h.rotate(-0.5);
  await h.rotate(-1, { motor: 0 });
  await s.move(0.25, 300);
  await p.move(0.75, 300);
  await u.constrict(0.4);
  await u.oscillate(1);
  await d.stop();
  assert.deepEqual(client.took(), [
    'Duo 0 Vibrate 50%', 'Duo 1 Vibrate 50%', 'Duo 1 Vibrate 100%', 'Head 0 Rotate -50%', 'Head 1 Rotate 50%', 'Head 0 Rotate -100%',
    'Stroker 0 HwPositionWithDuration 25% 300ms', 'Plain 0 Position 75%', 'Pump 0 Constrict 40%', 'Pump 1 Oscillate 100%', 'Duo stop',
  ]);
});

test('a device refuses what makes no sense, once for each call', async () => {
  const client = new FakeClient(duo, stroker);
  const [d, s] = client.devices.values();
  for (const level of [NaN, Infinity, -1, 1.5, '0.5', null, undefined, {}]) {
    assert.match(await failure(() => d.vibrate(level)), /^ButtplugDeviceError invalid-value: Vibrate: the percent value .* is not a number from 0 to 1$/);
  }
  assert.equal(await failure(() => d.vibrate(1, { motor: 2 })), 'ButtplugDeviceError unsupported: Duo has no motor 2 for Vibrate; it has 2, counted from 0');
  assert.equal(await failure(() => d.vibrate(1, { motor: '1' })), 'ButtplugDeviceError invalid-value: Duo: motor is "1"; it must be a whole number from 0 on');
  assert.equal(await failure(() => d.move(1, 100)), 'ButtplugDeviceError unsupported: Duo has no Position output');
  assert.match(await failure(() => s.move(1, -1)), /duration -1 is not a number of milliseconds/);
  assert.deepEqual(client.took(), []);
  d._gone();
  assert.equal(await failure(() => d.vibrate(1)), 'ButtplugDeviceError device-gone: Duo is not connected any more');
});

test('a group reaches every toy that can do it', async () => {
  const client = new FakeClient(duo, head, stroker);
  const all = client.group();
  await all.vibrate(1);
  await all.rotate(1);
  await all.move(0.5, 100);
  await all.constrict(1);
  client.add('Late', { Vibrate: 3 });
  await all.vibrate(0.5, { motor: 1 });
  await client.group([client[0]]).stop();
  assert.deepEqual(client.took(), [
    'Duo 0 Vibrate 100%', 'Duo 1 Vibrate 100%', 'Head 0 Rotate 100%', 'Head 1 Rotate 100%', 'Stroker 0 HwPositionWithDuration 50% 100ms', 'Duo 1 Vibrate 50%', 'Duo stop',
  ]);
  client[0]._gone();
  await all.vibrate(1);
  assert.deepEqual(client.took(), ['Late 0 Vibrate 100%'], 'toys that are gone are left out');
});

test('a group without toys does nothing, but knows what is wrong', async () => {
  const client = new FakeClient();
  await client.group().vibrate(1);
  await client.group().stop();
  assert.match(await failure(() => client.group().vibrate(NaN)), /invalid-value/);
  assert.match(await failure(() => client.group().move(2)), /invalid-value/);
  assert.match(await failure(() => client.group('all')), /ButtplugDeviceError invalid-value: group\(\) takes an array of devices/);
  assert.match(await failure(() => client.group([1])), /invalid-value/);
});

test('a group rejects once when several toys fail', async () => {
  const client = new FakeClient(duo, ['Trio', { Vibrate: 5 }]);
  const failing = new Error('no');
  client.engine.answer = async () => { throw failing; };
  let unhandled = 0;
  const count = () => { unhandled++; };
  process.on('unhandledRejection', count);
  await assert.rejects(client.group().vibrate(1), failing);
  await assert.rejects(client[0].vibrate(1), failing);
  await settled();
  process.off('unhandledRejection', count);
  assert.equal(unhandled, 0);
});
