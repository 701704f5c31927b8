// Funscripts: what is played of files that the player has, with a video, an audio file, or a clock.

import { fileField, panel, statusLine } from './parts.mjs';
import { h, messageOf } from '../dom.mjs';
import { log } from '../log.mjs';
import { scriptDeck } from './deck.mjs';
import { remedyOf } from '../problems.mjs';
import { t } from '../texts/index.mjs';

/** @import * as Funscript from '../../gobuttplug-funscript.js' */
/** @import { Stage } from '../internal.d.ts' */

/** @param {Stage} stage */
export function scriptsPanel(stage) {
  const status = statusLine();
  const place = h('div', { class: 'deck', hidden: true });
  /** @type {Funscript.Funscript | undefined} */
  let script;
  /** @type {File | undefined} */
  let file;
  /** @type {{ close(): void, node: HTMLElement } | undefined} */
  let deck;
  const show = () => {
    deck?.close();
    deck = script && scriptDeck(stage, script, file, () => {
      status.tell(() => t('mediaFailed', { file: file?.name }), 'bad');
      file = undefined;
      show();
    });
    place.replaceChildren(...deck ? [deck.node] : []);
    place.hidden = !deck;
  };
  const load = async (/** @type {File[]} */ files) => {
    try {
      script = await stage.funscript.readFunscripts(files);
      status.tell(() => '');
    } catch (error) {
      status.tell(() => remedyOf(error), 'bad');
      log('problem', messageOf(error));
      return; // what was there before still plays
    }
    show();
  };
  return panel(() => t('scriptsTitle'), () => t('scriptsLead'),
    fileField(() => t('scriptsFiles'), { accept: '.funscript,.json,application/json', multiple: true, onfiles: files => void load(files) }),
    fileField(() => t('scriptsMedia'), { accept: 'video/*,audio/*', onfiles: ([first]) => {
      file = first;
      status.tell(() => script ? '' : t('scriptsMediaOnly', { file: first.name }));
      show();
    } }),
    status.node, place);
}
