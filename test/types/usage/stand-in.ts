// A game for a server app, in a bundler.
import 'gobuttplug/stand-in';

globalThis.gobuttplugStandIn?.addresses.push('ws://192.168.1.9:12345');
if (globalThis.gobuttplugStandIn) globalThis.gobuttplugStandIn.devices = ['simulated'];
