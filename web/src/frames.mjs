// A session with the page's server in frames of text, as they go over a WebSocket: for bridges
// between the server and something that is no client of this library.

import { ButtplugWasmClientConnector } from './wasm.mjs';
import { connectorError } from './errors.mjs';
import { guarded } from './emitter.mjs';

// Starts a session. options are those of ButtplugWasmClientConnector without decode. onFrame(text)
// gets each frame for the client; onClose(error) is called once, when the session has ended other
// than by close(), with an error if the module has crashed. Resolves to { send(text), close() }.
export async function openFrames(options, { onFrame, onClose = () => {} } = {}) {
  if (typeof onFrame !== 'function' || typeof onClose !== 'function') throw connectorError('invalid-option', 'onFrame and onClose must be functions');
  const connector = new FrameConnector(options, onFrame);
  await connector.connect();
  const closed = () => onClose(connector._engine.dead);
  connector.on('disconnect', closed);
  return {
    send: text => connector.frame(String(text)),
    close: () => {
      connector.off('disconnect', closed);
      connector.disconnect();
    },
  };
}

class FrameConnector extends ButtplugWasmClientConnector {
  constructor(options, onFrame) {
    super(options);
    this._onFrame = onFrame;
  }

  frame(text) {
    if (this._state === 'connected') this._engine.now('frames', this._session, text);
  }

  _frame(messages) {
    if (this._state === 'connected') guarded(() => this._onFrame(JSON.stringify(messages)));
  }
}
