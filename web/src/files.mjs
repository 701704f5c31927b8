// Where the other files of the package are. Bundlers know this form of an address and take the
// files along. The classic script, which carries all of them, has classic/files.mjs instead.

import { connectorError } from './errors.mjs';

// Whether the files are in here rather than beside this one.
export const INLINED = false;

// The address of gobuttplug.wasm.
/** @returns {URL | undefined} */
export function wasmFile() {
  try {
    return new URL('./gobuttplug.wasm', import.meta.url);
  } catch (error) {
    throw connectorError('wasm-address', 'The bundle that gobuttplug is part of does not know its own address (import.meta.url), so gobuttplug.wasm is not found. Build ES modules, or give the address of gobuttplug.wasm as wasmUrl.', error);
  }
}

// The address of the module without a server. A bundle that does not know its own address has none
// here, as it has none of gobuttplug.wasm.
/** @returns {URL} */
export function remoteFile() {
  return new URL('./gobuttplug-remote.wasm', import.meta.url);
}

// The address of the worker that keeps the time.
export function clockFile() {
  return new URL('./gobuttplug-clock.js', import.meta.url);
}

// The address of the page that ButtplugPopupClientConnector opens. Not in the form that bundlers know:
// the page needs the files of the package beside it, unchanged.
export function bridgeFile() {
  return new URL('gobuttplug-bridge.html', wasmFile());
}

// What a relative wasmUrl is relative to.
export function base() {
  return globalThis.document?.baseURI ?? import.meta.url;
}

// A package that is installed beside this one, in Node.js. Not by import(): bundlers for the browser
// would look for it.
/**
 * @param {string} name
 * @returns {any}
 */
export function installed(name) {
  return /** @type {NodeProcess} */ (globalThis.process).getBuiltinModule('node:module').createRequire(import.meta.url)(name);
}

// The bytes of the module, for want of an address.
/** @returns {Promise<BufferSource | undefined>} */
export async function inlinedWasm() {
  return undefined;
}
