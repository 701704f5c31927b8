// The other files of the package, for the classic script: the build puts them in here.

import { gunzip } from './gunzip.mjs';

export const INLINED = true;

const script = /** @type {HTMLScriptElement | null | undefined} */ (globalThis.document?.currentScript)?.src;

export function wasmFile() {
  return undefined;
}

// The script has the whole module, which does for servers elsewhere too.
export function remoteFile() {
  return undefined;
}

export function clockFile() {
  return new URL('./gobuttplug-clock.js', script || base());
}

export function bridgeFile() {
  return new URL('gobuttplug-bridge.html', script || base());
}

export function base() {
  return globalThis.document?.baseURI;
}

// Node.js runs modules rather than this script.
/**
 * @param {string} name
 * @returns {any}
 */
export function installed(name) {
  throw new Error(`The classic script can't load the package ${name}`);
}

const packed = '@WASM@'; // gzip, base64

// The bytes of the module. Browsers older than 2023 may have no DecompressionStream.
/** @returns {Promise<BufferSource>} */
export async function inlinedWasm() {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  if (typeof DecompressionStream !== 'function') return gunzip(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
