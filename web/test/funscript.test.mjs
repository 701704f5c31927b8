// Reading and writing funscripts, and what is made of them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { axes, drawHeatmap, drawTimeline, heatmapOf, parseFunscript, readFunscripts, segmentsOf, speedColour, transformed, writeFunscript } from '../src/funscript/index.mjs';
import { failure } from './fakes.mjs';

const points = pairs => pairs.map(([at, pos]) => ({ at, pos }));
const pairs = actions => actions.map(({ at, pos }) => [at, Math.round(pos * 100) / 100]);
const strokes = script => pairs(script.axes.stroke);
const file = (name, content) => new File([typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)], name);
const simple = points([[0, 0], [500, 100], [1000, 0]]);

test('a script of each version is read', async () => {
  const one = parseFunscript('{"version":"1.0","inverted":false,"range":90,"actions":[{"pos":0,"at":100},{"pos":100,"at":600}]}');
  assert.deepEqual([strokes(one), one.duration, one.notes], [[[100, 0], [600, 100]], 600, []]);
  const lists = parseFunscript({ version: '1.1', actions: simple, axes: [{ id: 'R0', actions: simple }, { id: 'L1', actions: points([[0, 50], [2000, 60]]) }] });
  assert.deepEqual([Object.keys(lists.axes), lists.duration], [['stroke', 'twist', 'surge'], 2000]);
  const objects = parseFunscript({ version: '2.0', metadata: { title: 'Two' }, actions: [], channels: { stroke: { actions: simple }, vibe: { actions: simple } } });
  assert.deepEqual([Object.keys(objects.axes), objects.title], [['stroke', 'vib'], 'Two']);
  assert.deepEqual(Object.keys(parseFunscript({ tracks: { pitch: { actions: simple } } }).axes), ['pitch']);
  assert.deepEqual(strokes(parseFunscript(simple)), pairs(simple), 'actions alone');
  assert.deepEqual(parseFunscript(JSON.parse(JSON.stringify(lists))).axes, lists.axes, 'what was read is a script too');
});

test('several files are the axes that their names tell', async () => {
  const script = await readFunscripts([file('A scene.funscript', { actions: simple }), file('A scene.twist.funscript', { actions: simple }), file('A scene.SuckManual.funscript', { actions: simple }), file('v1.2.funscript', { actions: simple })]);
  assert.deepEqual(Object.keys(script.axes), ['stroke', 'twist', 'valve']);
  assert.deepEqual(script.notes, ['v1.2.funscript: there is another stroke already; this one is left out']);
  const answer = new Response(JSON.stringify({ actions: simple }));
  Object.defineProperty(answer, 'url', { value: 'https://example.org/a.roll.funscript?x=1' });
  assert.deepEqual(Object.keys((await readFunscripts(answer)).axes), ['roll']);
  assert.match(await failure(() => readFunscripts(new Response('', { status: 404 }))), /invalid-script: The script can’t be fetched: the server answers 404/);
  assert.deepEqual(strokes(await readFunscripts(simple)), pairs(simple), 'actions are one script, not several');
});

test('what writers of the format get wrong is mended, and told', async () => {
  const text = '\uFEFF{"actions":[{"at":"500","pos":"100"},{"at":0,"pos":0,"type":"x"},{"at":500.0,"pos":90},{"at":-20,"pos":1},{"at":1e999,"pos":1},{"at":null,"pos":1},null,7,{"at":700},{"at":900,"pos":"12,5"},{"at":1000,"pos":400},{"at":1100,"pos":-3}],"inverted":"true"}';
  const script = parseFunscript(text, { name: 'odd.funscript' });
  assert.deepEqual(strokes(script), [[0, 100], [500, 10], [900, 87.5], [1000, 0], [1100, 100]]);
  assert.deepEqual(script.notes, [
    'odd.funscript: 6 of the 12 points of stroke have no time or place that can be right, and are left out',
    'odd.funscript: the points of stroke were not in the order of their times',
    'odd.funscript: 1 points of stroke are at the time of another one, and are left out',
  ]);
  const utf16 = new Uint8Array(Buffer.from(`\uFEFF${JSON.stringify({ actions: simple })}`, 'utf16le'));
  assert.deepEqual(strokes(await readFunscripts(file('w.funscript', utf16))), pairs(simple));
  const strange = parseFunscript({ actions: simple, axes: [null, { id: '__proto__', actions: simple }, { id: 'roll', actions: [] }, { id: 'R2', actions: 'x' }], channels: 7 });
  assert.deepEqual([Object.keys(strange.axes), strange.notes.length], [['stroke'], 2]);
});

