// A session with a server over WebSocket, in frames of text, as openFrames gives one with the server
// of the page.

import { checkServer } from './gobuttplug.mjs';

/** @import { Handlers, Session } from './internal.d.ts' */

// asked(message) is called if the browser will ask the player first. Rejects with an error that has a code.
/**
 * @param {string} address
 * @param {Handlers} handlers
 * @param {(message: string) => void} asked
 * @returns {Promise<Session>}
 */
export async function openSocket(address, { onFrame, onClose }, asked) {
  const finding = await checkServer(address);
  if (!finding.ok) throw failed(finding.code, finding.message);
  if (finding.asks) asked(finding.message ?? '');
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onclose = () => reject(failed('unreachable', `No server answers at ${address}, or the browser did not allow the connection.`));
  });
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') onFrame(data);
  };
  socket.onclose = () => onClose();
  return {
    send: (/** @type {string} */ text) => socket.send(text),
    close: () => {
      socket.onclose = null;
      socket.close();
    },
  };
}

/**
 * @param {string} code
 * @param {string} message
 */
function failed(code, message) {
  return Object.assign(new Error(message), { code });
}
