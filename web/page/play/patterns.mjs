// Patterns: those that are built in, and those that the player drew, recorded or was given.

import { Remembered } from './gobuttplug.mjs';
import { checkbox, fileField, panel, playButton, statusLine } from './parts.mjs';
import { drawPanel, titleOfChannel } from './draw.mjs';
import { h, messageOf, saveFile, svg } from '../dom.mjs';
import { lineOf } from './drawing.mjs';
import { log } from '../log.mjs';
import { percent, t } from '../texts/index.mjs';
import { remedyOf } from '../problems.mjs';
import { slider } from '../fields.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Patterns from '../../gobuttplug-patterns.js' */
/** @import { PatternKeeper, Stage, TextKey } from '../internal.d.ts' */

const MOST_KEPT = 100;
const SLOWEST = 25, FASTEST = 300; // percent
const LINK = /^#play\/pattern=/;

/** @type {Record<string, TextKey>} */
const titles = { tide: 'patternTide', breath: 'patternBreath', climb: 'patternClimb', stairs: 'patternStairs', tease: 'patternTease', gallop: 'patternGallop', ripple: 'patternRipple', staccato: 'patternStaccato', heartbeat: 'patternHeartbeat', purr: 'patternPurr' };

/** @param {Stage} stage */
export function patternsPanel(stage) {
  const { checkPattern } = stage.games, { packPattern, patterns, readPattern, unpackPattern, writePattern } = stage.patterns;
  const kept = new Remembered('gobuttplug.patterns', value => checkedList(value, checkPattern));
  let speed = 1, loop = true;
  /** @type {Map<string, Games.Effect>} */
  const playing = new Map();
  const status = statusLine();
  const failed = (/** @type {unknown} */ error) => {
    status.tell(() => remedyOf(error), 'bad');
    log('problem', messageOf(error));
  };

  /** @type {PatternKeeper} */
  const keeper = {
    play(key, pattern, button) {
      try {
        const effect = stage.haptics.play(pattern, { strength: stage.strength, speed, loop, name: key });
        playing.set(key, effect);
        button.set(true);
        void effect.finished.then(() => {
          if (playing.get(key) !== effect) return;
          playing.delete(key);
          button.set(false);
        });
      } catch (error) {
        failed(error);
      }
    },
    end: key => playing.get(key)?.cancel(),
    plays: key => playing.has(key),
    keep(title, pattern) {
      if (kept.value.length >= MOST_KEPT) return status.tell(() => t('patternsFull', { n: MOST_KEPT }), 'bad');
      kept.set([...kept.value, { title, pattern }]);
      status.tell(() => t('patternKept', { title }), 'good');
    },
  };

  /**
   * @param {string} key
   * @param {() => string} title
   * @param {Games.KeyframePattern} pattern
   * @param {HTMLElement[]} more
   */
  const row = (key, title, pattern, ...more) => {
    const button = playButton({ play: () => t('play'), stop: () => t('stopOne'), label: title, onplay: () => keeper.play(key, pattern, button), onstop: () => keeper.end(key) });
    button.set(playing.has(key));
    return h('li', { class: 'pattern' },
      svg('svg', { viewBox: '-1 -1 82 30', class: 'spark', 'aria-hidden': 'true', preserveAspectRatio: 'none' }, svg('polyline', { points: lineOf(pattern, 80, 28) })),
      h('div', { class: 'grow' }, h('span', { class: 'label' }, title), pattern.channel !== undefined && pattern.channel !== 'vibrate' && h('small', { class: 'hint' }, () => ` ${titleOfChannel(pattern.channel ?? 'vibrate')}`)),
      button.node, ...more);
  };

  const own = h('ul', { class: 'plain', 'aria-label': () => t('patternsOwn') });
  const showOwn = () => {
    for (const key of playing.keys()) if (key.startsWith('own ')) keeper.end(key); // the numbers are others now
    own.replaceChildren(...kept.value.map((one, i) => row(`own ${i}`, () => one.title, one.pattern, h('div', { class: 'row' },
      h('button', { type: 'button', class: 'quiet', 'aria-label': () => t('patternLinkOf', { title: one.title }), onclick: () => void share(one) }, () => t('patternLink')),
      h('button', { type: 'button', class: 'quiet', 'aria-label': () => t('patternFileOf', { title: one.title }), onclick: () => saveFile(`${fileName(one.title)}.json`, writePattern(one), 'application/json') }, () => t('patternFile')),
      h('button', { type: 'button', class: 'quiet danger', 'aria-label': () => t('patternDeleteOf', { title: one.title }), onclick: () => {
        kept.set(kept.value.filter(other => other !== one));
        status.tell(() => t('patternDeleted', { title: one.title }));
      } }, () => t('patternDelete'))))));
    own.hidden = kept.value.length === 0;
  };
  const share = async (/** @type {Patterns.SharedPattern} */ one) => {
    try {
      const link = `${location.origin}${location.pathname}#play/pattern=${packPattern(one)}`;
      try {
        await navigator.clipboard.writeText(link);
        status.tell(() => t('patternLinked'), 'good');
      } catch {
        status.tell(() => link); // to copy by hand
      }
    } catch (error) {
      failed(error);
    }
  };

  // What a link brings is shown, with a button to play it; it never starts by itself.
  const given = h('ul', { class: 'plain', 'aria-label': () => t('patternsGiven'), hidden: true });
  const lookAtLink = () => {
    if (!LINK.test(location.hash)) return;
    try {
      const one = unpackPattern(location.hash.replace(LINK, ''));
      const title = () => one.title || t('patternNameless');
      keeper.end('given');
      given.replaceChildren(row('given', title, one.pattern, h('button', { type: 'button', class: 'quiet', 'aria-label': () => `${t('save')}: ${title()}`, onclick: () => {
        keeper.keep(title(), one.pattern);
        given.hidden = true;
      } }, () => t('save'))));
      given.hidden = false;
      status.tell(() => t('patternGiven'));
    } catch (error) {
      failed(error);
    }
  };
  addEventListener('hashchange', lookAtLink);

  const load = async (/** @type {File} */ file) => {
    try {
      const { title, pattern } = readPattern(await file.text());
      keeper.keep(title || file.name.replace(/\.json$/i, '').slice(0, 80), pattern);
    } catch (error) {
      failed(error);
    }
  };
  const all = (/** @type {(effect: Games.Effect) => void} */ change) => { for (const effect of playing.values()) change(effect); };
  stage.onStrength(part => all(effect => { effect.strength = part; }));
  const fast = slider({ label: () => t('strokeSpeed'), range: [SLOWEST, FASTEST], value: 100, text: n => percent(n / 100), oninput: n => {
    speed = n / 100;
    all(effect => { effect.speed = speed; });
  } });
  const again = checkbox(() => t('patternLoop'), on => { loop = on; }, loop);
  kept.onchange(showOwn);
  showOwn();
  lookAtLink();
  return {
    keep: keeper.keep,
    node: panel(() => t('patternsTitle'), () => t('patternsLead'),
      status.node, given,
      fast.node, h('div', { class: 'choices' }, again.node),
      own,
      h('ul', { class: 'plain', 'aria-label': () => t('patternsBuiltIn') }, ...Object.entries(patterns).map(([name, pattern]) => row(name, () => titles[name] ? t(titles[name]) : name, pattern))),
      drawPanel(stage, keeper),
      fileField(() => t('patternImport'), { accept: '.json,application/json', onfiles: ([file]) => void load(file) })),
  };
}

/** @type {(title: string) => string} */
const fileName = title => title.replace(/[^\p{L}\p{N} _-]/gu, '').trim() || 'pattern';

// Those in the storage that are patterns.
/**
 * @param {unknown} value
 * @param {typeof Games.checkPattern} check
 * @returns {Patterns.SharedPattern[]}
 */
function checkedList(value, check) {
  return (Array.isArray(value) ? value : []).slice(0, MOST_KEPT).flatMap(one => {
    try {
      return [{ title: String(one.title).slice(0, 80), pattern: check(one.pattern) }];
    } catch {
      return [];
    }
  });
}