test('what can’t be a script is refused with a sentence', async () => {
  for (const [source, text] of [
    ['', /not JSON/], ['[1,', /not JSON/], ['null', /no object/], [7, /no object/], [undefined, /no object/], ['{}', /no actions/], ['{"actions":{}}', /no actions/],
    ['{"actions":[]}', /is empty: it has no points$/], ['{"actions":[{"at":"NaN","pos":1}]}', /is empty: it has no points that can be used \(The script: 1 of the 1/],
    [{ actions: new Array(1e6).fill({ at: 0, pos: 0 }) }, /too many points: more than 200000/], [' '.repeat(17e6), /too large: a script has 16 MB at most/],
  ]) assert.match(await failure(() => parseFunscript(source)), new RegExp(`^ButtplugDeviceError invalid-script: .*${text.source}`));
  const large = { name: 'big.funscript', size: 50e6, arrayBuffer: () => assert.fail('it is not even read') };
  assert.match(await failure(() => readFunscripts([large])), /big\.funscript is too large/);
  assert.match(await failure(() => readFunscripts(new Array(100).fill(simple))), /100 files/);
  assert.equal(await readFunscripts([]).catch(error => error.code), 'invalid-script');
});

test('what is written is read again, by players of one axis too', () => {
  const script = parseFunscript({ metadata: { title: 'Mine' }, actions: points([[0.4, 10.2], [99.6, 90]]), axes: [{ id: 'R0', actions: simple }, { id: 'pump', actions: simple }] });
  const text = writeFunscript(script);
  assert.deepEqual(JSON.parse(text), {
    version: '1.1', inverted: false, range: 100, actions: points([[0, 10], [100, 90]]),
    axes: [{ id: 'R0', actions: simple }, { id: 'PUMP', actions: simple }], metadata: { title: 'Mine', creator: 'gobuttplug' },
  });
  assert.deepEqual(Object.keys(parseFunscript(text).axes), ['stroke', 'twist', 'pump']);
  assert.equal(JSON.parse(writeFunscript(simple)).version, '1.0');
  assert.equal(axes.length, 12);
});

test('transforms', async () => {
  const given = Object.freeze(simple.map(Object.freeze));
  const of = (transform, actions = given) => pairs(transformed(actions, transform));
  assert.deepEqual(of({}), pairs(given));
  assert.deepEqual(of({ invert: true }), [[0, 100], [500, 0], [1000, 100]]);
  assert.deepEqual(of({ range: [20, 60] }), [[0, 20], [500, 60], [1000, 20]]);
  assert.deepEqual(of({ stretch: true, range: [0, 50] }, points([[0, 40], [100, 60], [200, 50]])), [[0, 0], [100, 50], [200, 25]]);
  assert.deepEqual(of({ speedLimit: 100 }), [[0, 0], [500, 50], [1000, 0]]);
  assert.deepEqual(of({ halfSpeed: true }, points([[0, 0], [100, 90], [200, 10], [300, 100], [400, 0]])), [[0, 0], [200, 90], [400, 0]]);
  assert.deepEqual(of({ halfSpeed: true }, points([[0, 0], [50, 40], [100, 90], [200, 10], [300, 100]])), [[0, 0], [300, 100]], 'it ends where it did');
  assert.deepEqual(of({ halfSpeed: true }, points([[0, 0], [100, 100], [9000, 100], [9100, 0], [9200, 100]])), [[0, 0], [100, 100], [9000, 100], [9100, 0], [9200, 100]], 'a rest stays a rest');
  assert.deepEqual(of({ smooth: 200 }, points([[0, 0], [1000, 100], [2000, 0]])), [[0, 2.5], [1000, 95], [2000, 2.5]]);
  const ramp = points(Array.from({ length: 100 }, (_, i) => [i * 10, i]));
  assert.ok(transformed(ramp, { smooth: 100 }).slice(10, -10).every(({ at, pos }) => Math.abs(pos - at / 10) < 0.01), 'a straight line stays one');
  for (const bad of [{ speed: 2 }, { range: [60, 20] }, { range: [NaN, 2] }, { smooth: -1 }, { invert: 1 }, null, { speedLimit: NaN }]) {
    assert.match(await failure(() => transformed(given, bad)), /invalid-value: transform/);
  }
});

test('heat map and timeline', async () => {
  assert.deepEqual(segmentsOf(simple), [{ from: 0, to: 500, speed: 200 }, { from: 500, to: 1000, speed: 200 }]);
  assert.deepEqual(heatmapOf(simple, { columns: 4, duration: 2000 }), [200, 200, 0, 0]);
  assert.deepEqual(heatmapOf(points([[0, 0], [1000, 100], [2000, 100]]), { columns: 3 }).map(Math.round), [100, 50, 0]);
  assert.deepEqual(heatmapOf([], { columns: 2 }), [0, 0]);
  assert.match(await failure(() => heatmapOf(simple, { columns: Infinity })), /heatmapOf: columns/);
  assert.deepEqual([0, 40, 1e9, -1, NaN].map(speedColour).map(text => /^rgb\(\d+, \d+, \d+\)$/.test(text)), [true, true, true, true, true]);
  assert.equal(new Set([0, 100, 200, 300, 400, 600].map(speedColour)).size, 6);

  const drawn = [];
  const context = new Proxy({}, { get: (_, name) => (...args) => drawn.push([name, ...args]), set: () => true });
  const canvas = { width: 10, height: 20, getContext: () => context };
  drawHeatmap(canvas, simple);
  assert.equal(drawn.filter(([name]) => name === 'fillRect').length, 10);
  drawn.length = 0;
  drawTimeline(canvas, points(Array.from({ length: 200000 }, (_, i) => [i * 20, i % 50])), { time: 100, colour: 'red' });
  assert.ok(drawn.filter(([name]) => name === 'lineTo').length < 40000, 'not every point is drawn');
  drawn.length = 0;
  drawTimeline(canvas, simple, { from: 400, to: 600 });
  assert.deepEqual(drawn.filter(([name]) => name === 'moveTo' || name === 'lineTo').map(([, x]) => x), [-20, 5, 5, 30]);
});

test('whatever a file holds, it is a script in order or an error with a sentence', () => {
  let seed = 11;
  const random = below => (seed = seed * 16807 % 2147483647) % below;
  const odd = [0, -1, 1e999, NaN, 1e15, '50', '', ' 7 ', '12,5', 'x', null, undefined, true, [], {}, [[1]], '1e999', '__proto__', 2 ** 53, -0];
  const value = () => random(3) > 0 ? random(20000) : odd[random(odd.length)];
  const actions = () => random(8) === 0 ? odd[random(odd.length)] : Array.from({ length: random(30) }, () => random(12) === 0 ? odd[random(odd.length)] : { at: value(), pos: random(2) ? random(101) : value(), more: value() });
  const names = ['L0', 'R0', 'twist', 'Vibe', 'constructor', '', 'A9', 7, null];
  const name = () => names[random(names.length)];
  let read = 0, refused = 0;
  for (let i = 0; i < 2000; i++) {
    const made = {
      version: value(), inverted: value(), range: value(), metadata: random(3) ? { title: value() } : value(),
      ...random(5) && { actions: actions() },
      ...random(2) && { axes: random(5) ? Array.from({ length: random(4) }, () => random(6) ? { id: name(), actions: actions(), inverted: value() } : value()) : value() },
      ...random(2) && { channels: random(5) ? Object.fromEntries(Array.from({ length: random(4) }, () => [name(), random(4) ? { actions: actions() } : actions()])) : value() },
    };
    const text = JSON.stringify(made);
    try {
      const script = parseFunscript(random(2) ? text : text.slice(0, random(3) ? undefined : random(text.length)), { name: random(2) ? 'a.roll.funscript' : '' });
      for (const [axis, all] of Object.entries(script.axes)) {
        assert.ok(axes.includes(axis) && all.length > 0);
        all.forEach(({ at, pos }, n) => assert.ok(at >= 0 && at <= script.duration && pos >= 0 && pos <= 100 && !(at <= all[n - 1]?.at), `${text}: ${axis} ${at} ${pos}`));
        transformed(all, { invert: true, halfSpeed: true, smooth: 50, stretch: true, range: [5, 95], speedLimit: 100 }).forEach(({ at, pos }, n, list) => assert.ok(pos >= -1e-9 && pos <= 100 + 1e-9 && !(at <= list[n - 1]?.at), `${at} ${pos}`));
      }
      assert.ok(typeof script.title === 'string' && script.notes.every(note => typeof note === 'string'));
      parseFunscript(writeFunscript(script));
      read++;
    } catch (error) {
      assert.equal(error.code, 'invalid-script', `${text}: ${error.stack}`);
      refused++;
    }
  }
  assert.ok(read > 400 && refused > 200, `${read} ${refused}`);
});
