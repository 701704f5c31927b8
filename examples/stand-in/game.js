// A game as it was written for a Buttplug server on the desktop, by hand, in version 3 of the
// protocol. Nothing in it knows of gobuttplug.

var socket, toys = [], id = 0;

function send(name, body) {
  body.Id = ++id;
  var message = {};
  message[name] = body;
  socket.send(JSON.stringify([message]));
}

function say(text) {
  document.querySelector('#status').textContent = text;
}

document.querySelector('#connect').onclick = function () {
  socket = new WebSocket('ws://127.0.0.1:12345');
  socket.onopen = function () { send('RequestServerInfo', { ClientName: 'Old game', MessageVersion: 3 }); };
  socket.onclose = function () { say('Not connected'); };
  socket.onmessage = function (event) {
    JSON.parse(event.data).forEach(function (message) {
      if (message.ServerInfo) send('StartScanning', {});
      if (message.DeviceAdded && message.DeviceAdded.DeviceMessages.ScalarCmd) {
        toys.push(message.DeviceAdded.DeviceIndex);
        say(toys.length + ' toys');
        document.querySelector('#buzz').disabled = false;
      }
    });
  };
};

document.querySelector('#buzz').onclick = function () {
  toys.forEach(function (toy) { send('ScalarCmd', { DeviceIndex: toy, Scalars: [{ Index: 0, Scalar: 0.5, ActuatorType: 'Vibrate' }] }); });
  setTimeout(function () { send('StopAllDevices', {}); }, 1000);
};
