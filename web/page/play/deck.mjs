// What plays one script: the video or clock, where it is, and what is made of it.

import { Remembered } from './gobuttplug.mjs';
import { checkbox, playButton, statusLine } from './parts.mjs';
import { checkedChoices, levelTransforms, levels, playTime, transformOf } from './choices.mjs';
import { choice, percentSlider, slider } from '../fields.mjs';
import { h } from '../dom.mjs';
import { listed, percent, t } from '../texts/index.mjs';
import { remedyOf } from '../problems.mjs';
import { titleOfAxis } from '../toy/names.mjs';

/** @import * as Funscript from '../../gobuttplug-funscript.js' */
/** @import { ScriptChoices, Stage } from '../internal.d.ts' */

const SHOWN = 10;        // seconds of the timeline
const AFTER = 1;         // seconds that a clock goes on after the script
const OFFSET_STEP = 20;  // ms
const FOREVER = 24 * 3600;

const rates = [0.5, 0.75, 1, 1.25, 1.5, 2];
const speedLimits = [0, 100, 200, 300, 400, 500];
const smoothings = [0, 50, 100, 200, 500];

const kept = new Remembered('gobuttplug.script', checkedChoices);

/**
 * @param {Stage} stage
 * @param {Funscript.Funscript} script
 * @param {File | undefined} file of the video
 * @param {() => void} onbroken the file can't be played
 */
export function scriptDeck(stage, script, file, onbroken) {
  const { attach, drawHeatmap, drawTimeline, transformed, MediaClock } = stage.funscript;
  const address = file && URL.createObjectURL(file);
  const video = address === undefined ? undefined : h('video', { src: address, controls: true, playsInline: true, preload: 'auto', 'aria-label': () => t('scriptsVideo', { file: file?.name }), onerror: onbroken });
  const media = video ?? new MediaClock({ duration: script.duration / 1000 + AFTER });
  const player = attach(media, script, stage.haptics);
  const axes = /** @type {Funscript.Axis[]} */ (Object.keys(script.axes));
  const trouble = statusLine();
  const seconds = () => Number.isFinite(media.duration) && media.duration > 0 ? Math.min(media.duration, FOREVER) : Math.max(1, script.duration / 1000);

  const button = playButton({ play: () => t('play'), stop: () => t('pause'), onplay: () => void begin(), onstop: () => media.pause() });
  button.node.classList.replace('quiet', 'primary');
  const begin = async () => {
    try {
      await media.play();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'AbortError') trouble.tell(() => remedyOf(error), 'bad'); // that: it was paused at once
    }
  };
  const seekSlider = () => {
    const made = slider({ label: () => t('place'), range: [0, Math.ceil(seconds())], text: n => t('placeOf', { time: playTime(n), most: playTime(seconds()) }), oninput: n => {
      media.currentTime = n;
      draw();
    } });
    made.input.classList.remove('stepped');
    return made;
  };
  let seek = seekSlider();
  const lanes = axes.map(axis => laneOf(axis, axes.length > 1));

  // Pictures have the pixels of the screen.
  const fit = (/** @type {HTMLCanvasElement} */ canvas) => {
    const width = Math.round(canvas.clientWidth * devicePixelRatio), height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return width > 0 && height > 0;
  };
  const drawLines = () => {
    const time = player.time, from = Math.max(-1000, time - SHOWN * 300);
    for (const { line, actions } of lanes) if (fit(line)) drawTimeline(line, actions, { from, to: from + SHOWN * 1000, time, line: 3 * devicePixelRatio });
  };
  const draw = () => {
    for (const { heat, actions } of lanes) if (heat && fit(heat)) drawHeatmap(heat, actions, { duration: seconds() * 1000 });
    drawLines();
  };
  let drawing = false, closed = false;
  const animate = () => {
    drawing = !closed && !media.paused;
    if (node.isConnected) drawLines();
    const at = Math.floor(media.currentTime);
    if (seek.input.valueAsNumber !== at) seek.set(at);
    if (drawing) requestAnimationFrame(animate);
  };
  const changed = () => {
    button.set(!media.paused);
    if (!drawing) animate();
    // A clock tells nothing when it comes to its end.
    clearTimeout(timer);
    if (!video && !media.paused) timer = setTimeout(changed, (seconds() - media.currentTime) / media.playbackRate * 1000 + 20);
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  for (const event of ['play', 'pause', 'seeked', 'ended', 'ratechange']) media.addEventListener(event, changed);
  media.addEventListener('durationchange', () => {
    const made = seekSlider();
    seek.node.replaceWith(made.node);
    seek = made;
    draw();
  });
  player.on('statechange', state => trouble.tell(() => state === 'stalled' ? t('scriptsStalled') : ''));
  const forget = stage.onStop(() => media.pause());
  const watcher = new ResizeObserver(draw);
  for (const { line } of lanes) watcher.observe(line);

  const rate = choice({ label: () => t('strokeSpeed'), options: rates.map(n => [String(n), () => percent(n)]), onchange: value => { media.playbackRate = Number(value); } });
  rate.set('1');
  // How strong it is changes ways and levels. The speed of the strokes, which others follow, changes with them.
  const strengthen = () => {
    const now = kept.value, { strength } = stage;
    Object.assign(player, { transform: transformOf(now, strength), axes: levelTransforms(now, strength), strength: Math.sign(strength) });
  };
  const adjust = adjustments(() => {
    strengthen();
    player.offset = kept.value.offset;
    for (const lane of lanes) lane.actions = transformed(script.axes[lane.axis] ?? [], transformOf(kept.value));
    draw();
  });
  const weaken = stage.onStrength(strengthen);
  const node = h('div', { class: 'settings' },
    script.title && h('p', { class: 'label' }, script.title),
    h('p', { class: 'hint' }, () => t('scriptsHas', { time: playTime(script.duration / 1000), axes: listed(axes.map(titleOfAxis)) })),
    script.details.length > 0 && h('ul', { class: 'warnings hint', 'aria-label': () => t('scriptsNotes') }, ...script.details.map(detail => h('li', {}, () => remedyOf(detail)))),
    video, h('div', { class: 'lanes' }, ...lanes.map(lane => lane.node)), seek.node,
    h('div', { class: 'row' }, button.node, rate.node), trouble.node, adjust.node);
  return {
    node,
    close() {
      closed = true;
      media.pause();
      player.detach();
      forget();
      weaken();
      adjust.close();
      watcher.disconnect();
      clearTimeout(timer);
      if (!video || address === undefined) return;
      video.removeAttribute('src'); // lets go of the file
      video.load();
      URL.revokeObjectURL(address);
    },
  };
}

