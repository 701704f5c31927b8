import { ButtplugClient, ButtplugPopupClientConnector, checkBluetooth, checkServer, type DeviceSource } from 'gobuttplug';
import { GobuttplugConnectElement, type ConnectState, type Way } from 'gobuttplug/connect';

const element: GobuttplugConnectElement | null = document.querySelector('gobuttplug-connect');
const made: GobuttplugConnectElement = document.createElement('gobuttplug-connect');
made.client = new ButtplugClient('game');
const way: Way = made.way, state: ConnectState = made.state;
made.addEventListener('connect', ({ detail: { client } }) => client.startScanning());
made.addEventListener('deviceadded', ({ detail: { device } }) => device.vibrate(0.5));
made.addEventListener('disconnect', ({ detail: { error } }) => error?.message.trim());
made.addEventListener('click', event => event.clientX);
made.devices = ['webbluetooth', 'serial'];
made.devices = 'gamepad vibration';
const offered: DeviceSource[] = made.devices;
// @ts-expect-error there is no such device
made.devices = ['cable'];
// @ts-expect-error there is no such way
made.way = 'cable';

async function start(game: ButtplugClient): Promise<string> {
  const finding = await checkBluetooth();
  if (finding.ok) return 'browser';
  if (finding.popup) await game.connect(new ButtplugPopupClientConnector({ url: '/gobuttplug/gobuttplug-bridge.html' }));
  const server = await checkServer('ws://127.0.0.1:12345');
  return server.ok ? server.asks ?? 'server' : server.message;
}

void [offered, element?.scan({ takeOver: true }), made.connect(), way, state, start(new ButtplugClient('game')).then(text => text.trim())];
