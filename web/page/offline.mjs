// The page without a network: a service worker keeps it, and a new version waits until the player takes
// it, which is never while a toy is connected.

import { EventEmitter } from './gobuttplug.mjs';
import { log } from './log.mjs';
import { messageOf } from './dom.mjs';

/** @typedef {Event & { prompt(): Promise<unknown> }} InstallEvent */

/** @type {EventEmitter<{ change: [] }>} */
export const offlineEvents = new EventEmitter();

/** @type {ServiceWorkerRegistration | undefined} */
let registration;
/** @type {InstallEvent | undefined} */
let install;
let taking = false;

export const offlineState = () => ({
  ready: navigator.serviceWorker?.controller !== null && registration?.active !== undefined && registration?.active !== null,
  // The first version waits for a moment, too.
  update: registration?.active ? registration.waiting ?? undefined : undefined,
  install,
});

export async function installApp() {
  await install?.prompt();
  install = undefined;
  offlineEvents.emit('change');
}

// Takes the new version: the page is loaded again with it.
export function takeUpdate() {
  taking = true;
  registration?.waiting?.postMessage('take over');
}

export async function setUpOffline() {
  addEventListener('beforeinstallprompt', event => {
    event.preventDefault(); // the settings offer it, when the player looks for it
    install = /** @type {InstallEvent} */ (event);
    offlineEvents.emit('change');
  });
  const { serviceWorker } = navigator;
  if (!serviceWorker || !isSecureContext) return;
  serviceWorker.addEventListener('controllerchange', () => {
    if (taking) location.reload();
    offlineEvents.emit('change');
  });
  try {
    const made = registration = await serviceWorker.register(url('./sw.js'), { updateViaCache: 'none' });
    const tell = () => offlineEvents.emit('change');
    made.addEventListener('updatefound', () => made.installing?.addEventListener('statechange', tell));
    tell();
  } catch (error) {
    log('event', `offline: ${messageOf(error)}`);
  }
}

// The page allows scripts by name only; this one is beside it.
/** @param {string} address */
function url(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (!trustedTypes) return address;
  policy ??= trustedTypes.createPolicy('gobuttplug-page', { createScriptURL: (/** @type {string} */ one) => {
    if (one !== './sw.js') throw new TypeError(`${one} is no script of this page`);
    return one;
  } });
  return policy.createScriptURL(address);
}

/** @type {any} */
let policy;
