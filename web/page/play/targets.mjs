// Which toys this view plays on: all, until the player leaves some out.

import { checkbox } from './parts.mjs';
import { h, keep } from '../dom.mjs';
import { t } from '../texts/index.mjs';
import { titleOf, toyEvents, toys } from '../toys.mjs';

/** @import { Stage } from '../internal.d.ts' */

/** @param {Stage} stage */
export function targetsPanel(stage) {
  const list = h('div', { class: 'choices', role: 'group', 'aria-label': () => t('playOn') });
  const none = h('p', {}, h('a', { href: '#toys', class: 'button' }, () => t('connectTitle')));
  const summary = h('span', { class: 'hint' });
  const hint = h('p', { class: 'hint' });
  const tell = () => {
    const all = toys(), chosen = all.filter(({ device }) => stage.plays(device)).length;
    summary.textContent = all.length === 0 ? t('limitsNone') : chosen === all.length ? t('gamesAllToys') : t('steps', { n: chosen, most: all.length });
    hint.textContent = t(all.length === 0 ? 'playOnNone' : 'playOnHint');
  };
  const show = () => {
    list.replaceChildren(...toys().map(toy => checkbox(() => titleOf(toy), wanted => {
      stage.choose(toy.device, wanted);
      tell();
    }, stage.plays(toy.device)).node));
    list.hidden = toys().length === 0;
    none.hidden = !list.hidden;
    tell();
  };
  for (const event of /** @type {const} */ (['added', 'removed', 'renamed'])) toyEvents.on(event, show);
  show();
  keep(summary, tell);
  return h('details', { class: 'panel targets', open: toys().length === 0 },
    h('summary', {}, h('h3', {}, () => t('playOn')), ' ', summary), hint, list, none);
}
