// The ways to toys that the element offers.

import { ButtplugBrowserWebsocketClientConnector, ButtplugPopupClientConnector, ButtplugWasmClientConnector, checkBluetooth, checkServer } from './gobuttplug.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { Finding } from '../internal.d.ts' */

/**
 * @typedef {object} Offer
 * @property {string} title
 * @property {string} text
 * @property {string} find
 * @property {(options: Options) => Promise<Finding>} check
 * @property {(options: Options, finding: Finding) => Public.IButtplugClientConnector & { focus?(): void }} connector
 */

/** @typedef {{ address: string, wasmUrl: string | undefined, bridgeUrl: string | undefined }} Options */

// title and text are what the player reads. check(options) resolves to a finding as of checkServer;
// connector(options, finding) makes the connector. options: address, wasmUrl, bridgeUrl.
/** @type {Readonly<Record<'bluetooth' | 'simulated' | 'remote', Offer>>} */
export const ways = Object.freeze({
  bluetooth: {
    title: 'This browser',
    text: 'Real toys over this device’s Bluetooth. Nothing to install.',
    find: 'Turn your toy on and press “Scan for toys”. The browser then shows a list to choose from.',
    check: async () => inWindow(await checkBluetooth(), 'drives the toys'),
    connector: ({ wasmUrl, bridgeUrl }, { popup }) => popup
      ? new ButtplugPopupClientConnector({ url: bridgeUrl, serverName: 'This browser' })
      : new ButtplugWasmClientConnector({ devices: 'webbluetooth', serverName: 'This browser', wasmUrl }),
  },
  simulated: {
    title: 'Simulated toys',
    text: 'Six pretend toys, to try everything without owning one.',
    find: 'Press “Scan for toys” to find the simulated toys.',
    check: async () => ({ ok: true }),
    connector: ({ wasmUrl }) => new ButtplugWasmClientConnector({ devices: 'simulated', serverName: 'Simulated toys', wasmUrl }),
  },
  remote: {
    title: 'Remote server',
    text: 'A Buttplug server such as Intiface Central.',
    find: 'Press “Scan for toys” to let the server look for toys.',
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
