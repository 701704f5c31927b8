// The opt-in script that answers a game's WebSocket to a Buttplug server on the player's computer
// with the server in the page. It is a classic script without exports that works as a module too.

import { Panel } from './panel.mjs';
import { StandInSocket, teachStandIns } from './socket.mjs';
import { gated, scanOnce } from './scan.mjs';
import { matching } from './match.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import { GobuttplugStandIn } from '../../gobuttplug-stand-in.js' */
/** @import { Handlers, Open } from './internal.d.ts' */

const script = /** @type {HTMLScriptElement | null | undefined} */ (globalThis.document?.currentScript);

// What the page can set, as data attributes of the script element or here, before the game connects.
/** @type {GobuttplugStandIn} */
const settings = {
  // Whom sockets are answered for: host and port, or an address. The path counts only if it has one.
  addresses: words(script?.dataset.addresses) ?? ['127.0.0.1:12345', 'localhost:12345', '[::1]:12345'],
  // As in the options of ButtplugWasmClientConnector.
  devices: /** @type {Public.DeviceSource[] | undefined} */ (words(script?.dataset.devices)) ?? ['webbluetooth'],
  wasmUrl: script?.dataset.wasmUrl,
  serverName: '',
  // Makes the page's WebSocket the browser's own again. Sockets that are open stay so.
  remove,
};

/** @param {string | undefined} list */
function words(list) {
  return list?.split(/[\s,]+/).filter(word => word !== '');
}

const native = globalThis.WebSocket;
const panel = new Panel(async () => {
  const { openFrames } = await library();
  await scanOnce(handlers => openFrames(options(), handlers));
});

/** @type {typeof WebSocket} */
const replacement = new Proxy(native ?? class {}, {
  construct(target, args, newTarget) {
    const url = matching(settings.addresses, args[0]);
    const own = newTarget === replacement;
    if (!url) return Reflect.construct(target, args, own ? target : newTarget);
    if (!own) teachStandIns(native.prototype); // a subclass, which reaches the prototype by itself
    return Reflect.construct(StandInSocket, [url, args[1], open], own ? StandInSocket : newTarget);
  },
});

function options() {
  const { devices, wasmUrl, serverName } = settings;
  return { devices, wasmUrl, serverName };
}

/** @type {Open} */
async function open(url, events) {
  console.info(`gobuttplug answers ${url} in this page`);
  const { openFrames } = await library();
  const chosen = options();
  return gated(handlers => openFrames(chosen, handlers), events, [chosen.devices].flat().includes('webbluetooth') ? panel : undefined);
}

/** @type {Promise<typeof Public> | undefined} */
let loading;

// The library: the one that is here, else from beside this script.
/** @returns {Promise<typeof Public>} */
function library() {
  const { gobuttplug } = /** @type {{ gobuttplug?: typeof Public }} */ (globalThis);
  if (typeof gobuttplug?.openFrames === 'function') return Promise.resolve(gobuttplug);
  if (!loading) {
    loading = location.protocol === 'file:' ? fromScript() : import('./gobuttplug.mjs').catch(fromScript);
    loading.catch(() => { loading = undefined; });
  }
  return loading;
}

// Pages that were opened from a file can't import modules.
/**
 * @param {unknown} [reason]
 * @returns {Promise<typeof Public>}
 */
function fromScript(reason = new Error('Pages that were opened from a file need gobuttplug-stand-in.js as a classic script')) {
  if (!script?.src) throw reason;
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    const src = new URL('gobuttplug.js', script.src).href;
    element.src = trustedSource(src);
    element.onload = () => resolve(globalThis.gobuttplug);
    element.onerror = () => reject(new Error(`Neither gobuttplug.mjs nor ${src} could be loaded; put them beside gobuttplug-stand-in.js`, { cause: reason }));
    document.head.append(element);
  });
}

/** @param {string} src */
function trustedSource(src) {
  return globalThis.trustedTypes?.createPolicy('gobuttplug-stand-in', { createScriptURL: u => u }).createScriptURL(src) ?? src;
}

function remove() {
  if (globalThis.WebSocket !== replacement) return;
  globalThis.WebSocket = native;
  native.prototype.constructor = native;
  delete globalThis.gobuttplugStandIn;
}

if (native && globalThis.document && !globalThis.gobuttplugStandIn) {
  Object.setPrototypeOf(StandInSocket.prototype, native.prototype);
  native.prototype.constructor = replacement;
  globalThis.WebSocket = replacement;
  globalThis.gobuttplugStandIn = settings;
}
