// Configuration files for toys that are not in the catalogue. The browser remembers them.

import { deviceConfig } from './gobuttplug.mjs';
import { h, keep, newId } from '../dom.mjs';
import { log } from '../log.mjs';
import { remedyOf } from '../problems.mjs';
import { t } from '../texts/index.mjs';

/** @import * as Public from '../../gobuttplug.js' */

const MOST_BYTES = 50e6;

export function filesPanel() {
  const titleId = newId(), id = newId(), hintId = newId();
  const status = h('p', { class: 'hint', role: 'status' });
  const warnings = h('ul', { class: 'warnings hint', 'aria-label': () => t('filesWarnings') });
  const tell = (/** @type {string} */ text, tone = '') => {
    status.textContent = text;
    status.dataset.tone = tone;
    if (text) log(tone === 'bad' ? 'problem' : 'event', text);
  };
  const showWarnings = (/** @type {readonly Public.DeviceConfigWarning[]} */ list) => warnings.replaceChildren(...list.map(({ file, path, problem }) => h('li', { lang: 'en' }, `${file}: ${path} ${problem}`)));
  // A file is a user file if it has what only those have.
  const load = async (/** @type {File} */ file) => {
    try {
      if (file.size > MOST_BYTES) throw new Error(`${file.name}: > 50 MB`);
      const text = await file.text();
      const found = await deviceConfig.load(/"user_configs"\s*:/.test(text) ? { user: text } : { base: text });
      showWarnings(found);
      tell(t(found.length > 0 ? 'filesUsedPartly' : 'filesUsed', { file: file.name }), 'good');
    } catch (error) {
      showWarnings([]);
      tell(remedyOf(error), 'bad');
    }
  };
  const input = h('input', { type: 'file', id, accept: '.json,application/json', 'aria-describedby': hintId, onchange: () => {
    const [file] = input.files ?? [];
    if (file) void load(file);
    input.value = ''; // so that the same file can be chosen again
  } });
  const forget = h('button', { type: 'button', class: 'quiet', onclick: async () => {
    try {
      await deviceConfig.reset();
      showWarnings([]);
      tell(t('filesForgotten'), 'good');
    } catch (error) {
      tell(remedyOf(error), 'bad');
    }
  } }, () => t('filesForget'));
  const show = () => { forget.disabled = deviceConfig.userFile === undefined; };
  deviceConfig.onchange(show);
  deviceConfig.onwarning(showWarnings);
  show();
  showWarnings(deviceConfig.warnings);
  keep(status, () => { status.textContent = ''; });
  return h('section', { class: 'panel', 'data-part': 'files', 'aria-labelledby': titleId },
    h('h3', { id: titleId }, () => t('filesTitle')),
    h('div', { class: 'field' }, h('label', { for: id }, () => t('filesLabel')), input, h('p', { class: 'hint', id: hintId }, () => t('filesHint'))),
    status, warnings, h('div', {}, forget));
}
