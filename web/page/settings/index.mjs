// The view of what the player decides about the page itself.

import { BUILD } from './gobuttplug.mjs';
import { appPanel } from './app.mjs';
import { choice } from '../fields.mjs';
import { dataPanel } from './data.mjs';
import { filesPanel } from './files.mjs';
import { h, newId } from '../dom.mjs';
import { languages, t } from '../texts/index.mjs';
import { onPrefs, prefs, setPrefs } from '../prefs.mjs';

/** @import { Prefs } from '../internal.d.ts' */

const hidings = [0, 10, 60, 300, 900, -1]; // seconds

/** @param {number} seconds */
function hidingText(seconds) {
  if (seconds < 0) return t('hiddenNever');
  if (seconds === 0) return t('hiddenNow');
  return seconds < 60 ? t('hiddenSeconds', { n: seconds }) : t('hiddenMinutes', { n: seconds / 60 });
}

export function settingsView() {
  const look = newId(), hide = newId();
  const language = choice({ label: () => t('language'), options: [['auto', () => t('languageAuto')], ...Object.entries(languages).map(([code, { name }]) => /** @type {[string, () => string]} */ ([code, () => name]))], onchange: code => setPrefs({ language: code }) });
  const theme = choice({ label: () => t('theme'), options: [['auto', () => t('themeAuto')], ['light', () => t('themeLight')], ['dark', () => t('themeDark')]], onchange: value => setPrefs({ theme: /** @type {Prefs['theme']} */ (value) }) });
  const hidden = choice({ label: () => t('hiddenLabel'), options: hidings.map(seconds => [String(seconds), () => hidingText(seconds)]), onchange: value => setPrefs({ hidden: Number(value) }) });
  const show = () => {
    language.set(prefs().language);
    theme.set(prefs().theme);
    hidden.set(String(prefs().hidden), () => hidingText(prefs().hidden));
  };
  show();
  onPrefs(show);
  return h('div', { class: 'view columns' },
    h('h2', { class: 'view-title' }, () => t('settingsTitle')),
    h('div', { class: 'column' },
      h('section', { class: 'panel', 'aria-labelledby': look }, h('h3', { id: look }, () => t('display')), language.node, theme.node),
      h('section', { class: 'panel', 'aria-labelledby': hide }, h('h3', { id: hide }, () => t('hiddenTitle')), hidden.node),
      appPanel()),
    h('div', { class: 'column' }, filesPanel(), dataPanel()),
    h('p', { class: 'hint about' }, () => t('about', { version: BUILD })));
}
