// What the page's Play view works out without a page.

import assert from 'node:assert/strict';
import test from 'node:test';
import { checkedChoices, levelTransforms, levels, playTime, transformOf } from '../page/play/choices.mjs';
import { COLUMNS, STEPS, lineOf, pointsOf, setStep, stepOf, stroke } from '../page/play/drawing.mjs';
import { EVERY, LONGEST, hangWatch } from '../page/hang.mjs';
import { mixer } from '../page/play/recording.mjs';
import { patterns } from '../src/patterns/patterns.mjs';
import { transformed } from '../src/funscript/transform.mjs';

test('what the storage holds becomes choices, or those of the first visit', () => {
  const first = checkedChoices(undefined);
  for (const nonsense of [null, 7, 'x', [], { offset: '5', strength: 2, smooth: NaN, invert: 1, more: true }]) assert.deepEqual(checkedChoices(nonsense), first);
  assert.deepEqual(checkedChoices({ offset: -200, invert: true }), { ...first, offset: -200, invert: true });
  assert.deepEqual(checkedChoices({ low: 80, high: 20 }), first, 'places that are the wrong way round');
});

test('choices as a transform that the library takes', () => {
  const actions = [{ at: 0, pos: 0 }, { at: 100, pos: 100 }];
  assert.deepEqual(transformed(actions, transformOf(checkedChoices({}))), actions);
  assert.deepEqual(transformed(actions, transformOf(checkedChoices({ low: 20, high: 60, invert: true }))), [{ at: 0, pos: 60 }, { at: 100, pos: 20 }]);
  assert.equal(transformOf(checkedChoices({ speedLimit: 300 })).speedLimit, 300);
});

test('strength makes ways shorter around their middle, and levels lower', () => {
  const actions = [{ at: 0, pos: 0 }, { at: 100, pos: 100 }], places = (part, choices = {}) => transformed(actions, transformOf(checkedChoices(choices), part)).map(({ pos }) => pos);
  assert.deepEqual([places(0), places(0.5), places(1)], [[50, 50], [25, 75], [0, 100]]);
  assert.deepEqual(places(0.5, { low: 20, high: 60 }), [30, 50]);
  assert.deepEqual(places(0.5, { invert: true }), [75, 25]);
  const ofLevel = part => transformed(actions, levelTransforms(checkedChoices({ low: 20, high: 100 }), part).vib).map(({ pos }) => pos);
  assert.deepEqual([ofLevel(0), ofLevel(0.5), ofLevel(1)], [[0, 0], [10, 50], [20, 100]]);
  assert.deepEqual(Object.keys(levelTransforms(checkedChoices({}), 1)), [...levels]);
});

test('a tick that comes far too late tells that the page has hung', () => {
  const look = hangWatch(500);
  assert.deepEqual([1500, 2500, 2500 + EVERY + LONGEST, 7501, 8501 + LONGEST, 13000].map(look), [0, 0, 0, 0, 0, 0]);
  assert.equal(look(13000 + EVERY + LONGEST + 1), LONGEST + 1);
  assert.equal(look(19000), 0, 'once');
});

test('times as players write them', () => {
  assert.deepEqual([-1, 0, 7.9, 187, 3600, 3787].map(playTime), ['0:00', '0:00', '0:07', '3:07', '1:00:00', '1:03:07']);
});

test('a line is drawn over all columns on its way, in both directions', () => {
  const levels = new Array(11).fill(0);
  stroke(levels, [0, 0], [1, 1]);
  assert.deepEqual(levels.map(level => Math.round(level * 10)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  stroke(levels, [0.5, 2], [0.2, -1]); // outside of the canvas is at its edge
  assert.deepEqual(levels.slice(0, 7).map(level => Math.round(level * 10)), [0, 1, 0, 0, 10, 10, 6]);
  stroke(levels, [0.7, 0.3], [0.7, 0.9]);
  assert.equal(levels[7], 0.9, 'the newest counts');
});

test('steps and points of a drawing', () => {
  const levels = new Array(COLUMNS).fill(0);
  for (let i = 0; i < STEPS; i++) setStep(levels, i, i / 10);
  assert.deepEqual(Array.from({ length: STEPS }, (_, i) => stepOf(levels, i)), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  assert.equal(levels.length, COLUMNS);
  const points = pointsOf(levels, 4000);
  assert.deepEqual([points[0], points.at(-1)], [[0, 0], [4000, 0.7]]);
});

test('every built-in pattern has a line within its picture', () => {
  for (const [name, pattern] of Object.entries(patterns)) {
    const points = lineOf(pattern, 80, 28).split(' ').map(point => point.split(',').map(Number));
    assert.ok(points.length > 1 && points.every(([x, y]) => x >= 0 && x <= 80 && y >= 0 && y <= 28), name);
  }
  assert.equal(lineOf({ keyframes: [[0, 1], [100, 0, 'step']] }, 80, 28), '0,0 80,0 80,28');
  assert.equal(lineOf({ channel: 'rotate', keyframes: [[0, -1], { at: 100, level: 0 }] }, 80, 28), '0,28 80,14');
});

test('a recording takes the strongest of all toys, and one stroker', () => {
  const mix = mixer();
  assert.deepEqual(mix('0 a', 'Vibrate', 10, [0, 20], 0), { channel: 'vibrate', level: 0.5, duration: 0 });
  assert.equal(mix('1 a', 'Vibrate', 5, [0, 20], 0), undefined, 'another toy is stronger');
  assert.deepEqual(mix('0 a', 'Vibrate', 0, [0, 20], 0), { channel: 'vibrate', level: 0.25, duration: 0 });
  assert.deepEqual(mix('0 b', 'Rotate', -20, [-20, 20], 0), { channel: 'rotate', level: -1, duration: 0 });
  assert.deepEqual(mix('2 a', 'HwPositionWithDuration', 30, [0, 100], 400), { channel: 'position', level: 0.3, duration: 400 });
  assert.equal(mix('3 a', 'Position', 90, [0, 100], 0), undefined, 'the second stroker');
  assert.equal(mix('0 c', 'Temperature', 5, [-10, 10], 0), undefined, 'no channel of a recording');
});
