// Errors as a player reads them: the sentences come with the errors, here are the headlines.

/** @type {Record<string, string>} */
const headlines = {
  'no-web-bluetooth': 'This browser can’t use Bluetooth',
  'insecure-context': 'This page may not reach toys',
  'blocked-by-policy': 'This page may not do that here',
  'no-web-serial': 'This browser can’t use serial ports',
  'port-busy': 'Something else uses the port',
  'no-gamepads': 'This browser can’t use gamepads',
  'no-vibration': 'This device can’t vibrate for pages',
  'bluetooth-disabled': 'Bluetooth is turned off in the browser',
  'no-permission': 'The browser does not allow it',
  'no-adapter': 'No Bluetooth found',
  'no-gesture': 'Please press the button yourself',
  'chooser-busy': 'The device chooser is open already',
  'popup-blocked': 'The window did not open',
  'popup-closed': 'The window was closed',
  'popup-failed': 'The window does not work',
  'device-gone': 'The toy is gone',
  'reconnecting': 'It is being connected again',
  'device-unreachable': 'The toy does not answer',
  'not-responding': 'The toy does not do what it is told',
  'not-paired': 'The toy wants to be paired',
  'in-use': 'Another tab uses the toy',
  'taken-over': 'Another tab uses the toy now',
  'timeout': 'No answer',
  'unreachable': 'The server can’t be reached',
  'invalid-address': 'This address can’t be used',
  'insecure-connection': 'The browser blocks this address',
  'closed': 'The connection has ended',
  'connection-lost': 'The connection was lost',
  'version': 'The server does not fit',
  'handshake': 'The server refused',
  'ping': 'The connection was too slow',
  'wasm-crashed': 'The server in this page has crashed',
  'wasm-blocked': 'This page forbids WebAssembly',
};

// The headline of an error that came of doing something ('Connecting', 'Scanning', …).
/**
 * @param {any} error
 * @param {string} doing
 */
export function headlineOf(error, doing) {
  return headlines[error?.code] ?? `${doing} did not work`;
}
