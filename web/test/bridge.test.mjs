import assert from 'node:assert/strict';
import test from 'node:test';
import { register } from 'node:module';
import { EventEmitter } from '../src/emitter.mjs';
import { settled, until } from './fakes.mjs';

// What the page in the window shows, and the sessions that it starts.
const shown = [];
const sockets = [];
const links = []; // what the window's own client waits with
class Client extends EventEmitter {
  constructor() {
    super();
    globalThis.bridgeFakes.clients.push(this);
  }

  devices = new Map();
  state = 'idle';
  get connected() {
    return this.state === 'connected';
  }

  async connect() {
    if (this.state !== 'idle') throw new Error('connected already');
    this.state = 'connecting';
    await new Promise(resolve => { links.push(resolve); });
    this.state = 'connected';
  }

  async disconnect() {
    this.state = 'idle';
  }
}
class View {
  show(state) {
    shown.push(state);
  }

  explain(error) {
    if (error) shown.push(error.message);
  }

  list() {}
}
globalThis.bridgeFakes = {
  View, clients: [],
  library: {
    BUILD: 'x', ButtplugClient: Client, ButtplugWasmClientConnector: class {}, limits: { load() {} }, safety: { stop() {}, release() {} },
    preload: async () => {}, openFrames: async () => ({ send() {}, close() {} }),
  },
  openSocket: () => new Promise((resolve, reject) => { sockets.push({ resolve, reject }); }),
};
const fakes = {
  './gobuttplug.mjs': `export const { ${Object.keys(globalThis.bridgeFakes.library)} } = globalThis.bridgeFakes.library`,
  './view.mjs': 'export const { View } = globalThis.bridgeFakes',
  './socket.mjs': 'export const { openSocket } = globalThis.bridgeFakes',
};
const hook = `const fakes = ${JSON.stringify(fakes)};
export const resolve = (name, context, next) => context.parentURL?.includes('/bridge/') && fakes[name]
  ? { url: 'data:text/javascript,' + encodeURIComponent(fakes[name]), shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const page = new EventTarget();
globalThis.addEventListener = page.addEventListener.bind(page);
globalThis.window = page;
globalThis.location = new URL('https://game.example/gobuttplug-bridge.html');
await import('../bridge/index.mjs');

// A game that connects. told is what it gets.
function game(options) {
  const { port1, port2 } = new MessageChannel();
  const told = [];
  port1.onmessage = ({ data }) => told.push(data[0]);
  page.dispatchEvent(Object.assign(new Event('message'), { origin: location.origin, source: { closed: false, postMessage() {} }, ports: [port2], data: { gobuttplug: 'open', options } }));
  return { told, port: port1, leave: (...how) => port1.postMessage(['bye', ...how]) };
}

test('a game that was loaded again is not disturbed by what the one before waited for', async () => {
  const before = game({ server: 'ws://10.0.0.1:1' });
  const after = game({ server: 'ws://127.0.0.1:1' });
  sockets[1].resolve({ send() {}, close() {} });
  await until(() => before.told.length > 0 && after.told.length > 0);
  assert.deepEqual([before.told, after.told], [['closed'], ['opened']]);
  shown.length = 0;
  sockets[0].reject(new Error('no server'));
  await settled();
  assert.deepEqual(shown, []);
  after.leave();
  await until(() => after.told.includes('closed'));
});

test('a game that is loaded again while the window gets ready connects', async () => {
  const before = game({ devices: ['simulated'] });
  await settled();
  const after = game({ devices: ['simulated'] });
  await settled();
  for (let i = 0; i < links.length; i++) {
    links[i]();
    await settled();
  }
  await until(() => before.told.length > 0 && after.told.length > 0);
  assert.deepEqual([before.told, after.told], [['closed'], ['opened']]);
  assert.equal(shown.at(-1), 'ready');
  after.leave();
  await until(() => after.told.includes('closed'));
});

test('the window of a game that wants it no more stops its toys, then closes', async () => {
  const releases = [];
  let closes = 0;
  page.close = () => closes++;
  const own = globalThis.bridgeFakes.clients[0];
  own.devices = new Map([0, 1].map(i => [i, { release: () => new Promise((resolve, reject) => { releases.push(i === 0 ? resolve : reject); }) }]));
  const leaver = game({ server: 'ws://127.0.0.1:1' });
  await settled();
  leaver.leave('close');
  await until(() => leaver.told.includes('closed') && releases.length === 2);
  releases[0]();
  await settled();
  assert.equal(closes, 0);
  releases[1](new Error('gone already'));
  await settled();
  assert.equal(closes, 1);

  const quitter = game({ server: 'ws://127.0.0.1:1' });
  quitter.leave('close');
  await until(() => releases.length === 4);
  const next = game({ server: 'ws://127.0.0.1:1' }); // the window is its now
  for (const release of releases) release();
  await settled();
  assert.equal(closes, 1);
  next.leave();
  await until(() => next.told.includes('closed'));
});
