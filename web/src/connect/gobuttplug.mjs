// What the connect element takes from gobuttplug.mjs, for tests of the sources: the build leaves the
// imports of this file as imports of the built one.

export {
  ButtplugBrowserWebsocketClientConnector, ButtplugClient, ButtplugPopupClientConnector, ButtplugWasmClientConnector, DeviceOutput, OutputType,
  checkServer, checkTransport, chooseSerialPort, preload,
} from '../index.mjs';
