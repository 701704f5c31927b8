// A session with the page's server in frames of text, as they go over a WebSocket: for bridges
// between the server and something that is no client of this library.

import { ButtplugWasmClientConnector } from './wasm.mjs';
import { connectorError } from './errors.mjs';
import { guarded } from './emitter.mjs';

/** @import * as Public from '../gobuttplug.js' */

// Starts a session. options are those of ButtplugWasmClientConnector without decode. onFrame(text)
// gets each frame for the client; onClose(error, farewell) is called once, when the session has ended
// other than by close(), with an error if the module has crashed, else with the code and reason by which
// a WebSocket is closed then. Resolves to { send(text), sendBinary(), close() }; sendBinary is for a frame
// that is not text, which the server refuses.
/**
 * @param {Omit<Public.ButtplugWasmClientConnectorOptions, 'decode'> | undefined} options
 * @param {{ onFrame: (text: string) => void, onClose?: (error?: Public.ButtplugError, farewell?: { code: number, reason: string }) => void }} handlers
 */
export async function openFrames(options, { onFrame, onClose = () => {} } = /** @type {any} */ ({})) {
  if (typeof onFrame !== 'function' || typeof onClose !== 'function') throw connectorError('invalid-option', 'onFrame and onClose must be functions');
  const connector = new FrameConnector(options, onFrame);
  await connector.connect();
  const closed = () => onClose(connector._engine.dead, connector._farewell);
  connector.on('disconnect', closed);
  return {
    send: (/** @type {string} */ text) => connector.frame(String(text)),
    sendBinary: () => connector.binary(),
    close: () => {
      connector.off('disconnect', closed);
      void connector.disconnect();
    },
  };
}

class FrameConnector extends ButtplugWasmClientConnector {
  /**
   * @param {Public.ButtplugWasmClientConnectorOptions | undefined} options
   * @param {(text: string) => void} onFrame
   */
  constructor(options, onFrame) {
    super(options);
    this._onFrame = onFrame;
  }

  /** @param {string} text */
  frame(text) {
    if (this._state === 'connected') this._engine.now('frames', this._session, text);
  }

  binary() {
    if (this._state === 'connected') this._engine.now('binaryFrame', this._session);
  }

  /** @param {Public.ButtplugMessage[]} messages */
  _frame(messages) {
    if (this._state === 'connected') guarded(() => this._onFrame(JSON.stringify(messages)));
  }
}
