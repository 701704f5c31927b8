// How strong all that plays in this view is. It stays in sight, and is 0 until the player says more.

import { h, keep } from '../dom.mjs';
import { percentSlider } from '../fields.mjs';
import { t } from '../texts/index.mjs';

/** @import { Stage } from '../internal.d.ts' */

/** @param {Stage} stage */
export function strengthBar(stage) {
  const hint = h('p', { class: 'hint', role: 'status' });
  const tell = () => { hint.textContent = stage.strength === 0 ? t('playStrengthNone') : ''; };
  const strong = percentSlider(() => t('playStrength'), part => {
    stage.strength = part;
    tell();
  });
  strong.set(stage.strength);
  keep(hint, tell);
  return h('div', { class: 'panel strength-bar' }, strong.node, hint);
}
