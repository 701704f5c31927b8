// Toys of earlier visits, where the browser tells of them: each can be connected without its chooser.

import { ButtplugWasmClientConnector } from './gobuttplug.mjs';
import { byId, h, messageOf } from './dom.mjs';
import { log } from './log.mjs';

/** @import * as Public from '../gobuttplug.js' */

export async function showKnown() {
  try {
    const toys = await new ButtplugWasmClientConnector({ devices: 'webbluetooth' }).knownToys();
    byId('known-toys').replaceChildren(...toys.map(row));
  } catch (error) {
    log(`Toys of earlier visits: ${messageOf(error)}`, 'bad');
  }
  showAny();
}

export function hideKnown() {
  byId('known-toys').replaceChildren();
  showAny();
}

function showAny() {
  byId('known').hidden = byId('known-toys').children.length === 0;
}

/** @param {Public.KnownToy} toy */
function row(toy) {
  const name = toy.name || 'A toy without a name';
  const status = h('span', { class: 'hint', role: 'status' });
  const doing = (/** @type {string} */ what, /** @type {() => Promise<void>} */ action, /** @type {string} */ done) => async () => {
    status.textContent = what;
    try {
      await action();
      status.textContent = done;
    } catch (error) {
      status.textContent = messageOf(error);
      log(`${name}: ${messageOf(error)}`, 'bad');
    }
  };
  return h('li', { class: 'row' }, h('b', {}, name),
    h('button', { type: 'button', class: 'small', 'aria-label': `Connect ${name}`, onclick: doing('Connecting. Switch it on and hold it near.', toy.connect, 'Connected.') }, 'Connect'),
    h('button', { type: 'button', class: 'quiet small', 'aria-label': `Forget ${name}`, onclick: doing('Forgetting…', toy.forget, 'Forgotten. Scan to choose it again.') }, 'Forget'),
    status);
}
