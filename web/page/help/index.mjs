// The view that helps to understand: is my toy supported, what can this browser do, what happened.

import { checkPanel } from './check.mjs';
import { doctorPanel } from './doctor.mjs';
import { finderPanel } from './finder.mjs';
import { h } from '../dom.mjs';
import { logPanel } from './logview.mjs';
import { t } from '../texts/index.mjs';

export function helpView() {
  return h('div', { class: 'view columns' },
    h('h2', { class: 'view-title' }, () => t('helpTitle')),
    h('div', { class: 'column' }, finderPanel(), checkPanel()),
    h('div', { class: 'column' }, doctorPanel(), logPanel()));
}
