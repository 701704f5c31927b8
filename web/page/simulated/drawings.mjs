// Drawings of simulated toys. Each shows what its outputs do: pose(now, state) puts the parts where
// they are at a time in ms.

import { svg } from '../dom.mjs';

/** @import { Drawing, Pose } from '../internal.d.ts' */

const { sin, PI, min, max } = Math;

/**
 * @param {string} label
 * @param {Node[]} parts
 */
const canvas = (label, ...parts) => svg('svg', { viewBox: '0 0 240 130', class: 'drawing', role: 'img', 'aria-label': label }, ...parts);

/** @type {(...parts: Node[]) => SVGElement} */
const group = (...parts) => svg('g', {}, ...parts);

/**
 * @param {SVGElement} node
 * @param {string} transform
 */
const move = (node, transform) => node.setAttribute('transform', transform);

/** @param {number} x @param {number} y @param {number} size */
const waves = (x, y, size) => [1, 2, 3].map(i => svg('path', { class: 'wave', d: `M${x + size * i * 9} ${y - 9 - i * 6}q${size * (6 + i)} ${9 + i * 6} 0 ${18 + i * 12}` }));

// Rings that come out of something that vibrates; more of them the stronger it is.
/**
 * @param {SVGElement[]} rings
 * @param {number} level
 */
const ring = (rings, level) => rings.forEach((one, i) => one.setAttribute('opacity', String(max(0, min(1, level * 3 - i)))));

// How far something that vibrates is off its place.
/**
 * @param {number} now
 * @param {number} level
 * @param {number} [phase]
 */
const shake = (now, level, phase = 0) => level === 0 ? 0 : (1 + level * 4.500) * sin(now / (30 - 12 * level) + phase);

/** @type {(label: string) => Drawing} */
function vibrator(label) {
  const left = waves(62, 65, -1), right = waves(178, 65, 1);
  const body = group(
    svg('rect', { x: 72, y: 46, width: 100, height: 38, rx: 19, class: 'body' }),
    svg('path', { d: 'M90 54h58', class: 'shine' }),
    svg('path', { d: 'M104 46v38', class: 'seam' }),
    svg('circle', { cx: 88, cy: 65, r: 5, class: 'lamp' }));
  return {
    node: canvas(label, svg('ellipse', { cx: 120, cy: 112, rx: 60, ry: 5, class: 'shadow' }), ...left, ...right, body),
    pose(now, { Vibrate = 0 }) {
      move(body, `translate(${shake(now, Vibrate)} ${shake(now, Vibrate, 1.300) / 2})`);
      ring(left, Vibrate);
      ring(right, Vibrate);
      body.style.setProperty('--lit', String(Vibrate));
    },
  };
}

/** @type {(label: string) => Drawing} */
function rotator(label) {
  const lobes = [0, 60, 120, 180, 240, 300].map((angle, i) => svg('circle', { cx: 0, cy: -24, r: 8, class: i === 0 ? 'lobe marked' : 'lobe', transform: `rotate(${angle})` }));
  const head = group(svg('circle', { r: 22, class: 'body' }), ...lobes, svg('circle', { r: 6, class: 'lamp' }));
  const arrow = svg('path', { class: 'wave', d: 'M44 -18a46 46 0 0 1 0 36l-9 -3m9 3l4 -9', opacity: 0 });
  const shaft = group(svg('rect', { x: 34, y: 52, width: 96, height: 26, rx: 13, class: 'body second' }), svg('path', { d: 'M48 58h56', class: 'shine' }));
  const whole = svg('g', { transform: 'translate(154 65)' }, head, arrow);
  let angle = 0, before = 0;
  const humming = waves(30, 65, -1);
  return {
    node: canvas(label, svg('ellipse', { cx: 110, cy: 114, rx: 72, ry: 5, class: 'shadow' }), ...humming, shaft, whole),
    pose(now, { Rotate = 0, Vibrate = 0 }) {
      angle += min(100, now - before) * Rotate * 0.54; // 1.500 turns a second at most
      before = now;
      move(head, `rotate(${angle % 360})`);
      arrow.setAttribute('opacity', String(min(1, Math.abs(Rotate) * 2)));
      move(arrow, Rotate < 0 ? 'scale(1 -1)' : '');
      move(shaft, `translate(${shake(now, Vibrate)} 0)`);
      ring(humming, Vibrate);
    },
  };
}

/** @type {(label: string) => Drawing} */
function stroker(label) {
  const sleeve = group(
    svg('rect', { x: -30, y: -30, width: 60, height: 60, rx: 16, class: 'body' }),
    ...[-14, 0, 14].map(x => svg('path', { d: `M${x} -22v44`, class: 'seam' })),
    svg('path', { d: 'M-20 -22h26', class: 'shine' }));
  let phase = 0, before = 0;
  return {
    node: canvas(label,
      svg('ellipse', { cx: 120, cy: 114, rx: 90, ry: 5, class: 'shadow' }),
      svg('rect', { x: 22, y: 54, width: 196, height: 22, rx: 11, class: 'rail' }),
      ...[0, 1, 2, 3, 4].map(i => svg('path', { d: `M${52 + i * 34} 90v6`, class: 'tick' })), sleeve),
    pose(now, { Position = 0, Oscillate = 0 }) {
      phase += min(100, now - before) * (0.002 + Oscillate * 0.012) * (Oscillate > 0 ? 1 : 0);
      before = now;
      const at = Oscillate > 0 ? 0.5 + sin(phase) / 2 : Position;
      move(sleeve, `translate(${52 + at * 136} 65)`);
    },
  };
}

