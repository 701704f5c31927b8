import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeStorage, failure } from './fakes.mjs';

const storage = globalThis.localStorage = new FakeStorage();
const { PlayerSettings } = await import('../src/games/settings.mjs');

const auto = { script: 'auto', axis: 'auto' };

test('what the player chose is remembered, for each game that wants settings of its own', () => {
  const settings = new PlayerSettings();
  assert.deepEqual(settings.mapping().Constrict, { follow: 'alone', strength: 0.5, ...auto });
  settings.map('Constrict', { follow: 'always' });
  settings.map('Constrict', { strength: 0.2 }, { name: 'Max' });
  settings.bind('hit', 'knock');
  settings.bind('boost', null);
  settings.bind('win', [[0, 1, 'step'], [100, 0, 'step']]);
  const again = new PlayerSettings();
  assert.deepEqual(again.mapping('Max').Constrict, { follow: 'always', strength: 0.2, ...auto });
  assert.deepEqual(again.mapping('Other').Constrict, { follow: 'always', strength: 0.5, ...auto });
  assert.deepEqual(again.mapping('x'.repeat(200)).Vibrate, { follow: 'always', strength: 1, ...auto }, 'any name can be asked for');
  assert.deepEqual([again.binding('hit'), again.binding('boost'), again.binding('win'), again.binding('constructor')], ['knock', null, [[0, 1, 'step'], [100, 0, 'step']], undefined]);
  assert.equal(new PlayerSettings('other').binding('hit'), undefined);
  again.unbind('hit');
  assert.equal(new PlayerSettings().binding('hit'), undefined);
  again.reset('Max');
  assert.deepEqual(new PlayerSettings().mapping('Max').Constrict, { follow: 'always', strength: 0.5, ...auto }, 'what is of all toys stays');
  assert.equal(new PlayerSettings().binding('boost'), null);
  again.reset();
  assert.equal(new PlayerSettings().mapping('Max').Constrict.follow, 'alone');
  assert.deepEqual([...storage.keys()], ['gobuttplug.player']);
});

test('what makes no sense is refused', async () => {
  const settings = new PlayerSettings();
  for (const run of [
    () => settings.map('Led', {}), () => settings.map('Rotate', { follow: 'maybe' }), () => settings.map('Rotate', { strength: 2 }),
    () => settings.map('Rotate', { slow: 500 }), () => settings.map('Rotate', null), () => settings.map('Rotate', {}, ''), () => settings.reset(''),
    () => settings.bind('', 'hit'), () => settings.bind('hit', [[0, 2]]), () => settings.bind('hit', () => 1), () => settings.bind('hit', undefined),
    () => settings.bind('hit', [[0, 0], [1, 1, x => x]]), () => new PlayerSettings(5),
  ]) assert.match(await failure(run), /^ButtplugDeviceError invalid-value: /, String(run));
  assert.equal(settings.binding('hit'), undefined);
});
