import { ButtplugClient, ButtplugWasmClientConnector } from './gobuttplug/gobuttplug.mjs';

const say = text => { document.querySelector('#status').textContent = text; };
const client = new ButtplugClient('Ping');
let since;

// A server may want a sign of life, here twice a second; if none comes it stops the toys and ends the
// session. The client sends pings by itself, also while the page is hidden.
document.querySelector('#connect').onclick = async () => {
  await client.connect(new ButtplugWasmClientConnector({ devices: 'simulated', maxPingTime: 500 }));
  since = Date.now();
};
client.on('pingtimeout', error => say(error.message));
client.on('disconnect', () => { since = undefined; });
setInterval(() => { if (since) say(`Connected for ${Math.floor((Date.now() - since) / 1000)} s, ${client.serverInfo.maxPingTime} ms between pings at most`); }, 250);
