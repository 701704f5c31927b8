// A game in a page whose headers forbid scripts within the page.
import { ButtplugClient, ButtplugWasmClientConnector, DeviceOutput, preload } from '/gobuttplug/gobuttplug.mjs';

const client = globalThis.client = new ButtplugClient('Game');
client.addListener('deviceadded', device => device.runOutput(DeviceOutput.Vibrate.percent(0.5)));
document.getElementById('go').onclick = async () => {
  await client.connect(new ButtplugWasmClientConnector());
  await client.startScanning();
};
preload().then(() => { document.title = 'Ready'; });
try {
  globalThis.evalIsForbidden = (0, eval)('false');
} catch {
  globalThis.evalIsForbidden = true;
}
