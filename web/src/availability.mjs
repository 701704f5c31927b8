// What this page may use: found out before the player clicks, and without asking for anything, so
// that a page can say what is missing instead of failing later.

/** @import * as Public from '../gobuttplug.js' */

// Whether the page can drive toys itself, over Web Bluetooth. Resolves to { ok: true }, or to
// { ok: false, code, message, popup } with a code that startScanning() would fail with. popup tells
// whether ButtplugPopupClientConnector may help.
/** @returns {Promise<Public.Availability>} */
export async function checkBluetooth() {
  if (!globalThis.isSecureContext) {
    return no('insecure-context', 'Bluetooth works only in pages from https:// or from http://localhost.');
  }
  const bluetooth = globalThis.navigator?.bluetooth;
  if (!bluetooth) {
    const remedy = remedyFor(globalThis.navigator ?? {});
    return { ...no('no-web-bluetooth', `This browser has no Web Bluetooth. ${remedies[remedy]}`), remedy };
  }
  if (!mayUse('bluetooth')) return blocked('bluetooth', 'Bluetooth');
  if (await bluetooth.getAvailability?.().catch(() => true) === false) {
    return no('no-adapter', 'No Bluetooth adapter was found on this device.');
  }
  return { ok: true };
}

// Whether the page can connect to the server at a WebSocket address. Resolves to { ok: true }; to
// { ok: true, asks, message } if the browser will ask the player first, for the permission asks; or
// to { ok: false, code, message, popup } as of checkBluetooth.
/**
 * @param {string} address
 * @returns {Promise<Public.Availability>}
 */
export async function checkServer(address) {
  const url = parsed(address);
  if (!url) return no('invalid-address', `${address ? `“${address}”` : 'Nothing'} is not the address of a server. It begins with ws:// or wss://, for example ws://127.0.0.1:12345.`);
  const reach = reachOf(url.hostname), { protocol, hostname } = globalThis.location ?? {};
  const mixed = protocol === 'https:' && url.protocol === 'ws:';
  if (mixed && /^Apple/.test(globalThis.navigator?.vendor ?? '')) {
    return no('insecure-connection', 'Safari connects from a page with https:// to wss:// addresses only, even on this device. Use Chrome, Edge or Firefox, or a server with wss://.');
  }
  const permission = reach === 'loopback' ? 'loopback-network' : 'local-network';
  const state = reach === 'public' ? undefined : await permissionState(permission);
  if (mixed && reach !== 'loopback' && !state) {
    return no('insecure-connection', `The browser blocks ${url.href} because this page came over https://. Such a page may connect to wss:// addresses, and to ws:// on this device.`);
  }
  // A page from this device, or from a file, is as local as it gets: nothing is asked for then.
  if (!state || protocol === 'file:' || reachOf(hostname ?? '') === 'loopback') return { ok: true };
  const what = reach === 'loopback' ? 'programs on this device' : 'devices in your local network';
  if (!mayUse(permission)) return blocked(permission, `connections to ${what}`);
  if (state === 'denied') {
    return no('no-permission', `This site may not connect to ${what}. Allow it in the site settings, which open with the icon beside the address of the page, then reload the page.`);
  }
  if (state === 'granted') return { ok: true };
  return { ok: true, asks: permission, message: `The browser will ask whether this site may connect to ${what}. Choose “Allow”: that is where the server runs.` };
}

/** @type {Record<Public.BluetoothRemedy, string>} */
const remedies = {
  'ios-browser': 'On iPhone and iPad, open this page in the Bluefy browser, or use a Safari extension that brings Web Bluetooth.',
  'brave-flag': 'Turn it on at brave://flags/#brave-web-bluetooth-api, then restart Brave.',
  'linux-flag': 'Turn it on at chrome://flags/#enable-web-bluetooth, then restart the browser.',
  'linux-browser': 'Open this page in Chrome, Edge or Opera, and turn on chrome://flags/#enable-web-bluetooth there.',
  'other-browser': 'Open this page in Chrome, Edge or Opera.',
};

// What helps a player whose browser has no Web Bluetooth.
/**
 * @param {{ brave?: unknown, userAgent?: string, vendor?: string, maxTouchPoints?: number }} navigator
 * @returns {Public.BluetoothRemedy}
 */
function remedyFor({ brave, userAgent = '', vendor = '', maxTouchPoints = 0 }) {
  // An iPad says that it is a Mac, but no Mac has a touch screen.
  if (/iPhone|iPad/.test(userAgent) || (/^Apple/.test(vendor) && maxTouchPoints > 1)) return 'ios-browser';
  if (brave) return 'brave-flag';
  const linux = /Linux/.test(userAgent) && !/Android/.test(userAgent);
  if (!linux) return 'other-browser';
  return /Chrome\//.test(userAgent) ? 'linux-flag' : 'linux-browser';
}

/**
 * @param {Public.ButtplugErrorCode} code
 * @param {string} message
 * @returns {Public.Availability & { ok: false }}
 */
export function no(code, message) {
  return { ok: false, code, message };
}

// popup tells whether a window of its own may have what the frame has not.
/**
 * @param {string} feature
 * @param {string} what
 * @returns {Public.Availability}
 */
export function blocked(feature, what) {
  if (!framed()) return { ...no('blocked-by-policy', `This page forbids itself ${what}: the header Permissions-Policy that its server sends has to allow “${feature}”.`), popup: false };
  const host = globalThis.location?.ancestorOrigins?.[0];
  return {
    ...no('blocked-by-policy', `This game runs in a frame that may not use ${what}. The page around it${host ? ` (${host})` : ''} has to add “${feature}” to the allow attribute of the frame: <iframe allow="${feature}">.`),
    popup: globalThis.origin !== 'null',
  };
}

function framed() {
  return globalThis.self !== globalThis.top;
}

// Whether the page's permissions policy allows a feature. Browsers that can't tell are believed to allow it.
/** @param {string} feature */
export function mayUse(feature) {
  const policy = globalThis.document?.permissionsPolicy ?? globalThis.document?.featurePolicy;
  return !policy?.features().includes(feature) || policy.allowsFeature(feature);
}

// 'granted', 'prompt' or 'denied'; undefined in browsers that know no such permission.
/** @param {string} name */
async function permissionState(name) {
  try {
    return (await navigator.permissions.query({ name: /** @type {PermissionName} */ (name) })).state;
  } catch {
    return undefined;
  }
}

/** @param {unknown} address */
function parsed(address) {
  try {
    const url = new URL(String(address).trim());
    return url.protocol === 'ws:' || url.protocol === 'wss:' ? url : undefined;
  } catch {
    return undefined;
  }
}

// How far away a host is: 'loopback' (this device), 'local' (the network that it is in) or 'public'.
/**
 * @param {string} hostname
 * @returns {'loopback' | 'local' | 'public'}
 */
function reachOf(hostname) {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(host) || host === '::1') return 'loopback';
  const privateV4 = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+$/;
  return privateV4.test(host) || /^f[cd][0-9a-f]{2}:|^fe[89ab][0-9a-f]:/.test(host) || host.endsWith('.local') ? 'local' : 'public';
}
