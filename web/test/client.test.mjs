import assert from 'node:assert/strict';
import test from 'node:test';
import { register } from 'node:module';
import { failure, settled } from './fakes.mjs';

// A module that answers a request for a connection when the test says so.
const requests = [];
const module = {
  clients: new Map(), devices: new Map(), last: 0,
  newId: () => ++module.last,
  now() {},
  queue: { command: () => new Promise(resolve => { requests.push({ resolve }); }) },
  request: () => new Promise((resolve, reject) => { requests.push({ resolve, reject }); }),
};
globalThis.fakeModule = module;
const hook = `export const resolve = (name, context, next) => name === './engine.mjs' && context.parentURL.endsWith('/client.mjs')
  ? { url: 'data:text/javascript,export const engine = async () => globalThis.fakeModule, engineForRemote = engine', shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { ButtplugClient } = await import('../src/client.mjs');
const { ButtplugBrowserWebsocketClientConnector } = await import('../src/websocket.mjs');
const connector = () => new ButtplugBrowserWebsocketClientConnector('ws://127.0.0.1:1');

test('a connection that is lost before it stands does not disturb the next one', async () => {
  const client = new ButtplugClient('game');
  let again;
  client.once('disconnect', () => { again = client.connect(connector()); });
  const lost = failure(() => client.connect(connector()));
  await settled();
  client._added(1, { DeviceName: 'Toy', DeviceIndex: 0, DeviceFeatures: {} });
  client._gone(new Error('gone'));
  requests.shift().reject(new Error('gone'));
  assert.match(await lost, /gone/);
  await settled();
  requests.shift().resolve({ serverName: 'second' });
  await again;
  assert.deepEqual([client.connected, client.serverInfo.serverName, module.clients.size], [true, 'second', 1]);
});

test('a client that connects anew does not take the answer to the connection before', async () => {
  const client = new ButtplugClient('game');
  let again;
  client.once('disconnect', () => { again = client.connect(connector()); });
  const lost = failure(() => client.connect(connector()));
  await settled();
  client._added(2, { DeviceName: 'Toy', DeviceIndex: 0, DeviceFeatures: {} });
  requests.shift().resolve({ serverName: 'first' });
  client._gone(new Error('gone'));
  assert.match(await lost, /closed/);
  await settled();
  assert.equal(client.connected, false);
  requests.shift().resolve({ serverName: 'second' });
  await again;
  assert.equal(client.serverInfo.serverName, 'second');
});

test('disconnect does not end what a listener has begun meanwhile', async () => {
  const client = new ButtplugClient('game');
  const connected = client.connect(connector());
  await settled();
  requests.shift().resolve({ serverName: 'first' });
  await connected;
  let again;
  client.once('disconnect', () => { again = client.connect(connector()); });
  const left = client.disconnect();
  client._gone(undefined); // the server was faster
  requests.shift().resolve();
  await left;
  await settled();
  requests.shift().resolve({ serverName: 'second' });
  await again;
  assert.equal(client.serverInfo.serverName, 'second');
});

test('a client may leave before it is connected', async () => {
  const client = new ButtplugClient('game');
  let left, ended = 0;
  client.on('disconnect', () => ended++);
  client.once('deviceadded', () => { left = client.disconnect(); });
  const connected = client.connect(connector());
  await settled();
  client._added(3, { DeviceName: 'Toy', DeviceIndex: 0, DeviceFeatures: {} });
  requests.shift().resolve({ serverName: 'first' });
  await connected;
  requests.shift().resolve();
  await left;
  assert.deepEqual([client.connected, client.devices.size, ended], [false, 0, 1]);
});
