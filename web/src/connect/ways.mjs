// The ways to toys that the element offers.

import { ButtplugBrowserWebsocketClientConnector, ButtplugPopupClientConnector, ButtplugWasmClientConnector, checkServer, checkTransport } from './gobuttplug.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Declared from '../../gobuttplug-connect.js' */
/** @import { Finding } from '../internal.d.ts' */

/**
 * What the player reads: title and text before connecting, scan on the button that looks for toys, find
 * beside it, and lost when nothing was found.
 * @typedef {{ title: string, text: string, scan: string, find: string, lost: readonly string[] }} Words
 */

/**
 * @typedef {object} Offer
 * @property {Words} words
 * @property {(options: Options) => Promise<Finding>} check
 * @property {(options: Options, finding: Finding) => Public.IButtplugClientConnector & { focus?(): void }} connector
 */

/** @typedef {{ address: string, wasmUrl: string | undefined, bridgeUrl: string | undefined }} Options */

const scan = 'Scan for toys';
const taken = 'Is its own app open, or is it paired with a phone or with this computer? A toy talks to one at a time: close the app, and remove the pairing.';
const radio = Object.freeze([
  'Is it charged and switched on? Many toys can be found only for a minute or two after that.',
  taken,
  'Is it near enough? Bluetooth reaches a few metres, less through a body.',
]);
const wire = Object.freeze([
  'Is it plugged in and switched on, with a cable that carries data?',
  'Does another program or tab use it? Close that: a port serves one at a time.',
  'Is its port not in the list? “Show all ports” lists those of unknown makers, too.',
]);
const simulated = Object.freeze({ title: 'Simulated toys', text: 'Six pretend toys, to try everything without owning one.', scan, find: 'Press “Scan for toys” to find the simulated toys.', lost: [] });

// What the page's own server can drive, by the names that its connector has for it.
/** @type {Readonly<Record<Public.DeviceSource, Words>>} */
export const devices = Object.freeze({
  webbluetooth: {
    title: 'Bluetooth toys',
    text: 'Most toys have it. The browser shows a list to choose from.',
    scan,
    find: 'Turn your toy on and press “Scan for toys”. The browser then shows a list to choose from.',
    lost: radio,
  },
  serial: {
    title: 'Devices with a cable',
    text: 'Strokers that speak T-Code, such as OSR2 and SR6, at a USB port.',
    scan: 'Choose a port',
    find: 'Plug your device in and press “Choose a port”. The browser shows a list; it remembers the port that you choose.',
    lost: wire,
  },
  gamepad: {
    title: 'Gamepads',
    text: 'The rumble motors of a controller.',
    scan: 'Look for gamepads',
    find: 'Press “Look for gamepads”, then any button of the gamepad: only then does the browser show it to this page.',
    lost: ['Is it connected with this device? Press one of its buttons while it is looked for.', 'Not every browser can drive the motors of every controller.'],
  },
  vibration: {
    title: 'This phone',
    text: 'Its own motor, while this page is shown.',
    scan: 'Use this phone',
    find: 'Press “Use this phone”. It buzzes in pulses, while this page is shown.',
    lost: [],
  },
  simulated,
});

// What is said where the page's own server drives toys over Bluetooth alone, and where it has several ways.
const alone = { ...devices.webbluetooth, title: 'This browser', text: 'Real toys over this device’s Bluetooth. Nothing to install.' };
const several = { title: 'This browser', text: 'This page drives the toys itself. Nothing to install.', scan, find: 'Turn your toys on and press “Scan for toys”. The browser may show lists to choose from, and a gamepad wants a button pressed.' };

/** @param {readonly Public.DeviceSource[]} offered what the page's own server may drive */
export const browserTitle = offered => offered.length > 1 ? several : wordsOf(offered);

/**
 * @param {readonly Public.DeviceSource[]} kinds
 * @returns {Words}
 */
function wordsOf(kinds) {
  if (kinds.length === 1) return kinds[0] === 'webbluetooth' ? alone : devices[kinds[0]];
  return { ...several, lost: kinds.flatMap(kind => devices[kind].lost) };
}

// The way of the page's own server, with what the player chose of what it can drive.
/**
 * @param {readonly Public.DeviceSource[]} kinds
 * @returns {Offer}
 */
export function browser(kinds) {
  return {
    words: wordsOf(kinds),
    check: async () => {
      if (kinds.length === 0) return { ok: false, code: 'invalid-option', message: 'Choose at least one of them.' };
      const findings = await Promise.all(kinds.map(checkDevices));
      return findings.find(({ ok }) => !ok) ?? findings.find(({ popup }) => popup) ?? { ok: true };
    },
    connector: ({ wasmUrl, bridgeUrl }, { popup }) => popup
      ? new ButtplugPopupClientConnector({ url: bridgeUrl, devices: kinds, serverName: 'This browser' })
      : new ButtplugWasmClientConnector({ devices: kinds, serverName: 'This browser', wasmUrl }),
  };
}

// Whether this browser can drive what the name stands for.
/**
 * @param {Public.DeviceSource} kind
 * @returns {Promise<Finding>}
 */
export const checkDevices = async kind => inWindow(await checkTransport(kind), 'drives the toys');

// The ways besides.
/** @type {Readonly<Record<Exclude<Declared.Way, 'bluetooth'>, Offer>>} */
export const ways = Object.freeze({
  simulated: {
    words: simulated,
    check: async () => ({ ok: true }),
    connector: ({ wasmUrl }) => new ButtplugWasmClientConnector({ devices: 'simulated', serverName: 'Simulated toys', wasmUrl }),
  },
  remote: {
    words: { title: 'Remote server', text: 'A Buttplug server such as Intiface Central.', scan, find: 'Press “Scan for toys” to let the server look for toys.', lost: radio },
    check: async ({ address }) => inWindow(await checkServer(address), 'connects to the server'),
    connector: ({ address, bridgeUrl }, { popup }) => popup
      ? new ButtplugPopupClientConnector({ url: bridgeUrl, server: address })
      : new ButtplugBrowserWebsocketClientConnector(address, { reconnect: true }),
  },
});

// What a frame may not do is no obstacle: a window of the same site may.
/**
 * @param {Finding} finding
 * @param {string} does
 * @returns {Finding}
 */
function inWindow(finding, does) {
  if (!finding.popup) return finding;
  return { ...finding, ok: true, message: `${finding.message} Until then, connecting opens a small window that ${does}. Keep it open while you play.` };
}
