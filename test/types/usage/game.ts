// What games do, with the types that they rely on.
import {
  BUILD, ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugClientConnectorException, ButtplugDeviceError, ButtplugError, ButtplugLogger,
  ButtplugLogLevel, ButtplugWasmClientConnector, DeviceOutput, ErrorClass, InputCommandType, InputType, OutputType, openFrames, preload, simulatedToys,
} from 'gobuttplug';
import type { ButtplugClientDevice, ButtplugClientInputReading, ButtplugErrorCode, IButtplugClientConnector, SimulatedToyState } from 'gobuttplug';

const client = new ButtplugClient('Game');
const connectors: IButtplugClientConnector[] = [
  new ButtplugWasmClientConnector(),
  new ButtplugWasmClientConnector({ devices: ['webbluetooth', 'simulated'], wasmUrl: new URL('/x.wasm', location.href), serverName: 'Toys', maxPingTime: 1000 }),
  new ButtplugWasmClientConnector({ decode: frame => JSON.parse(frame) as object[] }),
  new ButtplugBrowserWebsocketClientConnector('ws://127.0.0.1:12345'),
];
// @ts-expect-error: no such devices
new ButtplugWasmClientConnector({ devices: 'usb' });

client.on('deviceadded', device => {
  const added: ButtplugClientDevice = device;
  added.on('inputreading', reading => use(reading.value.toFixed()));
  for (const [index, feature] of added.features) {
    const range: readonly [number, number] | undefined = feature.output(OutputType.Vibrate)?.valueRange;
    use(index + feature.index, range, feature.descriptor, feature.input(InputType.Battery)?.commands.includes(InputCommandType.Read));
  }
});
client.once('disconnect', reason => use(reason?.code));
client.addListener('inputreading', (reading: ButtplugClientInputReading) => use(reading.device.name, reading.inputType === InputType.Pressure));
// @ts-expect-error: no such event
client.on('deviceaded', () => {});
// @ts-expect-error: this event has no number
client.on('deviceremoved', (index: number) => use(index));

async function play(button: HTMLButtonElement): Promise<void> {
  await preload();
  button.disabled = false;
  for (const connector of connectors) await client.connect(connector);
  try {
    await client.startScanning();
  } catch (error) {
    if (!(error instanceof ButtplugError)) throw error;
    const code: ButtplugErrorCode = error.code;
    if (code === 'no-gesture' || error.ErrorClass === ErrorClass.ERROR_DEVICE || error instanceof ButtplugClientConnectorException) use(error.message);
  }
  for (const device of client.devices.values()) {
    await device.vibrate(0.5);
    await device.runOutput(DeviceOutput.Rotate.percent(-1));
    await device.runOutput(DeviceOutput.PositionWithDuration.percent(0.5, 500));
    // @ts-expect-error: a duration is needed
    await device.runOutput(DeviceOutput.PositionWithDuration.percent(0.5));
    // @ts-expect-error: a number is needed
    await device.runOutput(DeviceOutput.Vibrate.percent('1'));
    const level: number = await device.battery();
    const reading = await device.features.get(0)?.runInput(InputType.Battery, InputCommandType.Read);
    use(level, reading?.value, device.displayName?.length, device.connected);
    await device.stop().catch((error: ButtplugDeviceError) => use(error.Id));
  }
  // @ts-expect-error: devices are read-only
  client.devices.clear();
  await client.stopAllDevices();
  await client.disconnect();
}

async function look(): Promise<void> {
  const end = await simulatedToys.watch((toy: SimulatedToyState) => use(toy.outputs.map(o => o.value)));
  await simulatedToys.setInput('Simulated Trainer', 2, InputType.Button, 1);
  end();
  const session = await openFrames({ devices: 'simulated' }, { onFrame: text => use(text.length), onClose: error => use(error?.code) });
  session.send('[]');
  session.close();
  ButtplugLogger.Logger.MaximumConsoleLogLevel = ButtplugLogLevel.Debug;
  ButtplugLogger.Logger.on('log', entry => use(entry.FormattedMessage, BUILD.length));
}

function use(...things: unknown[]): void {
  things.pop();
}

export { look, play };
