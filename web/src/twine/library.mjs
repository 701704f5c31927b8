// Where the library comes from: the global that gobuttplug.js makes.

/** @import { Library } from './internal.d.ts' */

const own = /** @type {HTMLScriptElement | null | undefined} */ (globalThis.document?.currentScript);
const page = /** @type {{ gobuttplug?: Library }} */ (/** @type {unknown} */ (globalThis));
const LIBRARY = 'gobuttplug.js';

// Resolves to the global gobuttplug. Without it gobuttplug.js is loaded: from the address that the
// story gives as gobuttplugUrl, else from beside this script, else from beside the story.
/** @returns {Promise<Library>} */
export function findLibrary() {
  if (page.gobuttplug) return Promise.resolve(page.gobuttplug);
  const url = new URL(globalThis.gobuttplugUrl ?? LIBRARY, own?.src || document.baseURI).href;
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => page.gobuttplug ? resolve(page.gobuttplug) : reject(missing(url));
    script.onerror = () => reject(missing(url));
    document.head.append(script);
  });
}

/** @param {string} url */
function missing(url) {
  return Object.assign(new Error(`${url} is not there, or not the script of gobuttplug. Put ${LIBRARY} beside the published story, or set gobuttplugUrl to its address.`), { code: 'library-not-found' });
}
