// Device configuration files, with the types that pages rely on.
import { ButtplugDeviceConfigError, ButtplugWasmClientConnector, deviceConfig } from 'gobuttplug';
import type { ButtplugClientDevice, DeviceConfigSource, DeviceConfigWarning } from 'gobuttplug';

const sources: DeviceConfigSource[] = ['devices.json', '{"version":{"major":4,"minor":0}}', new URL('https://example.org/a'), new Blob(), { version: {} }, null];
for (const source of sources) new ButtplugWasmClientConnector({ deviceConfig: source, userDeviceConfig: source });
// @ts-expect-error: not a source
new ButtplugWasmClientConnector({ deviceConfig: 4 });

export async function configure(file: File, device: ButtplugClientDevice): Promise<readonly DeviceConfigWarning[]> {
  deviceConfig.remember();
  const leave = deviceConfig.onwarning(all => all.forEach(({ file, path, problem }) => console.log(file, path, problem)));
  try {
    await deviceConfig.load({ base: 'base.json', user: file }, { wasmUrl: 'gobuttplug.wasm' });
  } catch (error) {
    if (error instanceof ButtplugDeviceConfigError && error.file === 'user file' && error.code === 'invalid-config') console.log(error.path, error.problem);
  }
  await deviceConfig.rename(device, 'Mine');
  await deviceConfig.setUserFile(deviceConfig.userFile);
  await deviceConfig.reset();
  leave();
  // @ts-expect-error: only the library makes them
  new ButtplugDeviceConfigError();
  return deviceConfig.warnings;
}
