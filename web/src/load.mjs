// Getting the WebAssembly module: one clear error for each way in which that can fail.

import { ButtplugClientConnectorException, connectorError, messageOf } from './errors.mjs';
import { base, inlinedWasm, remoteFile, wasmFile } from './files.mjs';
import { takeGlobal } from './standins.mjs';

/** @import { Go, ModuleKind } from './internal.d.ts' */

// Set by the build, in here and in the module, so that files of two releases are not mixed.
export const STAMP = '@STAMP@';

/** @type {Readonly<Record<ModuleKind, string>>} */
export const fileOf = Object.freeze({ whole: 'gobuttplug.wasm', remote: 'gobuttplug-remote.wasm' });

// In Node there is no page to fetch for; bundlers must not see an import of node:fs.
const node = globalThis.process?.versions?.node ? globalThis.process : undefined;

// The compiled module. It starts a download, so call it once.
/**
 * @param {ModuleKind} kind
 * @param {string | URL} [wasmUrl]
 */
export async function compiled(kind, wasmUrl) {
  if (typeof WebAssembly !== 'object') {
    throw connectorError('no-webassembly', 'This browser has no WebAssembly, or it is switched off. A current Chrome, Edge, Firefox or Safari is needed.');
  }
  const url = wasmUrl !== undefined ? addressOf(wasmUrl) : kind === 'remote' ? remoteFile() : wasmFile();
  const module = await (url === undefined ? fromHere() : url.protocol === 'file:' && node ? readFromFile(kind, url, node) : fromServer(kind, url));
  const section = WebAssembly.Module.customSections(module, 'gobuttplug')[0];
  const stamp = section ? new TextDecoder().decode(section) : 'none';
  if (stamp !== STAMP) {
    throw connectorError('wasm-version', `gobuttplug.mjs (${STAMP}) and ${url} (${stamp}) are of different builds. Take both from the same release, and empty caches that hold the old one.`);
  }
  return module;
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
  const type = response.headers.get('content-type') ?? '';
  if (WebAssembly.compileStreaming && /^application\/wasm\b/i.test(type)) {
    const compiling = WebAssembly.compileStreaming(response);
    return compiling.catch(error => { throw compileError(url, error); });
  }
  // The type is wrong, but the content may be right.
  const bytes = await response.arrayBuffer().catch(error => {
    throw connectorError('wasm-unreachable', `The download of ${url} broke off: ${error.message}.`, error);
  });
  return fromBytes(url, bytes, type);
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
 */
function fromBytes(url, bytes, type) {
  const [a, b, c, d] = new Uint8Array(/** @type {ArrayBuffer} */ (bytes), 0, Math.min(4, bytes.byteLength)); // a copy of an array
  if (a !== 0x00 || b !== 0x61 || c !== 0x73 || d !== 0x6d) {
    throw connectorError('wasm-invalid', `${url} is not a WebAssembly module; it came as ${type || 'data without a type'}. The server may answer with a page of its own for a missing file.${String(url).includes('/.vite/') ? " For Vite before version 8 add optimizeDeps: { exclude: ['gobuttplug'] } to its configuration." : ''}`);
  }
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
