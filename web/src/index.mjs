// What gobuttplug.mjs exports.

export { EventEmitter } from './emitter.mjs';
export { ButtplugClientConnectorException, ButtplugDeviceError, ButtplugError, ButtplugInitError, ButtplugMessageError, ButtplugPingError, ButtplugUnknownError, ErrorClass } from './errors.mjs';
export { DEFAULT_MESSAGE_ID, InputCommandType, InputType, MAX_ID, MESSAGE_SPEC_VERSION_MAJOR, MESSAGE_SPEC_VERSION_MINOR, OutputType, SYSTEM_MESSAGE_ID, msgId, setMsgId } from './messages.mjs';
export { ButtplugLogLevel, ButtplugLogger, LogMessage } from './logging.mjs';
export { DeviceOutput, DeviceOutputCommand, DeviceOutputPositionWithDurationConstructor, DeviceOutputValueConstructor } from './output.mjs';
export { ButtplugClientDevice, ButtplugClientDeviceFeature } from './device.mjs';
export { ButtplugGroup } from './group.mjs';
export { ButtplugClient } from './client.mjs';
export { ButtplugBrowserWebsocketClientConnector, ButtplugNodeWebsocketClientConnector } from './websocket.mjs';
export { ButtplugWasmClientConnector } from './wasm.mjs';
export { openFrames } from './frames.mjs';
export { ButtplugPopupClientConnector } from './popup.mjs';
export { checkBluetooth, checkServer } from './availability.mjs';
export { checkTransport } from './transports/index.mjs';
export { chooseSerialPort } from './transports/serial.mjs';
export { simulatedToys } from './toys.mjs';
export { traffic } from './traffic.mjs';
export { ButtplugDeviceConfigError, deviceConfig } from './deviceconfig.mjs';
export { limits } from './limits.mjs';
export { safety } from './safety.mjs';
export { Clock } from './clock.mjs';
export { Remembered } from './remembered.mjs';
export { preload } from './engine.mjs';
export { STAMP as BUILD } from './load.mjs';
