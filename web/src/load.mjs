// Getting the WebAssembly module: one clear error for each way in which that can fail.

import { ButtplugClientConnectorException, connectorError, messageOf } from './errors.mjs';
import { base, inlinedWasm, remoteFile, wasmFile } from './files.mjs';
import { takeGlobal } from './standins.mjs';

/** @import { Go, Loaded, ModuleKind } from './internal.d.ts' */

// Set by the build, in here and in the module, so that files of two releases are not mixed.
export const STAMP = '@STAMP@';

/** @type {Readonly<Record<ModuleKind, string>>} */
export const fileOf = Object.freeze({ whole: 'gobuttplug.wasm', remote: 'gobuttplug-remote.wasm' });

// In Node there is no page to fetch for; bundlers must not see an import of node:fs.
const node = globalThis.process?.versions?.node ? globalThis.process : undefined;

// The compiled module, or its first part and what gets the rest. It starts a download, so call it once.
/**
 * @param {ModuleKind} kind
 * @param {string | URL} [wasmUrl]
 * @returns {Promise<Loaded>}
 */
export async function compiled(kind, wasmUrl) {
  if (typeof WebAssembly !== 'object') {
    throw connectorError('no-webassembly', 'This browser has no WebAssembly, or it is switched off. A current Chrome, Edge, Firefox or Safari is needed.');
  }
  const url = wasmUrl !== undefined ? addressOf(wasmUrl) : kind === 'remote' ? remoteFile() : wasmFile();
  const loaded = await (url === undefined ? fromHere() : url.protocol === 'file:' && node ? readFromFile(kind, url, node) : fromServer(kind, url));
  const [section] = WebAssembly.Module.customSections(loaded.module, 'gobuttplug');
  const stamp = section ? new TextDecoder().decode(section) : 'none';
  if (stamp !== STAMP) {
    throw connectorError('wasm-version', `gobuttplug.mjs (${STAMP}) and ${url} (${stamp}) are of different builds. Take both from the same release, and empty caches that hold the old one.`);
  }
  return loaded;
}

/** @param {string | URL} wasmUrl */
function addressOf(wasmUrl) {
  try {
    return new URL(wasmUrl, base());
  } catch (error) {
    throw connectorError('invalid-option', `wasmUrl: ${JSON.stringify(String(wasmUrl))} is not an address`, error);
  }
}

async function fromHere() {
  return fromBytes('The module in gobuttplug.js', /** @type {ArrayBuffer | Uint8Array<ArrayBuffer>} */ (await inlinedWasm()), 'a damaged file');
}

/**
 * @param {ModuleKind} kind
 * @param {URL} url
 */
async function fromServer(kind, url) {
  let response;
  try {
    response = await fetch(url, { credentials: 'same-origin' });
  } catch (error) {
    throw connectorError('wasm-unreachable', url.protocol === 'file:'
      ? `${url} can't be loaded by a page that was opened from a file. Open the page through a web server, or use the classic script gobuttplug.js.`
      : `${url} can't be fetched (${messageOf(error)}). Reasons may be: no network, a server of another origin without CORS, or a Content-Security-Policy without this address in connect-src.`, error);
  }
  if (!response.ok) {
    throw connectorError('wasm-not-found', `${url} can't be fetched: the server answered ${`${response.status} ${response.statusText}`.trim()}. Put ${fileOf[kind]} beside gobuttplug.mjs, or give its address as wasmUrl.`);
  }
  const upTo = reading(url, response);
  // A file that has two parts tells where they are at its start, as two uint32: internal/build/parts.go writes it.
  const head = await upTo(24);
  if (new TextDecoder().decode(head.subarray(8, 16)) !== '\0\x0e\x05parts') return fromBytes(url, await upTo(Infinity), response.headers.get('content-type') ?? '');
  const place = (/** @type {number} */ at) => new DataView(head.buffer, head.byteOffset).getUint32(at, true);
  return {
    module: await compileBytes(url, await upTo(place(16))),
    rest: async () => compileBytes(url, (await upTo(Infinity)).subarray(place(20))),
  };
}

