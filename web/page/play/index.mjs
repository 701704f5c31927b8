// The view of what plays on toys. Its first part is what games on this site may do with them.

import { gamesPanel } from './games.mjs';
import { h } from '../dom.mjs';
import { t } from '../texts/index.mjs';

export function playView() {
  return h('div', { class: 'view columns' },
    h('h2', { class: 'view-title' }, () => t('playTitle')),
    h('section', { class: 'panel', 'aria-labelledby': 'games-title' }, h('h3', { id: 'games-title' }, () => t('gamesTitle')), h('p', { class: 'hint' }, () => t('gamesLead')), gamesPanel()));
}
