/// <reference types="gobuttplug" />
// A script without imports: the classic script gives it its one global.
const game = new gobuttplug.ButtplugClient('Game');
const toys: Map<string, gobuttplug.ButtplugClientDevice> = new Map();
game.on('deviceadded', device => toys.set(device.name, device));