/** @type {(label: string) => Drawing} */
function trainer(label) {
  const left = waves(66, 65, -1), right = waves(174, 65, 1);
  const button = svg('circle', { cx: 120, cy: 44, r: 7, class: 'lamp' });
  const egg = group(
    svg('path', { d: 'M120 22c22 0 38 28 38 50a38 34 0 0 1-76 0c0-22 16-50 38-50z', class: 'body' }),
    svg('path', { d: 'M98 62q2 -18 14 -28', class: 'shine' }), button);
  return {
    node: canvas(label, svg('ellipse', { cx: 120, cy: 114, rx: 44, ry: 5, class: 'shadow' }), ...left, ...right, egg),
    pose(now, { Vibrate = 0, Pressure = 0, Button = 0 }) {
      const squeeze = 1 - 0.28 * Pressure;
      move(egg, `translate(${120 + shake(now, Vibrate)} 106) scale(${squeeze} ${1 + (1 - squeeze) / 2}) translate(-120 -106)`);
      ring(left, Vibrate);
      ring(right, Vibrate);
      egg.style.setProperty('--lit', String(Button));
    },
  };
}

/** @type {(label: string) => Drawing} */
function pump(label) {
  const ringNode = svg('ellipse', { cx: 0, cy: 0, rx: 34, ry: 34, class: 'cuff' });
  const hole = svg('ellipse', { cx: 0, cy: 0, rx: 20, ry: 20, class: 'hole' });
  const cuff = svg('g', { transform: 'translate(96 62)' }, ringNode, hole);
  const drops = [0, 1, 2, 3].map(() => svg('path', { d: 'M0 -6c4 6 5 8 5 10a5 5 0 0 1-10 0c0-2 1-4 5-10z', class: 'drop', opacity: 0 }));
  let size = 0;
  return {
    node: canvas(label,
      svg('ellipse', { cx: 120, cy: 118, rx: 66, ry: 5, class: 'shadow' }),
      svg('path', { d: 'M132 62c30 0 16 34 44 34', class: 'hose' }),
      svg('rect', { x: 174, y: 82, width: 30, height: 26, rx: 9, class: 'body second' }), cuff, ...drops),
    pose(now, { Constrict = 0, Spray = 0 }) {
      size += (Constrict - size) * 0.08; // air takes its time
      if (Math.abs(Constrict - size) < 0.002) size = Constrict;
      ringNode.setAttribute('rx', String(34 + 12 * size));
      ringNode.setAttribute('ry', String(34 + 12 * size));
      hole.setAttribute('rx', String(20 - 9 * size));
      hole.setAttribute('ry', String(20 - 9 * size));
      drops.forEach((drop, i) => {
        const part = (now / 900 + i / drops.length) % 1;
        move(drop, `translate(${36 - i * 5} ${40 + part * 60})`);
        drop.setAttribute('opacity', Spray > 0 ? String(1 - part) : '0');
      });
      return size !== Constrict;
    },
  };
}

/** @type {(label: string) => Drawing} */
function heater(label) {
  const halo = svg('circle', { cx: 120, cy: 62, r: 56, class: 'halo', opacity: 0 });
  const body = svg('path', { d: 'M82 84V58a38 38 0 0 1 76 0v26a16 16 0 0 1-16 16H98a16 16 0 0 1-16-16z', class: 'body warm' });
  const steam = [0, 1, 2].map(i => svg('path', { d: `M${100 + i * 20} 18q6 -5 0 -10t0 -10`, class: 'steam', opacity: 0 }));
  return {
    node: canvas(label, halo, svg('ellipse', { cx: 120, cy: 114, rx: 52, ry: 5, class: 'shadow' }), body, svg('path', { d: 'M98 56q4 -18 20 -20', class: 'shine' }), ...steam),
    pose(now, { Temperature = 0, Led = 0 }) {
      body.style.setProperty('--warm', String(max(0, Temperature)));
      body.style.setProperty('--cold', String(max(0, -Temperature)));
      halo.setAttribute('opacity', String(Led * 0.9));
      steam.forEach((one, i) => {
        const part = (now / 1600 + i / 3) % 1;
        move(one, `translate(${sin(now / 400 + i) * 2} ${14 - part * 12})`);
        one.setAttribute('opacity', String(max(0, Temperature) * sin(part * PI)));
      });
    },
  };
}

// The drawing for a toy with these outputs.
/**
 * @param {Set<string>} outputs
 * @param {Set<string>} inputs
 * @param {string} label
 */
export function drawingFor(outputs, inputs, label) {
  if (outputs.has('Position') || outputs.has('HwPositionWithDuration') || outputs.has('Oscillate')) return stroker(label);
  if (outputs.has('Rotate')) return rotator(label);
  if (outputs.has('Constrict') || outputs.has('Spray')) return pump(label);
  if (outputs.has('Temperature') || outputs.has('Led')) return heater(label);
  return inputs.has('Pressure') || inputs.has('Button') ? trainer(label) : vibrator(label);
}

// Which of the levels make a drawing move by themselves, frame by frame.
/** @type {(pose: Pose) => boolean} */
export const moves = ({ Vibrate = 0, Rotate = 0, Oscillate = 0, Spray = 0, Temperature = 0 }) => Vibrate !== 0 || Rotate !== 0 || Oscillate !== 0 || Spray !== 0 || Temperature > 0;
