// What the player holds or says: a gamepad and the microphone. Neither is looked at before a click.

import { choice } from '../fields.mjs';
import { h, messageOf } from '../dom.mjs';
import { log } from '../log.mjs';
import { panel, playButton, statusLine } from './parts.mjs';
import { remedyOf } from '../problems.mjs';
import { t } from '../texts/index.mjs';
import { titleOfChannel } from './draw.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Patterns from '../../gobuttplug-patterns.js' */
/** @import { Stage, TextKey } from '../internal.d.ts' */

/** @type {readonly Games.Channel[]} */
const channels = ['vibrate', 'rotate', 'oscillate', 'constrict', 'position'];

/** @type {Record<Patterns.GamepadControl, TextKey>} */
const controls = { 'right-trigger': 'padRightTrigger', 'left-trigger': 'padLeftTrigger', 'left-x': 'padLeftX', 'left-y': 'padLeftY', 'right-x': 'padRightX', 'right-y': 'padRightY' };

const METER = 100; // ms

/** @param {Stage} stage */
export function sourcesPanel(stage) {
  const status = statusLine();
  const failed = (/** @type {unknown} */ error) => {
    status.tell(() => remedyOf(error), 'bad');
    log('problem', messageOf(error));
  };
  /** @type {Games.Channel} */
  let channel = 'vibrate';
  /** @type {Patterns.GamepadControl} */
  let control = 'right-trigger';
  const meter = h('meter', { min: 0, max: 1, 'aria-label': () => t('micLevel'), hidden: true });

  /** @type {Games.Effect | undefined} */
  let held;
  const pad = playButton({ play: () => t('padGo'), stop: () => t('padStop'), onplay: () => {
    try {
      const effect = held = stage.haptics.play(stage.patterns.gamepadPattern({ control, channel }), { name: 'gamepad', strength: stage.strength });
      pad.set(true);
      status.tell(() => t('padHint'));
      void effect.finished.then(() => { if (held === effect) pad.set(false); });
    } catch (error) {
      failed(error);
    }
  }, onstop: () => held?.cancel() });

  /** @type {Games.Effect | undefined} */
  let heard;
  let asking = false;
  const mic = playButton({ play: () => t('micGo'), stop: () => t('micStop'), onplay: async () => {
    if (asking) return;
    asking = true;
    try {
      const source = await stage.patterns.microphone({ channel });
      const effect = heard = stage.haptics.play(source.pattern, { name: 'microphone', strength: stage.strength });
      const timer = setInterval(() => { meter.value = source.level; }, METER);
      mic.set(true);
      meter.hidden = false;
      status.tell(() => t('micHint'));
      void effect.finished.then(() => {
        clearInterval(timer);
        source.close(); // whatever has ended it
        if (heard !== effect) return;
        mic.set(false);
        meter.hidden = true;
      });
    } catch (error) {
      failed(error);
    } finally {
      asking = false;
    }
  }, onstop: () => heard?.cancel() });

  stage.onStrength(part => { for (const effect of [held, heard]) if (effect) effect.strength = part; });
  const what = choice({ label: () => t('drawFor'), options: channels.map(one => [one, () => titleOfChannel(one)]), onchange: value => { channel = /** @type {Games.Channel} */ (value); } });
  const stick = choice({ label: () => t('padControl'), options: Object.entries(controls).map(([name, key]) => /** @type {[string, () => string]} */ ([name, () => t(key)])), onchange: value => { control = /** @type {Patterns.GamepadControl} */ (value); } });
  return panel(() => t('sourcesTitle'), () => t('sourcesLead'), what.node, stick.node, h('div', { class: 'row' }, pad.node, mic.node), meter, status.node);
}
