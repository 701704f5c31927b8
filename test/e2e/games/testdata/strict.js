// The same with the classic script.
const client = new gobuttplug.ButtplugClient('Game');
client.addListener('deviceadded', device => device.runOutput(gobuttplug.DeviceOutput.Vibrate.percent(0.5)));
document.getElementById('go').onclick = async () => {
  await client.connect(new gobuttplug.ButtplugWasmClientConnector());
  await client.startScanning();
};
gobuttplug.preload().then(() => { document.title = 'Ready'; });
try {
  globalThis.evalIsForbidden = (0, eval)('false');
} catch {
  globalThis.evalIsForbidden = true;
}
