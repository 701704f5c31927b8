// What plays one script: the video or clock, where it is, and what is made of it.

import { Remembered } from './gobuttplug.mjs';
import { checkbox, playButton, statusLine } from './parts.mjs';
import { checkedChoices, playTime, transformOf } from './choices.mjs';
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
  const { attach, drawHeatmap, drawTimeline, MediaClock } = stage.funscript;
  const address = file && URL.createObjectURL(file);
  const video = address === undefined ? undefined : h('video', { src: address, controls: true, playsInline: true, preload: 'auto', 'aria-label': () => t('scriptsVideo', { file: file?.name }), onerror: onbroken });
  const media = video ?? new MediaClock({ duration: script.duration / 1000 + AFTER });
  const player = attach(media, script, stage.haptics);
  const axes = /** @type {Funscript.Axis[]} */ (Object.keys(script.axes));
  const axis = axes.includes('stroke') ? 'stroke' : axes[0];
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
  const heat = h('canvas', { class: 'heat', role: 'img', 'aria-label': () => t('heatmap') });
  const line = h('canvas', { class: 'timeline', role: 'img', 'aria-label': () => t('timeline', { n: SHOWN }) });

  // Pictures have the pixels of the screen.
  const fit = (/** @type {HTMLCanvasElement} */ canvas) => {
    const width = Math.round(canvas.clientWidth * devicePixelRatio), height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return width > 0 && height > 0;
  };
  const drawLine = () => {
    const time = player.time, from = Math.max(-1000, time - SHOWN * 300);
    if (fit(line)) drawTimeline(line, player.actions(axis), { from, to: from + SHOWN * 1000, time, line: 3 * devicePixelRatio });
  };
  const draw = () => {
    if (fit(heat)) drawHeatmap(heat, player.actions(axis), { duration: seconds() * 1000 });
    drawLine();
  };
  let drawing = false, closed = false;
  const animate = () => {
    drawing = !closed && !media.paused;
    if (line.isConnected) drawLine();
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
  watcher.observe(heat);

  const rate = choice({ label: () => t('strokeSpeed'), options: rates.map(n => [String(n), () => percent(n)]), onchange: value => { media.playbackRate = Number(value); } });
  rate.set('1');
  const adjust = adjustments(() => {
    const now = kept.value;
    Object.assign(player, { transform: transformOf(now), offset: now.offset, strength: now.strength });
    draw();
  });
  const node = h('div', { class: 'settings' },
    script.title && h('p', { class: 'label' }, script.title),
    h('p', { class: 'hint' }, () => t('scriptsHas', { time: playTime(script.duration / 1000), axes: listed(axes.map(titleOfAxis)) })),
    script.details.length > 0 && h('ul', { class: 'warnings hint', 'aria-label': () => t('scriptsNotes') }, ...script.details.map(detail => h('li', {}, () => remedyOf(detail)))),
    video, line, heat, seek.node,
    h('div', { class: 'row' }, button.node, rate.node), trouble.node, adjust.node);
  return {
    node,
    close() {
      closed = true;
      media.pause();
      player.detach();
      forget();
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

// What is made of a script. The browser remembers it for the next one.
/** @param {() => void} onchange */
function adjustments(onchange) {
  const change = (/** @type {Partial<ScriptChoices>} */ part) => kept.set({ ...kept.value, ...part });
  const offset = slider({ label: () => t('offset'), range: [-1000 / OFFSET_STEP, 1000 / OFFSET_STEP], text: n => n === 0 ? t('offsetNone') : t(n < 0 ? 'offsetEarlier' : 'offsetLater', { n: Math.abs(n) * OFFSET_STEP }), oninput: n => change({ offset: n * OFFSET_STEP }) });
  const strength = percentSlider(() => t('scriptStrength'), part => change({ strength: part }));
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
    strength.set(now.strength);
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
    offset.node, strength.node, limit.node, low.node, high.node,
    h('div', { class: 'choices', role: 'group', 'aria-label': () => t('adjust') }, invert.node, half.node, stretch.node), smooth.node,
    h('div', {}, h('button', { type: 'button', class: 'quiet', onclick: () => kept.set(undefined) }, () => t('gamesForget'))));
  return { node, close };
}
