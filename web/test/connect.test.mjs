// What the connect element offers, without a page around it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { ButtplugPopupClientConnector, ButtplugWasmClientConnector } from '../src/index.mjs';
import { GobuttplugConnectElement } from '../src/connect/element.mjs';
import { browser, browserTitle, devices } from '../src/connect/ways.mjs';
import { checkedNames, deviceNames } from '../src/connect/devices.mjs';
import { headlineOf } from '../src/connect/trouble.mjs';
import { kinds } from '../src/transports/index.mjs';

const options = { address: '', wasmUrl: undefined, bridgeUrl: undefined };

// Runs fn with other globals.
async function within(globals, fn) {
  const before = Object.keys(globals).map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    return await fn();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  }
}

test('whatever a connector can drive, the element has words for', () => {
  assert.deepEqual(Object.keys(devices).sort(), [...kinds].sort());
  for (const [kind, words] of Object.entries(devices)) {
    for (const part of ['title', 'text', 'scan', 'find']) assert.match(words[part], /\w{4}/, `${kind}: ${part}`);
    assert.ok(words.find.includes(`“${words.scan}”`), `${kind}: the advice names the button`);
  }
  assert.equal(new Set(Object.values(devices).map(words => words.title)).size, kinds.length);
  assert.equal(browserTitle(['serial']).title, devices.serial.title, 'one alone is told as such');
  assert.equal(browserTitle(['serial', 'gamepad']).title, 'This browser');
});

test('the names in an attribute, and those that are set', () => {
  assert.deepEqual(deviceNames('serial  gamepad,serial radio constructor'), ['serial', 'gamepad']);
  assert.deepEqual(deviceNames(null), []);
  assert.deepEqual(deviceNames({ toString: 1 }.nothing), []);
  assert.deepEqual(checkedNames(['vibration', 'webbluetooth']), ['vibration', 'webbluetooth']);
  assert.deepEqual(checkedNames('gamepad serial'), ['gamepad', 'serial']);
  for (const nonsense of ['radio', ['serial', 'radio'], ['constructor'], '', []]) assert.throws(() => checkedNames(nonsense), { name: 'TypeError', message: /^devices: .*webbluetooth, serial/ });
});

test('devices of the element are its attribute', () => {
  const attributes = new Map();
  const element = Object.assign(Object.create(GobuttplugConnectElement.prototype), {
    getAttribute: name => attributes.get(name) ?? null, setAttribute: (name, value) => attributes.set(name, value), removeAttribute: name => attributes.delete(name),
  });
  assert.deepEqual(element.devices, ['webbluetooth']);
  element.devices = ['serial', 'gamepad'];
  assert.equal(attributes.get('devices'), 'serial gamepad');
  assert.deepEqual(element.devices, ['serial', 'gamepad']);
  assert.throws(() => { element.devices = 'cable'; }, TypeError);
  assert.deepEqual(element.devices, ['serial', 'gamepad'], 'what is refused changes nothing');
  element.devices = undefined; // as frameworks take a property away
  assert.equal(attributes.size, 0);
});

test('each has its own check and remedy', async () => {
  const bare = { isSecureContext: true, navigator: {} };
  const codes = { webbluetooth: 'no-web-bluetooth', serial: 'no-web-serial', gamepad: 'no-gamepads', vibration: 'no-vibration' };
  for (const [kind, code] of Object.entries(codes)) {
    const finding = await within(bare, () => browser([kind]).check(options));
    assert.deepEqual([finding.ok, finding.code], [false, code]);
    assert.notEqual(headlineOf({ code }, 'Connecting'), 'Connecting did not work', `a headline for ${code}`);
  }
  const able = { isSecureContext: true, navigator: { serial: {}, getGamepads: () => [] } };
  assert.deepEqual(await within(able, () => browser(['serial', 'gamepad']).check(options)), { ok: true });
  const still = class Gamepad {};
  assert.equal((await within({ ...able, Gamepad: still }, () => browser(['gamepad']).check(options))).code, 'no-gamepads', 'Firefox shows gamepads, but not their motors');
  still.prototype.vibrationActuator = {};
  assert.ok((await within({ ...able, Gamepad: still }, () => browser(['gamepad']).check(options))).ok);
  assert.equal((await within(able, () => browser(['serial', 'vibration']).check(options))).code, 'no-vibration', 'one that can’t is told');
  assert.deepEqual(await browser(['simulated']).check(options), { ok: true });
  assert.deepEqual([(await browser([]).check(options)).ok, (await browser([]).check(options)).code], [false, 'invalid-option']);
});

test('the connector has what was chosen', async () => {
  const made = browser(['serial', 'gamepad']).connector(options, { ok: true });
  assert.ok(made instanceof ButtplugWasmClientConnector);
  assert.equal(made._options[0], 'gamepad,serial');
  // In a frame that may not, a window of the site may.
  const framed = {
    isSecureContext: true, self: {}, top: {}, origin: 'https://game.test', navigator: { serial: {}, getGamepads: () => [] },
    document: { permissionsPolicy: { features: () => ['serial'], allowsFeature: () => false } },
  };
  const finding = await within(framed, () => browser(['gamepad', 'serial']).check(options));
  assert.ok(finding.ok && finding.popup);
  assert.match(finding.message, /<iframe allow="serial">.*opens a small window/);
  const window = browser(['gamepad', 'serial']).connector(options, finding);
  assert.ok(window instanceof ButtplugPopupClientConnector);
  assert.deepEqual(window._options.devices, ['gamepad', 'serial']);
});
