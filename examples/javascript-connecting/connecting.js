import { ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugWasmClientConnector, checkBluetooth, checkServer, preload } from './gobuttplug/gobuttplug.mjs';

const client = new ButtplugClient('Connecting');
const say = text => { document.querySelector('#status').textContent = text; };
const address = () => document.querySelector('#address').value;

const ways = {
  browser: { check: checkBluetooth, connector: () => new ButtplugWasmClientConnector() },
  simulated: { check: async () => ({ ok: true }), connector: () => new ButtplugWasmClientConnector({ devices: 'simulated' }) },
  server: { check: () => checkServer(address()), connector: () => new ButtplugBrowserWebsocketClientConnector(address()) },
};

client.on('deviceadded', async device => {
  say(`Toys: ${client.devices.size}; the last is ${device.name}`);
  if (!device.hasOutput('Vibrate')) return;
  await device.vibrate(0.3);
  setTimeout(() => device.stop().catch(() => {}), 500); // it may be gone
});
client.on('disconnect', error => say(error ? `Lost: ${error.message}` : 'Not connected'));

async function connect({ check, connector }) {
  if (client.connected) await client.disconnect();
  const finding = await check();
  if (!finding.ok) return say(finding.message);
  if (finding.asks) say(finding.message); // the browser will ask the player first
  try {
    await client.connect(connector());
    say('Connected');
    await client.startScanning(); // in this browser it opens a chooser, for which it wants a click
  } catch (error) {
    say(`${error.code}: ${error.message}`); // the code tells the reasons apart
  }
}

for (const button of document.querySelectorAll('button')) button.onclick = () => connect(ways[button.value]);
preload(); // so that the module is there when the player clicks
