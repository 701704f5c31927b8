// What the player chose for games: what of a toy follows their vibration, and what their events feel
// like. All games of the site share it.

import { OutputType } from './gobuttplug.mjs';
import { choice, percentSlider } from '../fields.mjs';
import { client } from '../session.mjs';
import { h, messageOf } from '../dom.mjs';
import { log } from '../log.mjs';
import { panel, statusLine } from './parts.mjs';
import { maybe, t } from '../texts/index.mjs';
import { titleOfType } from '../toy/names.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Change, Shown, Stage, TextKey } from '../internal.d.ts' */

/** @type {Record<Games.Following['follow'], TextKey>} */
const followTexts = { always: 'gamesAlways', alone: 'gamesAlone', never: 'gamesNever' };

/** @type {Record<Games.Following['script'], TextKey>} */
const scriptTexts = { auto: 'scriptAuto', speed: 'scriptSpeed', position: 'scriptPlace', never: 'gamesNever' };

/** @param {Stage} stage */
export function gamesPanel({ games: { playerSettings, presets } }) {
  const status = statusLine();
  return panel(() => t('gamesTitle'), () => t('gamesLead'), status.node, ...settingsOf(playerSettings, Object.keys(presets), status.tell));
}

/**
 * @param {Games.PlayerSettings} settings
 * @param {string[]} events
 * @param {(text: () => string) => void} tell
 */
function settingsOf(settings, events, tell) {
  /** @type {Shown[]} */
  let rows = [];
  const show = () => { for (const row of [...rows, ...bindings]) row.show(); };
  /** @type {Change} */
  const change = action => {
    tell(() => '');
    try {
      action();
    } catch (error) {
      log('problem', messageOf(error));
      show();
    }
  };
  const list = h('div', { class: 'settings' });
  const instead = h('p', { class: 'hint' }, () => t('gamesInstead'));
  let chosen = ''; // the name of a toy; '' for all toys
  const toy = choice({ label: () => t('gamesFor'), options: [], onchange: name => { chosen = name; showToys(); } });
  function showToys() {
    const named = new Map([...client.devices.values()].map(device => [device.name, device]));
    if (!named.has(chosen)) chosen = '';
    toy.offer([['', () => t('gamesAllToys')], ...[...named.keys()].map(name => /** @type {[string, () => string]} */ ([name, () => name]))]);
    toy.set(chosen);
    rows = /** @type {Games.Follower[]} */ (Object.keys(settings.mapping()))
      .filter(type => chosen === '' || canFollow(named.get(chosen), type))
      .map(type => followRow(settings, type, chosen || undefined, change));
    list.replaceChildren(...rows.map(row => row.node));
    instead.hidden = rows.length < 2;
    forget.textContent = chosen === '' ? t('gamesForget') : t('gamesForgetToy', { name: chosen });
    if (rows.length === 0) list.append(h('p', { class: 'hint' }, () => t('gamesNoFollow')));
    show();
  }
  const bindings = events.map(event => bindingRow(settings, event, events, change));
  const forget = h('button', { type: 'button', class: 'quiet', onclick: () => change(() => {
    settings.reset(chosen || undefined);
    const name = chosen;
    tell(() => name === '' ? t('gamesForgot') : t('gamesForgotToy', { name }));
  }) });
  settings.onchange(show);
  client.on('deviceadded', showToys);
  client.on('deviceremoved', showToys);
  client.on('disconnect', showToys);
  showToys();
  return [
    toy.node, list, instead,
    h('details', { class: 'fold' },
      h('summary', {}, () => t('gamesFeel')),
      h('p', { class: 'hint' }, () => t('gamesFeelHint')),
      ...bindings.map(row => row.node)),
    h('div', {}, forget),
  ];
}

/** @type {(device: Public.ButtplugClientDevice | undefined, type: Games.Follower) => boolean} */
const canFollow = (device, type) => device !== undefined && (device.hasOutput(OutputType[type]) || type === 'Position' && device.hasOutput(OutputType.HwPositionWithDuration));

// What one type of output does, of a toy or of all.
/**
 * @param {Games.PlayerSettings} settings
 * @param {Games.Follower} type
 * @param {string | undefined} toy
 * @param {Change} change
 * @returns {Shown}
 */
function followRow(settings, type, toy, change) {
  const title = () => titleOfType(type);
  const map = (/** @type {Partial<Games.Following>} */ part) => change(() => settings.map(type, part, toy));
  // Nothing comes before vibration, so it is never instead of something.
  const offered = Object.entries(followTexts).filter(([value]) => value !== 'alone' || type !== 'Vibrate');
  const follow = choice({ label: title, options: offered.map(([value, key]) => /** @type {[string, () => string]} */ ([value, () => t(key)])), onchange: value => map({ follow: /** @type {Games.Following['follow']} */ (value) }) });
  const strength = percentSlider(() => t('gamesStrength'), part => map({ strength: part }));
  // Strokers go where a script says, or do not follow it.
  const ways = Object.entries(scriptTexts).filter(([value]) => type !== 'Position' || value === 'auto' || value === 'never');
  const script = choice({ label: () => t('scriptFollows'), options: ways.map(([value, key]) => /** @type {[string, () => string]} */ ([value, () => t(key)])), onchange: value => map({ script: /** @type {Games.Following['script']} */ (value) }) });
  return {
    node: h('div', { class: 'follower', role: 'group', 'aria-label': title }, follow.node, script.node, strength.node),
    show() {
      const now = settings.mapping(toy)[type];
      follow.set(type === 'Vibrate' && now.follow === 'alone' ? 'always' : now.follow);
      script.set(type === 'Position' && now.script !== 'never' ? 'auto' : now.script);
      strength.set(now.strength);
      strength.node.hidden = now.follow === 'never' && ['auto', 'never'].includes(now.script);
    },
  };
}

// What an event is called; as the game calls it, if the page has no word for it.
/** @type {(event: string) => string} */
const titleOfEvent = event => maybe(`event.${event}`) ?? event[0].toUpperCase() + event.slice(1);

// What one event feels like. The values of the list are '' for as the game has it, '-' for nothing,
// '=' and a name for another event, and '*' for a pattern that a game has put there.
/**
 * @param {Games.PlayerSettings} settings
 * @param {string} event
 * @param {string[]} events
 * @param {Change} change
 * @returns {Shown}
 */
function bindingRow(settings, event, events, change) {
  /** @type {Array<[value: string, text: () => string]>} */
  const options = [['', () => t('gamesAsGame')], ['-', () => t('gamesNothing')], ...events.filter(other => other !== event).map(other => /** @type {[string, () => string]} */ ([`=${other}`, () => titleOfEvent(other)]))];
  const bind = (/** @type {string} */ value) => change(() => {
    if (value === '') settings.unbind(event);
    else if (value === '-') settings.bind(event, null);
    else if (value.startsWith('=')) settings.bind(event, value.slice(1));
  });
  const row = choice({ label: () => titleOfEvent(event), options, onchange: bind });
  return {
    node: row.node,
    show() {
      const now = settings.binding(event);
      if (typeof now === 'string') row.set(`=${now}`, () => titleOfEvent(now));
      else if (now === undefined) row.set('');
      else if (now === null) row.set('-');
      else row.set('*', () => t('gamesPattern'));
    },
  };
}
