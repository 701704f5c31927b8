// What a toy was told and has measured in the last half minute, as lines. The library that draws them
// is loaded when somebody opens the chart.

import { h, keep } from './dom.mjs';
import { keyOf, titleOf } from './toys.mjs';
import { percent, t } from './texts/index.mjs';
import { inHead } from './toy/card.mjs';
import { titleOfPart } from './toy/names.mjs';

/** @import { Toy } from './internal.d.ts' */

const SHOWN = 30;   // seconds
const EVERY = 100;  // ms between two pictures
const HEIGHT = 150; // px

// The lines of a toy: each value as a part of the largest one, and when it came, in seconds from now.
/**
 * @param {Array<[at: number, value: number]>} line
 * @param {readonly [number, number]} range
 * @param {number} now in ms
 * @returns {[times: number[], values: number[]]}
 */
export function relative(line, [low, high], now) {
  const most = Math.max(Math.abs(low), Math.abs(high), 1);
  const points = line.map(([at, value]) => /** @type {const} */ ([(at - now) / 1000, value / most]));
  const last = points.at(-1);
  if (last) points.push([0, last[1]]);
  return [points.map(([at]) => at), points.map(([, value]) => value)];
}

/** @param {Toy} toy */
function series(toy) {
  /** @type {Array<{ key: string, label: () => string, range: readonly [number, number] }>} */
  const all = [];
  for (const feature of toy.device.features.values()) {
    for (const { type, valueRange } of [...feature.outputs.values(), ...feature.inputs.values()]) {
      if (valueRange.length === 2 && !inHead.includes(type)) all.push({ key: keyOf(feature.index, type), label: () => titleOfPart(toy.device, feature, type), range: valueRange });
    }
  }
  return all;
}

/** @param {Toy} toy */
export function chartPanel(toy) {
  const place = h('div', { class: 'chart', role: 'img', 'aria-label': () => t('chartOf', { name: titleOf(toy) }) });
  const legend = h('p', { class: 'legend' });
  const panel = h('details', { class: 'fold', ontoggle: () => { if (panel.open) void begin(); } },
    h('summary', {}, () => t('chart')), place, legend);
  let drawing = false;
  async function begin() {
    if (drawing) return;
    drawing = true;
    const { default: Plot } = /** @type {any} */ (await import('./vendor/uplot.mjs'));
    const lines = series(toy);
    const colour = (/** @type {string} */ name) => {
      legend.style.color = `var(${name})`; // for a moment: the canvas wants to know what it comes to
      const { color } = getComputedStyle(legend);
      legend.style.color = '';
      return color;
    };
    const colours = lines.map((_, i) => colour(`--line-${i % 5 + 1}`));
    const axis = { stroke: colour('--faint'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const plot = new Plot({
      width: Math.max(200, place.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [8, 8, 0, 0],
      scales: { x: { time: false, range: () => [-SHOWN, 0] }, y: { range: () => [lines.some(one => one.range[0] < 0) ? -1.05 : 0, 1.05] } },
      axes: [{ ...axis, size: 24, values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map(s => `${s} s`) }, { ...axis, size: 44, values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map(percent) }],
      series: [{}, ...lines.map((_, i) => ({ stroke: colours[i], width: 2, points: { show: false }, paths: Plot.paths.stepped({ align: 1 }) }))],
    }, [[-SHOWN, 0], ...lines.map(() => [null, null])], place);
    keep(legend, () => legend.replaceChildren(...lines.map((line, i) => h('span', { class: 'key', 'data-line': String(i % 5 + 1) }, line.label()))));
    const fit = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height: HEIGHT }));
    fit.observe(place);
    let drawn = 0;
    const draw = (/** @type {number} */ now) => {
      if (!panel.open || !panel.isConnected || !toy.device.connected) {
        drawing = false;
        fit.disconnect();
        plot.destroy();
        return;
      }
      if (now - drawn >= EVERY) {
        drawn = now;
        plot.setData(Plot.join(lines.map(line => relative(toy.lines.get(line.key) ?? [], line.range, performance.now()))));
      }
      requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }
  return panel;
}