// The pictures of an axis: where it is around now and, of places, how fast it is from beginning to end.
/**
 * @param {Funscript.Axis} axis
 * @param {boolean} named whether there are others
 */
function laneOf(axis, named) {
  const line = h('canvas', { class: 'timeline', role: 'img', 'aria-label': () => t('timeline', { axis: titleOfAxis(axis), n: SHOWN }) });
  const heat = levels.includes(axis) ? undefined : h('canvas', { class: 'heat', role: 'img', 'aria-label': () => t('heatmap', { axis: titleOfAxis(axis) }) });
  const node = h('div', { class: named ? 'lane low' : 'lane' }, named && h('span', { class: 'hint', 'aria-hidden': 'true' }, () => titleOfAxis(axis)), line, heat);
  return { axis, node, line, heat, actions: /** @type {readonly Funscript.Action[]} */ ([]) };
}

// What is made of a script. The browser remembers it for the next one.
/** @param {() => void} onchange */
function adjustments(onchange) {
  const change = (/** @type {Partial<ScriptChoices>} */ part) => kept.set({ ...kept.value, ...part });
  const offset = slider({ label: () => t('offset'), range: [-1000 / OFFSET_STEP, 1000 / OFFSET_STEP], text: n => n === 0 ? t('offsetNone') : t(n < 0 ? 'offsetEarlier' : 'offsetLater', { n: Math.abs(n) * OFFSET_STEP }), oninput: n => change({ offset: n * OFFSET_STEP }) });
  const low = percentSlider(() => t('rangeLow'), part => change({ low: part * 100, high: Math.max(part * 100, kept.value.high) }));
  const high = percentSlider(() => t('rangeHigh'), part => change({ high: part * 100, low: Math.min(part * 100, kept.value.low) }));
  const limit = choice({ label: () => t('speedLimit'), options: speedLimits.map(n => [String(n), () => n === 0 ? t('limitsNone') : t('speedOf', { n })]), onchange: value => change({ speedLimit: Number(value) }) });
  const smooth = choice({ label: () => t('smooth'), options: smoothings.map(n => [String(n), () => n === 0 ? t('off') : t('ms', { n })]), onchange: value => change({ smooth: Number(value) }) });
  const invert = checkbox(() => t('invert'), on => change({ invert: on }));
  const half = checkbox(() => t('halfSpeed'), on => change({ halfSpeed: on }));
  const stretch = checkbox(() => t('stretch'), on => change({ stretch: on }));
  const show = () => {
    const now = kept.value;
    offset.set(Math.round(now.offset / OFFSET_STEP));
    low.set(now.low / 100);
    high.set(now.high / 100);
    limit.set(String(now.speedLimit), () => t('speedOf', { n: now.speedLimit }));
    smooth.set(String(now.smooth), () => t('ms', { n: now.smooth }));
    invert.input.checked = now.invert;
    half.input.checked = now.halfSpeed;
    stretch.input.checked = now.stretch;
    onchange();
  };
  show();
  const close = kept.onchange(show);
  const node = h('details', { class: 'fold' },
    h('summary', {}, () => t('adjust')),
    offset.node, limit.node, low.node, high.node,
    h('div', { class: 'choices', role: 'group', 'aria-label': () => t('adjust') }, invert.node, half.node, stretch.node), smooth.node,
    h('div', {}, h('button', { type: 'button', class: 'quiet', onclick: () => kept.set(undefined) }, () => t('gamesForget'))));
  return { node, close };
}
