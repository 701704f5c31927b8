import assert from 'node:assert/strict';
import test from 'node:test';
import { register } from 'node:module';
import { FakeClient, failure, settled } from './fakes.mjs';

// A module of whose requests the test knows.
const requests = [];
const module = {
  clients: new Map(), devices: new Map(), last: 0,
  newId: () => ++module.last,
  now: (...call) => { requests.at(-1).call = call; },
  queue: { command: () => new Promise(resolve => { requests.push({ resolve }); }) },
  request: send => new Promise((resolve, reject) => { requests.push({ resolve, reject }); send(7); }),
};
globalThis.fakeModule = module;
const hook = `export const resolve = (name, context, next) => name === './engine.mjs' && /\\/(client|wasm)\\.mjs$/.test(context.parentURL)
  ? { url: 'data:text/javascript,export const engine = async () => globalThis.fakeModule, engineForRemote = engine', shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { ButtplugClient } = await import('../src/client.mjs');
const { ButtplugWasmClientConnector } = await import('../src/wasm.mjs');
const { ButtplugBrowserWebsocketClientConnector } = await import('../src/websocket.mjs');
const { attempted, tryingTime } = await import('../src/reconnect.mjs');
const { LINK } = await import('../src/link.mjs');

const attempt = (n, error = new Error('lost')) => attempted(n, 500, error);

// A connected client with one toy, and the events that it tells.
async function connected() {
  const client = new ButtplugClient('game'), events = [];
  for (const name of ['deviceadded', 'deviceremoved', 'devicereconnecting', 'devicereconnected', 'reconnecting', 'reconnected', 'disconnect']) {
    client.on(name, () => events.push(name));
  }
  const done = client.connect(new ButtplugBrowserWebsocketClientConnector('ws://127.0.0.1:1', { reconnect: true }));
  await settled();
  client._added(1, { DeviceName: 'Toy', DeviceIndex: 0, DeviceFeatures: {} });
  const { call, resolve } = requests.shift();
  resolve({ serverName: 'first' });
  await done;
  return { client, device: client.devices.get(0), events, call };
}

test('the connection is told how long it is tried', async () => {
  const { call } = await connected();
  assert.deepEqual(call.slice(-3), ['websocket', 'ws://127.0.0.1:1', 300_000]);
  const target = options => new ButtplugBrowserWebsocketClientConnector('ws://x', options)[LINK]().target();
  assert.deepEqual(target(), ['websocket', 'ws://x', 0]);
  assert.deepEqual(target({ reconnect: { seconds: 7.5 } }), ['websocket', 'ws://x', 7500]);
  const server = options => new ButtplugWasmClientConnector(options)[LINK]().target().slice(5);
  assert.deepEqual(server(), [600_000, false]);
  assert.deepEqual(server({ reconnect: false }), [0, false]);
  assert.deepEqual(server({ reconnect: { resume: true } }), [600_000, true]);
  assert.deepEqual(server({ reconnect: { seconds: 30, resume: true } }), [30_000, true]);
});

test('options that make no sense are refused', async () => {
  for (const option of [null, 'yes', 5, { seconds: -1 }, { seconds: '5' }, { seconds: NaN }, { seconds: Infinity }, { seconds: 1e9 }]) {
    assert.match(await failure(() => tryingTime(option, 1)), / invalid-option: reconnect: /);
  }
  class Own extends ButtplugBrowserWebsocketClientConnector {}
  assert.match(await failure(() => new ButtplugClient('game').connect(new Own('ws://x', { reconnect: true }))), / invalid-option: reconnect: /);
});

test('a lost connection and its return', async () => {
  const { client, device, events } = await connected();
  client._lost(attempt(1));
  assert.deepEqual([client.connected, client.reconnecting, client.serverInfo, client.isScanning], [false, true, undefined, false]);
  assert.deepEqual([device.connected, device.reconnecting, client.devices.size], [false, true, 1]);
  for (const call of [() => client.startScanning(), () => client.stopAllDevices()]) assert.match(await failure(call), /ButtplugClientConnectorException reconnecting: /);
  client._lost(attempt(2));
  client._revived({ serverName: 'second' });
  assert.deepEqual([client.connected, client.reconnecting, client.serverInfo.serverName, device.connected], [true, false, 'second', true]);
  assert.deepEqual(events, ['deviceadded', 'reconnecting', 'reconnecting', 'reconnected']);
});

test('a lost connection that is given up', async () => {
  const { client, device, events } = await connected();
  client._lost(attempt(1));
  client._gone(new Error('given up'));
  assert.deepEqual([client.connected, client.reconnecting, device.connected, device.reconnecting], [false, false, false, false]);
  assert.deepEqual(events, ['deviceadded', 'reconnecting', 'deviceremoved', 'disconnect']);
});

test('disconnect ends the tries', async () => {
  const { client, events } = await connected();
  client._lost(attempt(1));
  const left = client.disconnect();
  client._lost(attempt(2)); // it was on its way
  client._revived({ serverName: 'second' });
  requests.shift().resolve();
  await left;
  assert.deepEqual([client.connected, client.reconnecting, client.devices.size], [false, false, 0]);
  assert.deepEqual(events, ['deviceadded', 'reconnecting', 'deviceremoved', 'disconnect']);
});

test('a toy that drops out and comes back', async () => {
  const client = new FakeClient(['Toy', { Vibrate: 20 }]), [toy] = client.devices.values(), told = [];
  client.on('devicereconnecting', (device, { attempt, delay, error }) => told.push([device.name, attempt, delay, error.message]));
  client.on('devicereconnected', device => told.push([device.name, 'back']));
  toy.on('reconnecting', ({ attempt }) => told.push(attempt));
  toy.on('reconnected', () => told.push('here'));
  toy._dropped(attempt(1));
  assert.deepEqual([toy.connected, toy.reconnecting, client.group().devices.length], [false, true, 0]);
  await client.group().vibrate(1);
  assert.deepEqual(client.took(), [], 'a group leaves it out');
  await toy.vibrate(1).catch(() => {});
  assert.equal(client.took().length, 1, 'what it is told is for the module to refuse');
  toy._back();
  assert.deepEqual([toy.connected, toy.reconnecting], [true, false]);
  toy._dropped(attempt(2));
  toy._gone();
  assert.deepEqual([toy.connected, toy.reconnecting], [false, false]);
  assert.deepEqual(told, [1, ['Toy', 1, 500, 'lost'], 'here', ['Toy', 'back'], 2, ['Toy', 2, 500, 'lost']]);
});

test('a toy is released', async () => {
  const { device } = await connected();
  const released = device.release();
  assert.deepEqual(requests.at(-1).call, ['letGo', 7, 1]);
  requests.shift().resolve();
  await released;
  device._gone();
  assert.match(await failure(() => device.release()), /ButtplugDeviceError device-gone: /);
});

test('toys of earlier visits', async () => {
  const listed = new ButtplugWasmClientConnector({ takeOver: true }).knownToys();
  await settled();
  const server = ['webbluetooth', '', 0, true, 600_000, false];
  assert.deepEqual(requests.at(-1).call, ['knownToys', 7, ...server]);
  requests.shift().resolve([{ id: 'a', name: 'LVS-Z001' }]);
  const [toy] = await listed;
  assert.deepEqual([toy.id, toy.name], ['a', 'LVS-Z001']);
  for (const [action, forget] of [[toy.connect, false], [toy.forget, true]]) {
    const done = action();
    assert.deepEqual(requests.at(-1).call, ['useKnown', 7, 'a', forget, ...server]);
    requests.shift().resolve(undefined);
    assert.equal(await done, undefined);
  }
});
