// Which toys this view plays on: all, until the player leaves some out.

import { checkbox, panel } from './parts.mjs';
import { h } from '../dom.mjs';
import { t } from '../texts/index.mjs';
import { titleOf, toyEvents, toys } from '../toys.mjs';

/** @import { Stage } from '../internal.d.ts' */

/** @param {Stage} stage */
export function targetsPanel(stage) {
  const list = h('div', { class: 'choices', role: 'group', 'aria-label': () => t('playOn') });
  const none = h('p', {}, h('a', { href: '#toys', class: 'button' }, () => t('connectTitle')));
  const show = () => {
    list.replaceChildren(...toys().map(toy => checkbox(() => titleOf(toy), wanted => stage.choose(toy.device, wanted), stage.plays(toy.device)).node));
    list.hidden = toys().length === 0;
    none.hidden = !list.hidden;
  };
  for (const event of /** @type {const} */ (['added', 'removed', 'renamed'])) toyEvents.on(event, show);
  show();
  return panel(() => t('playOn'), () => t(toys().length === 0 ? 'playOnNone' : 'playOnHint'), list, none);
}
