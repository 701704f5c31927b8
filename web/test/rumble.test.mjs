import assert from 'node:assert/strict';
import test from 'node:test';
import { Haptics } from '../src/games/haptics.mjs';
import { bridgeRumble } from '../src/games/rumble.mjs';
import { FakeClient, FakeTime, failure } from './fakes.mjs';

const rumbled = []; // what phone and gamepads were asked for
class Navigator {
  vibrate(pattern) {
    rumbled.push(['phone', pattern]);
    return pattern !== 'bad';
  }
}
class GamepadHapticActuator {
  async playEffect(type, parameters) {
    rumbled.push(['gamepad', type, parameters]);
    return 'complete';
  }

  async reset() {
    rumbled.push(['reset']);
    return 'complete';
  }
}
class Gamepad {
  constructor(index, actuator) {
    this.index = index;
    this._actuator = actuator ?? null;
  }

  get vibrationActuator() {
    return this._actuator;
  }
}
Object.defineProperty(globalThis, 'navigator', { value: new Navigator(), configurable: true });
Object.assign(globalThis, { Navigator, GamepadHapticActuator, Gamepad });

const before = [Navigator, GamepadHapticActuator, Gamepad].map(c => JSON.stringify(Object.getOwnPropertyNames(c.prototype)));

function bridged(options) {
  const client = new FakeClient(['Hush', { Vibrate: 20 }], ['Duo', { Vibrate: 10 }, { Vibrate: 10 }]);
  const time = new FakeTime();
  const haptics = new Haptics(client, {}, time);
  const uninstall = bridgeRumble(haptics, options);
  const hush = async ms => {
    await time.advance(ms);
    return client.took().filter(t => t.startsWith('Hush')).map(t => Number(t.split(' ')[3]));
  };
  return { client, time, haptics, uninstall, hush };
}

test('navigator.vibrate reaches the toys, and the phone as before', async () => {
  const { haptics, uninstall, hush } = bridged({ strength: 0.5 });
  assert.equal(navigator.vibrate(100), true);
  assert.deepEqual(await hush(80), [10]);
  assert.deepEqual(await hush(80), [0]);
  navigator.vibrate([40, 60, 40]);
  assert.deepEqual(await hush(400), [10, 0, 10, 0]);
  navigator.vibrate([5000, 10]);
  assert.deepEqual(await hush(100), [10]);
  navigator.vibrate(0);
  assert.deepEqual(await hush(100), [0]);
  navigator.vibrate(5000);
  await hush(100);
  navigator.vibrate([]);
  assert.deepEqual(await hush(100), [0]);
  assert.equal(navigator.vibrate('bad'), false, 'the answer is that of the phone');
  for (const odd of [undefined, null, {}, [NaN, -5, 'x'], Infinity]) navigator.vibrate(odd);
  assert.deepEqual(await hush(9000), [10], 'at most ten seconds');
  assert.deepEqual(await hush(2000), [0]);
  assert.equal(rumbled.splice(0).length, 12);
  uninstall();
  navigator.vibrate(100);
  assert.deepEqual(await hush(100), []);
  assert.deepEqual(rumbled.splice(0), [['phone', 100]]);
  haptics.close();
});

test('gamepads rumble, and the toys with them', async () => {
  const { client, time, haptics, uninstall } = bridged();
  const pad = new Gamepad(0, new GamepadHapticActuator());
  const parameters = { duration: 200, startDelay: 100, strongMagnitude: 1, weakMagnitude: 0.5 };
  assert.equal(await pad.vibrationActuator.playEffect('dual-rumble', parameters), 'complete');
  await time.advance(90);
  assert.deepEqual(client.took(), []);
  await time.advance(50);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 20', 'Duo 0 Vibrate 10', 'Duo 1 Vibrate 5'], 'the strong motor is the first, the weak one the second');
  await pad.vibrationActuator.playEffect('trigger-rumble', { duration: 1000, leftTrigger: 0.2, rightTrigger: 0.4 });
  await time.advance(40);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 8', 'Duo 0 Vibrate 0', 'Duo 1 Vibrate 4'], 'a new effect takes the place of the old one');
  await pad.vibrationActuator.reset();
  await time.advance(40);
  assert.deepEqual(client.took(), ['Hush 0 Vibrate 0', 'Duo 1 Vibrate 0']);
  await pad.vibrationActuator.playEffect('dual-rumble', { duration: NaN, strongMagnitude: 'x' });
  await pad.vibrationActuator.playEffect('unknown', { duration: 100, strongMagnitude: 1 });
  await time.advance(100);
  assert.deepEqual(client.took(), []);
  assert.deepEqual(rumbled.splice(0).map(r => r[0]), ['gamepad', 'gamepad', 'reset', 'gamepad', 'gamepad']);
  uninstall();
  haptics.close();
});

test('a gamepad without motors gets the toys for some', async () => {
  const { client, time, haptics, uninstall } = bridged();
  const actuator = new Gamepad(1).vibrationActuator;
  assert.equal(new Gamepad(1).vibrationActuator, actuator);
  assert.notEqual(new Gamepad(2).vibrationActuator, actuator);
  const first = actuator.playEffect('dual-rumble', { duration: 500, strongMagnitude: 1 });
  await time.advance(100);
  const second = actuator.playEffect('dual-rumble', { duration: 100, strongMagnitude: 0.5 });
  assert.equal(await first, 'preempted');
  await time.advance(200);
  assert.equal(await second, 'complete');
  assert.equal(await actuator.reset(), 'complete');
  assert.equal(client.took()[0], 'Hush 0 Vibrate 20');
  uninstall();
  assert.equal(new Gamepad(1).vibrationActuator, null);
  haptics.close();
});

test('taking the bridge away leaves everything as it was', async () => {
  const one = bridged();
  const two = bridged({ gamepads: false });
  one.uninstall();
  navigator.vibrate(100);
  assert.deepEqual(await two.hush(40), [20], 'the newer bridge stays');
  assert.deepEqual(await one.hush(40), []);
  two.uninstall();
  two.uninstall();
  assert.deepEqual([Navigator, GamepadHapticActuator, Gamepad].map(c => JSON.stringify(Object.getOwnPropertyNames(c.prototype))), before);
  assert.match(await failure(() => bridgeRumble(one.haptics, { strength: 2 })), /invalid-value: bridgeRumble: strength/);
  one.haptics.close();
  two.haptics.close();
});

test('a bridge over haptics that are closed does not disturb the game', async () => {
  const { haptics, uninstall } = bridged();
  const { vibrationActuator } = new Gamepad(1);
  haptics.close();
  assert.equal(await vibrationActuator.playEffect('dual-rumble', { duration: 100, strongMagnitude: 1 }), 'complete');
  assert.equal(await vibrationActuator.playEffect('dual-rumble', null), 'complete');
  uninstall();
});
