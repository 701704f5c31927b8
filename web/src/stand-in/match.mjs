// Which sockets the stand-in answers.

// The address that a WebSocket would dial, as a URL, if one of the list stands for it.
/**
 * @param {readonly string[]} addresses
 * @param {unknown} given
 */
export function matching(addresses, given) {
  const url = dialled(given);
  return url && addresses.some(address => covers(address, url)) ? url : undefined;
}

// undefined: the browser refuses the address, in its own way.
/** @param {unknown} given */
function dialled(given) {
  try {
    const url = new URL(/** @type {string | URL} */ (given), globalThis.document?.baseURI);
    if (url.protocol === 'http:') url.protocol = 'ws:';
    if (url.protocol === 'https:') url.protocol = 'wss:';
    return /^wss?:$/.test(url.protocol) && !url.href.includes('#') ? url : undefined;
  } catch {
    return undefined;
  }
}

// Whether they name the same host and port, and the same path if the address has one. Servers on
// the player's computer are reached with and without encryption, so both are one.
/**
 * @param {string} address
 * @param {URL} url
 */
function covers(address, url) {
  try {
    const wanted = new URL(/^\w+:\/\//.test(address) ? address : `${url.protocol}//${address}`);
    return wanted.hostname === url.hostname && portOf(wanted) === portOf(url) && (wanted.pathname === '/' || wanted.pathname === url.pathname);
  } catch {
    console.warn(`gobuttplug stand-in: ${JSON.stringify(address)} is no address`);
    return false;
  }
}

/** @param {URL} url */
function portOf({ port, protocol }) {
  return port || (/^(wss|https):$/.test(protocol) ? '443' : '80');
}
