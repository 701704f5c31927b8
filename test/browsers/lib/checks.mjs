// What every browser is put through: [what it shows, async ({ t, page, site }) => {}].
// The functions that page.run() and page.wait() get are called in the page.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Server } from '../../interop/lib/server.mjs';
import { temporaryFolder } from './process.mjs';
import { dist, pages } from './site.mjs';

const toy = 'Simulated Vibrator'; // its Vibrate goes from 0 to 20
const half = 10;
// The same in both browsers, which run on Linux.
const remedy = 'This browser can’t use Bluetooth. Open this page in Chrome, Edge or Opera, and enable chrome://flags/#enable-web-bluetooth there.';

export const checks = [
  ['the module starts, a simulated toy moves and stops', async ({ page, site }) => {
    await page.open(`${site.origin}/module.html`);
    await page.wait(loaded);
    assert.equal(await page.run(() => fetch('gobuttplug/gobuttplug.wasm').then(answer => answer.headers.get('content-type'))), 'application/wasm');
    await playSimulated(page);
    assert.deepEqual(await page.errors(), []);
  }],

  ['the classic file from a web server', async ({ page, site }) => {
    await page.open(`${site.origin}/classic.html`);
    await playSimulated(page);
    assert.deepEqual(await page.errors(), []);
  }],

  ['the classic file in a page that was opened from a file', async ({ t, page }) => {
    const [folder, remove] = temporaryFolder();
    t.after(remove);
    for (const name of ['classic.html', 'errors.js']) cpSync(pages + name, `${folder}/${name}`);
    cpSync(`${dist}gobuttplug.js`, `${folder}/gobuttplug/gobuttplug.js`);
    await page.open(pathToFileURL(`${folder}/classic.html`).href);
    await playSimulated(page);
    assert.deepEqual(await page.errors(), []);
  }],

  ['a remote server moves a toy, and stops it when the client disconnects', async ({ t, page, site }) => {
    const server = await playRemote(t, page, site);
    server.forget();
    await page.run(() => client.disconnect());
    await server.told(toy, 'Vibrate', 0);
    assert.deepEqual(await page.errors(), []);
  }],

  ['a remote server stops the toy when the page is left', async ({ t, page, site }) => {
    const server = await playRemote(t, page, site);
    server.forget();
    await page.open(`${site.origin}/classic.html`);
    await server.told(toy, 'Vibrate', 0);
  }],

  ['a game for a desktop server plays with the stand-in', async ({ page, site }) => {
    await page.open(`${site.origin}/desktop.html`);
    await page.run(async () => { globalThis.gobuttplug = await import('/gobuttplug/gobuttplug.mjs'); });
    await page.run(watch);
    await page.run(() => play());
    await page.wait(moved, toy, half);
    await page.run(() => game.stopAllDevices());
    await page.wait(moved, toy, 0);
    assert.deepEqual(await page.errors(), []);
  }],

  ['scanning tells that there is no Web Bluetooth, and what helps', async ({ page, site }) => {
    await page.open(`${site.origin}/module.html`);
    await page.wait(loaded);
    const error = await page.run(async () => {
      const client = new gobuttplug.ButtplugClient('Smoke test');
      await client.connect(new gobuttplug.ButtplugWasmClientConnector({ devices: 'webbluetooth' }));
      return client.startScanning().then(() => undefined, ({ name, code, message }) => ({ name, code, message }));
    });
    assert.equal(error?.code, 'no-web-bluetooth');
    assert.match(error.message, /this browser has no Web Bluetooth\. Use Chrome, Edge, Opera/);
    assert.deepEqual(await page.errors(), []);
  }],

  ['the page tells it before the first click, and has what another browser needs in place of the button', async ({ page, site }) => {
    await page.open(`${site.origin}/gobuttplug/index.html`);
    await page.wait(says, '[data-way=browser] .finding', remedy);
    assert.deepEqual(await page.run(buttons, '[data-way=browser]'), ['Copy the address of this page']);
    await page.click(first, '[data-way=browser] button:not([hidden])');
    assert.deepEqual(await page.errors(), []);
  }],

  ['the page moves a simulated toy by its slider and stops it', async ({ page, site }) => {
    await page.open(`${site.origin}/gobuttplug/index.html`);
    await page.click(first, '[data-way=simulated] .primary');
    await page.click(inCard, toy, '.controls input[type=range]');
    await page.wait(shown, toy, 'Vibration 50%');
    await page.click(inCard, toy, 'button.stop');
    await page.wait(shown, toy, '');
    assert.deepEqual(await page.errors(), []);
  }],
];

// Plays with the simulated toys through the library that the page has loaded.
async function playSimulated(page) {
  await page.run(watch);
  await page.run(async () => {
    globalThis.client = new gobuttplug.ButtplugClient('Smoke test');
    await client.connect(new gobuttplug.ButtplugWasmClientConnector({ devices: 'simulated' }));
    await client.startScanning();
  });
  await page.wait(vibrate, toy);
  await page.wait(moved, toy, half);
  await page.run(() => client.stopAllDevices());
  await page.wait(moved, toy, 0);
}

// Starts a server, connects the page to it and sets a toy going there.
async function playRemote(t, page, site) {
  const server = await Server.start(t, '--allow-origin', site.origin);
  await page.open(`${site.origin}/module.html`);
  await page.wait(loaded);
  await page.run(async address => {
    globalThis.client = new gobuttplug.ButtplugClient('Smoke test');
    await client.connect(new gobuttplug.ButtplugBrowserWebsocketClientConnector(address));
    await client.startScanning();
  }, server.address);
  await page.wait(vibrate, toy);
  await server.told(toy, 'Vibrate', half);
  return server;
}

// The rest runs in the page.

const loaded = () => globalThis.gobuttplug !== undefined;

// Keeps what the simulated toys do in the global toys.
async function watch() {
  globalThis.toys = {};
  await gobuttplug.simulatedToys.watch(state => { toys[state.name] = state; });
}

const moved = (name, value) => toys[name]?.outputs[0].value === value;

// Whether a toy was found; if so, it vibrates at half of its strength.
async function vibrate(name) {
  const device = [...client.devices.values()].find(one => one.name === name);
  await device?.vibrate(0.5);
  return device !== undefined;
}

// In the page: an element, its text, and whether that is a certain one.
const first = selector => document.querySelector(selector);
const buttons = selector => [...document.querySelectorAll(`${selector} button`)].filter(one => one.checkVisibility()).map(one => one.textContent);
const says = (selector, text) => document.querySelector(selector)?.textContent === text;

// In the card of a toy: an element, and whether the drawing says what the toy does.
function inCard(name, selector) {
  const card = [...document.querySelectorAll('article')].find(one => one.querySelector('h3').textContent === name);
  return card?.querySelector(selector);
}

function shown(name, text) {
  const card = [...document.querySelectorAll('article')].find(one => one.querySelector('h3').textContent === name);
  return card?.querySelector('.doing')?.textContent === text;
}
