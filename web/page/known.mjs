// Toys of earlier visits, where the browser tells of them: each can be connected without its list.

import { ButtplugWasmClientConnector } from './gobuttplug.mjs';
import { connect, connection, fail, onConnection } from './session.mjs';
import { h, messageOf, newId } from './dom.mjs';
import { log } from './log.mjs';
import { remedyOf } from './problems.mjs';
import { t } from './texts/index.mjs';

/** @import * as Public from '../gobuttplug.js' */

// The list; it hides while there is none, and where it does not fit the way of the connection.
export function knownPanel() {
  const titleId = newId();
  const list = h('ul', { class: 'plain' });
  const node = h('section', { class: 'card known', hidden: true, 'aria-labelledby': titleId }, h('h3', { id: titleId }, () => t('knownTitle')), list);
  const show = () => {
    const { phase, way } = connection();
    node.hidden = list.children.length === 0 || phase === 'connecting' || phase === 'on' && way !== 'browser';
  };
  const look = async () => {
    try {
      const toys = await new ButtplugWasmClientConnector({ devices: 'webbluetooth' }).knownToys();
      list.replaceChildren(...toys.map(toy => row(toy, look)));
    } catch (error) {
      log('event', messageOf(error));
    }
    show();
  };
  let phase = '';
  onConnection(() => {
    show();
    if (connection().phase !== phase && connection().phase !== 'connecting') void look();
    ({ phase } = connection());
  });
  void look();
  return node;
}

/**
 * @param {Public.KnownToy} toy
 * @param {() => Promise<void>} look
 */
function row(toy, look) {
  const name = toy.name || t('someToy');
  const status = h('span', { class: 'hint', role: 'status' });
  const go = async () => {
    if (connection().phase === 'off') await connect('browser', '', { look: false });
    if (connection().phase !== 'on') return;
    status.textContent = t('knownWaiting');
    try {
      await toy.connect();
      status.textContent = '';
    } catch (error) {
      status.textContent = '';
      fail(error);
    }
  };
  const forget = async () => {
    try {
      await toy.forget();
      await look();
    } catch (error) {
      status.textContent = remedyOf(error);
    }
  };
  return h('li', { class: 'row' }, h('b', { class: 'grow' }, name), status,
    h('button', { type: 'button', class: 'quiet primary', 'aria-label': () => t('knownConnect', { name }), onclick: go }, () => t('remoteGo')),
    h('button', { type: 'button', class: 'quiet', 'aria-label': () => t('knownForget', { name }), onclick: forget }, () => t('forget')));
}
