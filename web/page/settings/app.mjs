// The page as an app: offline, installed, and its newest version.

import { h, newId } from '../dom.mjs';
import { connection, onConnection } from '../session.mjs';
import { installApp, offlineEvents, offlineState, takeUpdate } from '../offline.mjs';
import { keep } from '../dom.mjs';
import { t } from '../texts/index.mjs';

export function appPanel() {
  const titleId = newId();
  const state = h('p', { class: 'hint', role: 'status' });
  const update = h('button', { type: 'button', class: 'primary', onclick: takeUpdate }, () => t('appUpdateGo'));
  const install = h('button', { type: 'button', class: 'quiet', onclick: installApp }, () => t('appInstall'));
  const show = () => {
    const now = offlineState(), busy = connection().phase !== 'off';
    state.textContent = now.update ? t(busy ? 'appUpdateWait' : 'appUpdate') : t(now.ready ? 'appOffline' : 'appNoOffline');
    update.hidden = !now.update || busy;
    install.hidden = !now.install;
  };
  offlineEvents.on('change', show);
  onConnection(show);
  keep(state, show);
  return h('section', { class: 'panel', 'data-part': 'app', 'aria-labelledby': titleId }, h('h3', { id: titleId }, () => t('appTitle')), state, h('div', { class: 'row' }, update, install));
}
