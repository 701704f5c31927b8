import assert from 'node:assert/strict';
import test, { afterEach } from 'node:test';
import { checkBluetooth, checkServer } from '../src/availability.mjs';

const own = ['isSecureContext', 'navigator', 'location', 'document', 'self', 'top', 'origin'];
const before = Object.fromEntries(own.map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)]));
afterEach(() => {
  for (const name of own) {
    if (before[name]) Object.defineProperty(globalThis, name, before[name]);
    else delete globalThis[name];
  }
});

// A page: where it is, what its frame lets it do, and what the browser has.
function page({ url = 'https://game.example/', secure = true, adapter = true, bluetooth = true, states = {}, denied = [], framedBy, vendor = 'Google Inc.', ...others } = {}) {
  const location = new URL(url);
  const globals = {
    isSecureContext: secure,
    location: { protocol: location.protocol, hostname: location.hostname, ancestorOrigins: framedBy ? [framedBy] : [] },
    origin: location.origin,
    self: globalThis,
    top: framedBy ? {} : globalThis,
    navigator: {
      vendor,
      ...others,
      ...(bluetooth && { bluetooth: { getAvailability: async () => adapter } }),
      permissions: { query: async ({ name }) => states[name] ? { state: states[name] } : Promise.reject(new TypeError('unknown')) },
    },
    document: { featurePolicy: { features: () => ['bluetooth', 'loopback-network', 'local-network'], allowsFeature: name => !denied.includes(name) } },
  };
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

test('Bluetooth', async () => {
  const cases = [
    [{}, undefined],
    [{ secure: false }, 'insecure-context'],
    [{ bluetooth: false }, 'no-web-bluetooth'],
    [{ adapter: false }, 'no-adapter'],
    [{ denied: ['bluetooth'] }, 'blocked-by-policy', /forbids itself Bluetooth: the header Permissions-Policy/],
    [{ denied: ['bluetooth'], framedBy: 'https://itch.io' }, 'blocked-by-policy', /\(https:\/\/itch\.io\).*<iframe allow="bluetooth">/, true],
  ];
  for (const [options, code, message, popup] of cases) {
    page(options);
    const finding = await checkBluetooth();
    assert.equal(finding.ok, code === undefined);
    assert.equal(finding.code, code);
    if (message) assert.match(finding.message, message);
    if (code === 'blocked-by-policy') assert.equal(finding.popup, popup ?? false);
  }
});

test('what helps without Web Bluetooth', async () => {
  const firefox = system => `Mozilla/5.0 (${system}; rv:153.0) Gecko/20100101 Firefox/153.0`;
  const chrome = system => `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`;
  const safari = system => `Mozilla/5.0 (${system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`;
  const apple = 'Apple Computer, Inc.';
  const cases = [
    [{ userAgent: firefox('Windows NT 10.0; Win64; x64'), vendor: '' }, 'other-browser', 'Open this page in Chrome, Edge or Opera.'],
    [{ userAgent: firefox('Android 16; Mobile'), vendor: '', maxTouchPoints: 5 }, 'other-browser', 'Open this page in Chrome, Edge or Opera.'],
    [{ userAgent: firefox('X11; Linux x86_64'), vendor: '' }, 'linux-browser', 'Open this page in Chrome, Edge or Opera, and turn on chrome://flags/#enable-web-bluetooth there.'],
    [{ userAgent: chrome('X11; Linux x86_64') }, 'linux-flag', 'Turn it on at chrome://flags/#enable-web-bluetooth, then restart the browser.'],
    [{ userAgent: chrome('X11; Linux x86_64'), brave: {} }, 'brave-flag', 'Turn it on at brave://flags/#brave-web-bluetooth-api, then restart Brave.'],
    [{ userAgent: safari('Macintosh; Intel Mac OS X 10_15_7'), vendor: apple }, 'other-browser', 'Open this page in Chrome, Edge or Opera.'],
    [{ userAgent: safari('Macintosh; Intel Mac OS X 10_15_7'), vendor: apple, maxTouchPoints: 5 }, 'ios-browser', 'On iPhone and iPad, open this page in the Bluefy browser, or use a Safari extension that brings Web Bluetooth.'],
    [{ userAgent: safari('iPhone; CPU iPhone OS 26_0 like Mac OS X'), vendor: apple, maxTouchPoints: 5 }, 'ios-browser', 'On iPhone and iPad, open this page in the Bluefy browser, or use a Safari extension that brings Web Bluetooth.'],
  ];
  for (const [options, remedy, text] of cases) {
    page({ bluetooth: false, ...options });
    const found = await checkBluetooth();
    assert.equal(found.remedy, remedy);
    assert.equal(found.message, `This browser has no Web Bluetooth. ${text}`);
  }
});

const asked = { 'loopback-network': 'prompt', 'local-network': 'prompt' };
const local = 'ws://127.0.0.1:12345';

test('servers', async () => {
  const cases = [
    ['', {}, 'invalid-address'],
    ['127.0.0.1:12345', {}, 'invalid-address'],
    ['http://127.0.0.1', {}, 'invalid-address'],
    [local, {}, undefined],
    ['ws://[::1]:12345', { states: asked }, undefined, 'loopback-network'],
    ['ws://localhost:12345', { states: asked }, undefined, 'loopback-network'],
    [local, { states: asked, url: 'http://localhost:8000/' }, undefined],
    [local, { states: asked, url: 'file:///game.html' }, undefined],
    [local, { states: { 'loopback-network': 'granted' } }, undefined],
    [local, { states: { 'loopback-network': 'denied' } }, 'no-permission'],
    [local, { states: asked, denied: ['loopback-network'], framedBy: 'https://itch.io' }, 'blocked-by-policy'],
    [local, { vendor: 'Apple Computer, Inc.' }, 'insecure-connection'],
    [local, { vendor: 'Apple Computer, Inc.', url: 'http://game.example/' }, undefined],
    ['ws://toys.example', {}, 'insecure-connection'],
    ['ws://toys.example', { url: 'http://game.example/' }, undefined],
    ['wss://toys.example', {}, undefined],
    ['ws://192.168.1.9:12345', {}, 'insecure-connection'],
    ['ws://192.168.1.9:12345', { states: asked }, undefined, 'local-network'],
    ['ws://toys.local:12345', { states: asked }, undefined, 'local-network'],
    ['ws://[fd00::1]:12345', { states: asked }, undefined, 'local-network'],
    ['ws://10.toys.example', { states: asked }, 'insecure-connection'],
  ];
  for (const [address, options, code, asks] of cases) {
    page(options);
    const finding = await checkServer(address);
    const where = `${address} ${JSON.stringify(options)}`;
    assert.equal(finding.code, code, where);
    assert.equal(finding.asks, asks, where);
    assert.equal(finding.popup, code === 'blocked-by-policy' ? true : undefined, where);
    assert.equal(typeof finding.message, code || asks ? 'string' : 'undefined', where);
  }
});

test('a browser that can not tell whether there is an adapter may have one', async () => {
  page();
  navigator.bluetooth = {};
  assert.deepEqual(await checkBluetooth(), { ok: true });
});