// Returns a function that reads a file up to a place and returns it up to there, or to its end. What is behind comes only as
// far as the browser reads ahead.
/**
 * @param {URL} url
 * @param {Response} response
 */
function reading(url, response) {
  const reader = response.body?.getReader();
  let bytes = new Uint8Array(1 << 16), size = 0;
  return async (/** @type {number} */ end) => {
    while (reader && size < end) {
      const { done, value } = await reader.read().catch(error => {
        throw connectorError('wasm-unreachable', `The download of ${url} broke off: ${messageOf(error)}.`, error);
      });
      if (done) break;
      while (size + value.length > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(value, size);
      size += value.length;
    }
    return bytes.subarray(0, Math.min(size, end));
  };
}

/**
 * @param {ModuleKind} kind
 * @param {URL} url
 * @param {NodeProcess} node
 */
async function readFromFile(kind, url, node) {
  const bytes = await node.getBuiltinModule('node:fs').promises.readFile(url).catch(error => {
    throw connectorError('wasm-not-found', `${url} can't be read: ${error.message}. Put ${fileOf[kind]} beside gobuttplug.mjs, or give its address as wasmUrl.`, error);
  });
  return fromBytes(url, bytes, '');
}

/**
 * @param {URL | string} url
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes
 * @param {string} type
 * @returns {Promise<Loaded>}
 */
async function fromBytes(url, bytes, type) {
  const [a, b, c, d] = new Uint8Array(/** @type {ArrayBuffer} */ (bytes), 0, Math.min(4, bytes.byteLength)); // a copy of an array
  if (a !== 0x00 || b !== 0x61 || c !== 0x73 || d !== 0x6d) {
    throw connectorError('wasm-invalid', `${url} is not a WebAssembly module; it came as ${type || 'data without a type'}. The server may answer with a page of its own for a missing file.${String(url).includes('/.vite/') ? " For Vite before version 8 add optimizeDeps: { exclude: ['gobuttplug'] } to its configuration." : ''}`);
  }
  // All of the file is there, with whatever parts.
  const module = await compileBytes(url, bytes), [rest] = WebAssembly.Module.customSections(module, 'rest');
  return { module, rest: rest && (() => compileBytes(url, rest)) };
}

/**
 * @param {URL | string} url
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes
 */
function compileBytes(url, bytes) {
  return WebAssembly.compile(bytes).catch(error => { throw compileError(url, error); });
}

/**
 * @param {URL | string} url
 * @param {unknown} error
 */
function compileError(url, error) {
  if (error instanceof ButtplugClientConnectorException) return error;
  if (forbidden()) {
    return connectorError('wasm-blocked', "The page's Content-Security-Policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.", error);
  }
  return connectorError('wasm-invalid', `${url} can't be compiled: ${messageOf(error)}. The file is damaged, the download broke off, or the browser is too old.`, error);
}

// Whether even an empty module is refused, which is what a Content-Security-Policy does.
function forbidden() {
  try {
    new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    return false;
  } catch {
    return true;
  }
}

/** @type {Promise<new () => Go> | undefined} */
let support;

// The class that runs Go modules. Go's JavaScript support, web/wasm_exec.js, sets it and a few more global
// names; the build puts it in here.
/** @returns {Promise<new () => Go>} */
export function goSupport() {
  return support ??= takeGlobal('Go', () => import('./wasm_exec.js')).catch(error => {
    throw connectorError('wasm-start', `This browser lacks what the module needs: ${messageOf(error)}. A current Chrome, Edge, Firefox or Safari is needed.`, error);
  });
}

// The error of a module that is the right one, but can't be made to run.
/**
 * @param {ModuleKind} kind
 * @param {unknown} error
 */
export function unstartable(kind, error) {
  return connectorError('wasm-start', `${fileOf[kind]} can't be started: ${messageOf(error)}. The browser may be short of memory; close other tabs, and load the page again.`, error);
}
