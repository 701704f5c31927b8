import assert from 'node:assert/strict';
import test from 'node:test';
import { envelope, patternOf, presets, pulses, ramp, sequence, wave } from '../src/games/pattern.mjs';
import { easings } from '../src/games/easing.mjs';
import { failure } from './fakes.mjs';

// The levels of a pattern at some times.
const levels = (source, ...times) => times.map(ms => Math.round(patternOf(source).at(ms) * 1000) / 1000);

test('keyframes', () => {
  assert.deepEqual(levels([[0, 0], [100, 1], [300, 0]], 0, 50, 100, 200, 300, 400), [0, 0.5, 1, 0.5, 0, 0]);
  assert.deepEqual(levels([[100, 1]], 0, 50, 100), [0, 0.5, 1], 'it begins at 0');
  assert.deepEqual(levels([[0, 1, 'step'], [100, 0, 'step'], [100, 0.5], [200, 0.5]], 0, 99, 100, 150), [1, 1, 0.5, 0.5], 'two at one time are a jump');
  assert.deepEqual(levels({ keyframes: [{ at: 0, level: 0 }, { at: 100, level: 1, easing: 'ease-in' }] }, 50), [0.25]);
  assert.deepEqual(levels([[0, 0], [100, 1, x => 3 * x]], 10, 50, 99), [0.3, 1, 1], 'an easing of its own may overshoot');
  assert.deepEqual(levels([[0, 0], [100, 1, () => NaN]], 50), [0]);
  assert.deepEqual(levels({ channel: 'rotate', keyframes: [[0, -1], [100, 1]] }, 25), [-0.5]);
  const { length, loop, channel } = patternOf({ keyframes: [[0, 0], [250, 1]], loop: true });
  assert.deepEqual([length, loop, channel], [250, Infinity, 'vibrate']);
});

test('functions', () => {
  const pattern = patternOf(ms => ms / 1000);
  assert.deepEqual([pattern.length, pattern.at(500), pattern.at(5000)], [Infinity, 0.5, 1]);
  assert.deepEqual(levels({ level: () => NaN, duration: 100 }, 0), [0]);
  assert.deepEqual(levels({ level: () => -2, duration: 100, channel: 'rotate' }, 0), [-1]);
  assert.deepEqual(levels({ level: () => 'loud', duration: 100 }, 0), [0]);
});

test('easings run from 0 to 1', () => {
  for (const [name, ease] of Object.entries(easings)) {
    assert.ok(Math.abs(ease(0)) < 1e-9 && Math.abs(ease(1) - 1) < 1e-9, name);
    for (let x = 0; x <= 1; x += 0.1) assert.ok(ease(x) >= 0 && ease(x) <= 1, name);
  }
});

test('builders', () => {
  assert.deepEqual(levels(ramp({ from: 1, to: 0, duration: 200 }), 0, 100, 200), [1, 0.5, 0]);
  assert.deepEqual(levels(pulses({ level: 0.8, on: 50, off: 50, times: 2 }), 0, 49, 50, 99, 100, 149, 150, 200), [0.8, 0.8, 0, 0, 0.8, 0.8, 0, 0]);
  assert.equal(patternOf(pulses({ on: 50, off: 50, times: 2 })).length, 200, 'the pause at the end counts when it loops');
  assert.deepEqual(levels(wave({ low: 0.2, high: 0.8, period: 100 }), 0, 25, 50, 100), [0.2, 0.5, 0.8, 0.2]);
  assert.equal(patternOf(wave()).loop, Infinity);
  assert.equal(patternOf(wave({ loop: 2 })).loop, 2);
  assert.deepEqual(levels(envelope({ level: 0.8, attack: 100, decay: 100, sustain: 0.5, hold: 100, release: 100 }), 0, 100, 200, 300, 400), [0, 0.8, 0.4, 0.4, 0]);
  const joined = sequence(ramp({ duration: 100 }), { ...pulses({ on: 50, off: 50, times: 1 }), loop: 2 }, [[0, 1], [100, 1]]);
  assert.deepEqual(levels(joined, 50, 100, 149, 150, 200, 260, 300, 399), [0.5, 1, 1, 0, 1, 0, 1, 1]);
  assert.equal(patternOf(joined).length, 400);
});

test('presets are patterns that storage can keep', () => {
  for (const [name, preset] of Object.entries(presets)) {
    const pattern = patternOf(JSON.parse(JSON.stringify(preset)));
    assert.ok(pattern.length > 0 && pattern.length < 5000, name);
    assert.ok([0, 20, 40, 60].some(ms => pattern.at(ms) > 0), name);
  }
});

test('what is no pattern is refused', async () => {
  for (const [source, text] of [
    [5, 'A pattern is an array of keyframes such as [[0, 1], [300, 0]], an object with keyframes, or a function; 5 is none'],
    [[], 'pattern: keyframes must be an array of 1 to 10000 keyframes; it is an array'],
    [{}, 'pattern: keyframes must be an array of 1 to 10000 keyframes; it is undefined'],
    [[[0, 2]], 'pattern: keyframe 0: level: 2 is not a number from 0 to 1'],
    [[[0, NaN]], 'pattern: keyframe 0: level: NaN is not a number from 0 to 1'],
    [[[-1, 0]], 'pattern: keyframe 0: time in ms: -1 is not a number from 0 to 86400000'],
    [[[0, 0], [100, 1, 'bounce']], 'pattern: keyframe 1: the easing "bounce" is not one of linear, step, ease-in, ease-out, ease-in-out, sine, nor a function'],
    [[[100, 0], [50, 1]], 'pattern: keyframe 1 is at 50 ms, before the one in front of it'],
    [[null], 'pattern: keyframe 0: time in ms: undefined is not a number from 0 to 86400000'],
    [{ keyframes: [[0, 1]], loop: 2 }, 'pattern: a pattern that loops must be longer than 0 ms'],
    [{ keyframes: [[0, 1]], loop: 0.5 }, 'loop is 0.5; it must be a whole number from 1 on, or true for ever'],
    [{ keyframes: [[0, 1]], channel: 'smell' }, 'pattern: channel: "smell" is not one of vibrate, rotate, oscillate, constrict, position'],
    [{ level: () => 1 }, 'pattern: duration: undefined is not a number from 1 on'],
  ]) assert.match(await failure(() => patternOf(source)), new RegExp(`^ButtplugDeviceError invalid-value: ${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(' from 1 on', ' from 1 (on|to \\d+)')}$`));
  assert.match(await failure(() => sequence(wave())), /patterns of keyframes that end/);
  assert.match(await failure(() => sequence('hit')), /sequence: "hit" is not an object/);
  assert.match(await failure(() => pulses({ times: 1e9 })), /pulses: times: 1000000000 is not a number/);
});

test('a sequence of nothing is refused', async () => {
  for (const empty of [[], { keyframes: [] }]) assert.match(await failure(() => sequence([[0, 1]], empty)), /invalid-value: sequence/);
});
