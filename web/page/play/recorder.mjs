// Records what the toys do, whatever drives them: this view, sliders, a game in between.

import { h, saveFile } from '../dom.mjs';
import { mixer } from './recording.mjs';
import { panel, playButton, statusLine } from './parts.mjs';
import { playTime } from './choices.mjs';
import { remedyOf } from '../problems.mjs';
import { t } from '../texts/index.mjs';
import { titleOfChannel } from './draw.mjs';
import { toyEvents, toys } from '../toys.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { PatternKeeper, Stage, Toy } from '../internal.d.ts' */

/** @type {(toy: Toy, key: string) => { type: string, range: readonly number[] } | undefined} */
function outputOf(toy, key) {
  const [feature, type] = key.split(' ');
  const output = [...toy.device.features.get(Number(feature))?.outputs.values() ?? []].find(one => one.type === type);
  return output && { type, range: output.valueRange };
}

/**
 * @param {Stage} stage
 * @param {PatternKeeper['keep']} keep
 */
export function recorderPanel(stage, keep) {
  const recorder = new stage.patterns.Recorder();
  const status = statusLine();
  let mix = mixer();
  /** @type {Games.Effect[]} */
  let effects = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const length = h('output', { class: 'hint' });
  const result = h('div', { class: 'row', hidden: true });
  const showLength = () => { length.textContent = playTime(recorder.duration / 1000); };
  const note = (/** @type {Toy} */ toy, /** @type {string} */ key, /** @type {number} */ value, /** @type {number} */ duration) => {
    const output = recorder.recording && outputOf(toy, key);
    const noted = output && mix(`${toy.device.index} ${key}`, output.type, value, output.range, duration);
    if (noted) recorder.add(noted.channel, noted.level, noted.duration);
  };
  const record = playButton({ play: () => t('record'), stop: () => t('recordStop'), onplay: () => {
    mix = mixer();
    recorder.start();
    // What runs already. Where a stroker rests is no move.
    for (const toy of toys()) for (const [key, value] of toy.values) if (value !== 0 && !key.includes('Position')) note(toy, key, value, 0);
    timer = setInterval(showLength, 500);
    status.tell(() => t('recording'));
    show();
  }, onstop: () => {
    recorder.stop();
    clearInterval(timer);
    status.tell(() => recorder.patterns().length > 0 ? '' : t('recordEmpty'));
    show();
  } });
  toyEvents.on('sent', note);
  const replay = playButton({ play: () => t('replay'), stop: () => t('stopOne'), onplay: () => {
    effects = recorder.patterns().map(pattern => stage.haptics.play(pattern));
    replay.set(true);
    const mine = effects;
    void Promise.all(effects.map(effect => effect.finished)).then(() => { if (mine === effects) replay.set(false); });
  }, onstop: () => { for (const effect of effects) effect.cancel(); } });
  const attempt = (/** @type {() => void} */ action) => () => {
    try {
      action();
    } catch (error) {
      status.tell(() => remedyOf(error), 'bad');
    }
  };
  const save = h('button', { type: 'button', class: 'quiet', onclick: attempt(() => saveFile('recording.funscript', stage.funscript.writeFunscript(recorder.script()), 'application/json')) }, () => t('recordSave'));
  const keepIt = h('button', { type: 'button', class: 'quiet', onclick: attempt(() => {
    for (const pattern of recorder.patterns()) keep(t('recordName', { output: titleOfChannel(pattern.channel ?? 'vibrate') }), pattern);
    status.tell(() => t('recordKept'), 'good');
  }) }, () => t('recordKeep'));
  result.append(replay.node, save, keepIt);
  const show = () => {
    record.set(recorder.recording);
    result.hidden = recorder.recording || recorder.patterns().length === 0;
    showLength();
  };
  show();
  return panel(() => t('recordTitle'), () => t('recordLead'), h('div', { class: 'row' }, record.node, length), status.node, result);
}
