import assert from 'node:assert/strict';
import test from 'node:test';
import { FakeStorage, failure, settled } from './fakes.mjs';

const storage = globalThis.localStorage = new FakeStorage();
const heard = globalThis.addEventListener = (event, fn) => { heard[event] = fn; };
const { deviceConfig } = await import('../src/deviceconfig.mjs');
const { ButtplugWasmClientConnector } = await import('../src/wasm.mjs');
const { begin } = await import('../src/engine.mjs');

const entry = (index, user = {}) => ({ identifier: { protocol: 'lovense', address: `A${index}` }, config: { user_config: { index, ...user } } });
const file = (...devices) => ({ version: { major: 4, minor: 0 }, user_configs: { devices } });

// A module that takes down what it is told. answer is what it says.
class FakeModule {
  told = [];
  answer = () => ({ warnings: [] });

  now(call, _id, ...texts) {
    this.told.push([call, ...texts]);
    this.result = this.answer(call, ...texts);
    if (call === 'setDevices' && !this.result.wrong) this.onUserFile(JSON.parse(texts[0]));
  }

  async request(send) {
    send(1);
    return this.result;
  }

  start() {
    begin(this);
    return settled();
  }

  took() {
    return this.told.splice(0);
  }
}

test('what is no configuration is refused before anything is loaded', async () => {
  for (const options of [{ deviceConfig: 3 }, { userDeviceConfig: ' ' }, { deviceConfig: true }]) {
    assert.match(await failure(() => new ButtplugWasmClientConnector(options)), /^ButtplugClientConnectorException invalid-option: (d|userD)eviceConfig: .* is no device configuration; give/);
  }
  assert.match(await failure(() => deviceConfig.load({ base: 7 })), /invalid-option: 7 is no device configuration/);
  assert.equal(deviceConfig.userFile, undefined);
});

test('remembered files go to the module when it starts, and a file that can not be used is kept aside', async () => {
  storage.setItem('gobuttplug.device-database', JSON.stringify('{"version":{"major":9}}'));
  storage.setItem('gobuttplug.devices', JSON.stringify(file(entry(0))));
  deviceConfig.remember();
  deviceConfig.remember();
  assert.deepEqual(deviceConfig.userFile, file(entry(0)));
  const told = [];
  const leave = deviceConfig.onwarning(all => told.push(...all));
  const module = new FakeModule();
  module.answer = (_call, base) => base ? { wrong: { file: 'base file', path: 'version.major', problem: 'is 9; it must be 4' } } : { warnings: [{ file: 'user file', path: 'user_configs', problem: 'is odd' }], added: [{ protocol: 'lovense', identifier: 'ZZ', name: 'Lovense New' }] };
  await module.start();
  leave();
  assert.deepEqual(module.took(), [
    ['configure', '{"version":{"major":9}}', JSON.stringify(file(entry(0)))],
    ['configure', '', JSON.stringify(file(entry(0)))],
  ]);
  assert.deepEqual(told.map(w => `${w.file} ${w.path} ${w.problem}`), ['base file version.major is 9; it must be 4', 'user file user_configs is odd']);
  assert.equal(storage.getItem('gobuttplug.device-database'), '""');
  assert.equal(storage.getItem('gobuttplug.device-database.unreadable'), '{"version":{"major":9}}');
  assert.deepEqual(deviceConfig.userFile, file(entry(0)));
  assert.equal(deviceConfig.warnings.length, 1);
  assert.deepEqual(deviceConfig.added, [{ protocol: 'lovense', identifier: 'ZZ', name: 'Lovense New' }]);
});

test('a device that is met is remembered, and another start of the module gets it', async () => {
  const module = new FakeModule();
  await module.start();
  let changes = 0;
  const leave = deviceConfig.onchange(() => { changes++; });
  module.onUserFile(file(entry(0), entry(1)));
  leave();
  module.onUserFile(file(entry(0), entry(1)));
  assert.equal(changes, 1);
  assert.deepEqual(JSON.parse(storage.getItem('gobuttplug.devices')), file(entry(0), entry(1)));
  const next = new FakeModule();
  await next.start();
  assert.deepEqual(next.took(), [['configure', '', JSON.stringify(file(entry(0), entry(1)))]]);
});

test('what another tab has changed counts here too', async () => {
  const module = new FakeModule();
  await module.start();
  module.took();
  storage.setItem('gobuttplug.devices', JSON.stringify(file(entry(5))));
  heard.storage({ key: 'gobuttplug.devices' });
  await settled();
  assert.deepEqual(module.took(), [['setDevices', JSON.stringify(file(entry(5)))]]);
  assert.deepEqual(deviceConfig.userFile, file(entry(5)));
  module.answer = () => ({ wrong: { file: 'user file', path: 'user_configs.devices', problem: 'is 5' } });
  storage.setItem('gobuttplug.devices', JSON.stringify(file(5)));
  const told = [];
  const leave = deviceConfig.onwarning(all => told.push(...all));
  heard.storage({ key: 'gobuttplug.devices' });
  await settled();
  leave();
  assert.deepEqual(told, [{ file: 'user file', path: 'user_configs.devices', problem: 'is 5' }]);
  assert.deepEqual(deviceConfig.userFile, file(entry(5)), 'what counted before still does');
});

test('listeners must be functions', () => {
  assert.throws(() => deviceConfig.onchange(1), TypeError);
  assert.throws(() => deviceConfig.onwarning(), TypeError);
});
