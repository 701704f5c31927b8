/**
 * gobuttplug: a Buttplug client, and a server for the page itself. The names and shapes are those of
 * npm `buttplug` 5.0.2; what it does not have is marked "Ours".
 *
 * ```js
 * import { ButtplugClient, ButtplugWasmClientConnector, DeviceOutput } from './gobuttplug.mjs';
 *
 * const client = new ButtplugClient('My game');
 * client.on('deviceadded', device => device.runOutput(DeviceOutput.Vibrate.percent(0.5)));
 * await client.connect(new ButtplugWasmClientConnector());
 * button.onclick = () => client.startScanning();
 * ```
 */

// The one global of the classic script gobuttplug.js.
export as namespace gobuttplug;

// ---- Events ------------------------------------------------------------------------------------

/** Events, with the methods of the `eventemitter3` package. */
export class EventEmitter<Events extends Record<keyof Events, unknown[]> = Record<string | symbol, any[]>> {
  /** Calls the listener with every such event. */
  on<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void, context?: any): this;
  /** The same as `on`. */
  addListener<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void, context?: any): this;
  /** Calls the listener with the next such event only. */
  once<E extends keyof Events>(event: E, listener: (...args: Events[E]) => void, context?: any): this;
  /** Ends what `on` or `once` began; without a listener, for all listeners of the event. */
  off<E extends keyof Events>(event: E, listener?: (...args: Events[E]) => void, context?: any, once?: boolean): this;
  /** The same as `off`. */
  removeListener<E extends keyof Events>(event: E, listener?: (...args: Events[E]) => void, context?: any, once?: boolean): this;
  /** Removes all listeners, of one event or of all. */
  removeAllListeners(event?: keyof Events): this;
  /** Calls the listeners of an event; false if there are none. */
  emit<E extends keyof Events>(event: E, ...args: Events[E]): boolean;
  listeners<E extends keyof Events>(event: E): Array<(...args: Events[E]) => void>;
  listenerCount(event: keyof Events): number;
  eventNames(): Array<keyof Events>;
}

// ---- Client ------------------------------------------------------------------------------------

/** What a server tells of itself when a client connects. */
export interface ButtplugClientServerInfo {
  readonly serverName: string;
  /** In ms; 0 if the server needs no pings. The client sends them by itself. */
  readonly maxPingTime: number;
  readonly protocolVersionMajor: number;
  readonly protocolVersionMinor: number;
}

/** The events of a client. Listeners may be added before `connect`. */
export interface ButtplugClientEvents {
  /** A device is there: one that the server has already (before `connect` returns), or a new one. */
  deviceadded: [device: ButtplugClientDevice];
  /** A device is gone. At the end of a session it comes for every device. */
  deviceremoved: [device: ButtplugClientDevice];
  /** Scanning has ended by itself: the chooser was closed, or there is nothing more to find. */
  scanningfinished: [];
  /** A value of an input that was subscribed to. */
  inputreading: [reading: ButtplugClientInputReading];
  /** The session has ended, by `disconnect()` (no reason) or otherwise. The client can connect again. */
  disconnect: [reason?: ButtplugError];
  /** Ours: how far connecting has come, with a server or (of a server in the page) with a toy. */
  progress: [progress: ConnectProgress];
  /** Ours: the session stands. */
  serverconnect: [];
  /** Ours: the session ends because a ping was missed; `disconnect` follows. */
  pingtimeout: [error: ButtplugPingError];
  /** Ours: something that answers no call went wrong at the server. */
  error: [error: ButtplugError];
  /**
   * Ours: a device has dropped out, or the next try to connect it again is due. It stays the same object and
   * its calls fail with the code `reconnecting`, until `devicereconnected`, or `deviceremoved` when it is given up
   * (`error` tells why). Only toys that the page drives itself; of those of a server elsewhere, `deviceremoved` comes at once.
   */
  devicereconnecting: [device: ButtplugClientDevice, attempt: ReconnectAttempt];
  /** Ours: a device that dropped out is back, still, with its subscriptions. */
  devicereconnected: [device: ButtplugClientDevice];
  /**
   * Ours: the connection to the server was lost, or the next try to make it again is due (see
   * `ButtplugBrowserWebsocketClientConnector`). Calls fail with the code `reconnecting`, until `reconnected`, or
   * `disconnect` with an error when it is given up.
   */
  reconnecting: [attempt: ReconnectAttempt];
  /** Ours: the session is rebuilt. Devices that are still there are the same objects, with their subscriptions; all are still. */
  reconnected: [];
}

/** Ours. A try to get back what was lost. */
export interface ReconnectAttempt {
  /** Counted from 1. */
  readonly attempt: number;
  /** How long until it begins, in ms. */
  readonly delay: number;
  /** What ended the connection, or the try before. */
  readonly error: ButtplugError;
}

/**
 * Ours. `loading`: the module is being loaded; `reaching`: the server is being connected; then, of a toy of the page's server:
 * `connecting`, `identifying` (the model is being found out), and at the end `ready` or `refused` (an `error` tells why).
 */
export type ConnectStage = 'loading' | 'reaching' | 'connecting' | 'identifying' | 'ready' | 'refused';

export interface ConnectProgress {
  readonly stage: ConnectStage;
  /** What the toy calls itself. */
  readonly name?: string;
}

/** A client of one server at a time. The methods may be passed around without the client. */
export class ButtplugClient extends EventEmitter<ButtplugClientEvents> {
  /** @param clientName what the server shows its user */
  constructor(clientName?: string);
  get connected(): boolean;
  /** Ours: the connection was lost and is being made again. `disconnect` ends that. */
  get reconnecting(): boolean;
  /** The devices by their index, at this moment; empty while not connected. */
  get devices(): ReadonlyMap<number, ButtplugClientDevice>;
  get isScanning(): boolean;
  /** Undefined while not connected. */
  get serverInfo(): ButtplugClientServerInfo | undefined;
  /**
   * Connects, and resolves when the devices that the server has are known.
   * @throws {ButtplugClientConnectorException} the server, or this library's module, can't be reached
   * @throws {ButtplugInitError} the server does not fit or refused
   */
  connect: (connector: IButtplugClientConnector, options?: {
    /** Ours: gives connecting up; it is rejected with the signal's reason. */
    signal?: AbortSignal | undefined;
  }) => Promise<void>;
  /** Stops all devices and ends the session. */
  disconnect: () => Promise<void>;
  /**
   * Looks for devices. With Bluetooth in this page the browser shows its chooser: call it in a click or
   * key press.
   * @throws {ButtplugDeviceError} with the reason as `code` if scanning could not begin. That the player
   * closed the chooser is no error.
   */
  startScanning: (options?: {
    /** Ours: take a toy over from another tab that drives it; without it, as the connector says. */
    takeOver?: boolean | undefined;
    /** Ours: let the browser's chooser show every Bluetooth device, not only those with the name of a known toy. */
    allDevices?: boolean | undefined;
    /** Ours: ends the search, and the connecting of toys that it has found. An open chooser stays; what is chosen in it is ignored. */
    signal?: AbortSignal | undefined;
  }) => Promise<void>;
  /** Ends the search; `scanningfinished` does not follow. */
  stopScanning: () => Promise<void>;
  /** Stops all outputs of all devices and ends all subscriptions. */
  stopAllDevices: () => Promise<void>;
  /** Ours: several toys as one; without devices, all that there are at each call. */
  group(devices?: Iterable<ButtplugClientDevice>): ButtplugGroup;
  /**
   * Ours: such events one after the other, each as the first argument that listeners get:
   * `for await (const device of client.events('deviceadded'))`. It listens from now on until the loop is left
   * or the signal is aborted; of more than 1024 unread events the oldest are dropped.
   */
  events<E extends keyof ButtplugClientEvents>(event: E, options?: { signal?: AbortSignal }): AsyncIterableIterator<ButtplugClientEvents[E][0]>;
}

/** Ours: which features an intent is for. */
export interface MotorOptions {
  /** Only the feature that this counts to, from 0, among those that can do it. Without it, all of them. */
  motor?: number;
}

/** The events of a device. */
export interface ButtplugClientDeviceEvents {
  inputreading: [reading: ButtplugClientInputReading];
  deviceremoved: [];
  /** Ours: as `devicereconnecting` of the client. */
  reconnecting: [attempt: ReconnectAttempt];
  /** Ours: as `devicereconnected` of the client. */
  reconnected: [];
}

/**
 * A device of the server. One that drops out and is connected again stays the same object. One that was removed
 * and is there again is another; calls of the old one fail with the code `device-gone`.
 */
export class ButtplugClientDevice extends EventEmitter<ButtplugClientDeviceEvents> {
  private constructor();
  /** What the server's catalogue calls it. Text of the server: show it as text, never as HTML. */
  get name(): string;
  /** What the server's user calls it. */
  get displayName(): string | undefined;
  get index(): number;
  /** The least time between two commands that reach the device, in ms. The server sees to it. */
  get messageTimingGap(): number | undefined;
  /** Ours: false while it is not there, and once it is gone. */
  get connected(): boolean;
  /** Ours: it has dropped out, itself or with the server, and is being connected again. */
  get reconnecting(): boolean;
  /** What it can do and measure, by the index of the feature; indexes may have holes. */
  get features(): ReadonlyMap<number, IButtplugClientDeviceFeature>;
  hasOutput(type: OutputType): boolean;
  hasInput(type: InputType): boolean;
  /**
   * Runs a command on every feature that has the output. It resolves when the server has accepted it,
   * and may be called at any rate: the newest command counts. Levels that follow each other in one task are one command,
   * with one promise for all of them.
   * @throws {ButtplugDeviceError} `unsupported`, `range`, `invalid-value`, `device-gone`, `reconnecting`
   */
  runOutput(cmd: DeviceOutputCommand): Promise<void>;
  /** Stops all outputs and ends the subscriptions. */
  stop(): Promise<void>;
  /**
   * Ours: lets the toy go. It is stopped and disconnected, or, if it has dropped out, not tried any longer;
   * `deviceremoved` follows. Only for toys that the page drives itself.
   * @throws {ButtplugDeviceError} `unsupported`, `device-gone`
   */
  release(): Promise<void>;
  /** The charge of the battery in per cent. */
  battery(): Promise<number>;
  /** Ours: vibrates with 0 to 1, all motors or one. */
  vibrate(level: number, options?: MotorOptions): Promise<void>;
  /** Ours: turns with -1 to 1; below 0 the other way round, where the toy can. */
  rotate(speed: number, options?: MotorOptions): Promise<void>;
  /** Ours: goes to and fro with the speed 0 to 1. */
  oscillate(speed: number, options?: MotorOptions): Promise<void>;
  /** Ours: squeezes with 0 to 1. */
  constrict(level: number, options?: MotorOptions): Promise<void>;
  /** Ours: goes to a place from 0 to 1 within that many ms; toys that know no duration go at once. */
  move(position: number, duration?: number, options?: MotorOptions): Promise<void>;
  /** Ours: the events of the device, as `events` of the client. */
  events<E extends keyof ButtplugClientDeviceEvents>(event: E, options?: { signal?: AbortSignal }): AsyncIterableIterator<ButtplugClientDeviceEvents[E][0]>;
}

/** Ours: toys of one client as one. Toys that can't do what is asked are left out. */
export class ButtplugGroup {
  constructor(client: ButtplugClient, devices?: Iterable<ButtplugClientDevice>);
  get client(): ButtplugClient;
  /** Those that are connected now. */
  get devices(): ButtplugClientDevice[];
  vibrate(level: number, options?: MotorOptions): Promise<void>;
  rotate(speed: number, options?: MotorOptions): Promise<void>;
  oscillate(speed: number, options?: MotorOptions): Promise<void>;
  constrict(level: number, options?: MotorOptions): Promise<void>;
  move(position: number, duration?: number, options?: MotorOptions): Promise<void>;
  stop(): Promise<void>;
}

/** Inclusive at both ends. */
export type ButtplugClientDeviceFeatureValueRange = readonly [min: number, max: number];

export interface ButtplugClientDeviceFeatureOutput {
  readonly type: OutputType;
  /** In steps; the lower end is below 0 for outputs with two directions. */
  readonly valueRange: ButtplugClientDeviceFeatureValueRange;
  /** In ms; only for `HwPositionWithDuration`. */
  readonly durationRange?: ButtplugClientDeviceFeatureValueRange;
}

export interface ButtplugClientDeviceFeatureInput {
  readonly type: InputType;
  readonly valueRange: ButtplugClientDeviceFeatureValueRange;
  /** `Unsubscribe` goes with `Subscribe` and is not listed. */
  readonly commands: readonly InputCommandType[];
}

/** One thing that a device can do or measure. */
export interface IButtplugClientDeviceFeature extends EventEmitter<{ inputreading: [reading: ButtplugClientInputReading] }> {
  readonly index: number;
  /** What the server says about it; may be "". */
  readonly descriptor: string;
  /** The same as `descriptor`. */
  readonly featureDescriptor: string;
  readonly outputs: ReadonlyMap<OutputType, ButtplugClientDeviceFeatureOutput>;
  readonly inputs: ReadonlyMap<InputType, ButtplugClientDeviceFeatureInput>;
  output(type: OutputType): ButtplugClientDeviceFeatureOutput | undefined;
  input(type: InputType): ButtplugClientDeviceFeatureInput | undefined;
  hasOutput(type: OutputType): boolean;
  hasInput(type: InputType): boolean;
  runOutput(cmd: DeviceOutputCommand): Promise<void>;
  /** Resolves to the reading for `Read`, to undefined otherwise. Readings of a subscription come as events. */
  runInput(inputType: InputType, inputCommand: InputCommandType): Promise<ButtplugClientInputReading | undefined>;
}

export class ButtplugClientDeviceFeature extends EventEmitter<{ inputreading: [reading: ButtplugClientInputReading] }> implements IButtplugClientDeviceFeature {
  private constructor();
  get index(): number;
  get descriptor(): string;
  get featureDescriptor(): string;
  get outputs(): ReadonlyMap<OutputType, ButtplugClientDeviceFeatureOutput>;
  get inputs(): ReadonlyMap<InputType, ButtplugClientDeviceFeatureInput>;
  output(type: OutputType): ButtplugClientDeviceFeatureOutput | undefined;
  input(type: InputType): ButtplugClientDeviceFeatureInput | undefined;
  hasOutput(type: OutputType): boolean;
  hasInput(type: InputType): boolean;
  runOutput(cmd: DeviceOutputCommand): Promise<void>;
  runInput(inputType: InputType, inputCommand: InputCommandType): Promise<ButtplugClientInputReading | undefined>;
}

/** A value that an input measured: per cent for Battery, dBm for RSSI, 0 or 1 for Button; Pressure has no unit. */
export interface ButtplugClientInputReading {
  readonly device: ButtplugClientDevice;
  readonly feature: IButtplugClientDeviceFeature;
  readonly inputType: InputType;
  readonly value: number;
}

// ---- Commands ----------------------------------------------------------------------------------

/** What an output is to do. Made by `DeviceOutput`. */
export class DeviceOutputCommand {
  private constructor();
  static createValue(outputType: OutputType, value: number, duration?: number): DeviceOutputCommand;
  static createPercent(outputType: OutputType, percent: number, duration?: number): DeviceOutputCommand;
  get outputType(): OutputType;
  get value(): number | undefined;
  get percent(): number | undefined;
  get duration(): number | undefined;
}

export class DeviceOutputValueConstructor {
  constructor(outputType: OutputType);
  /**
   * In steps, within the range that the output announced.
   * @throws {ButtplugDeviceError} `invalid-value` if it is not a whole number
   */
  value(value: number): DeviceOutputCommand;
  /** The same as `value`. */
  steps(steps: number): DeviceOutputCommand;
  /**
   * As a fraction of the largest value, 0 to 1. `Rotate` and `Temperature` take -1 to 1: below 0 is the
   * other direction, and 0 is still (npm `buttplug` spreads 0 to 1 over both directions). It is rounded
   * away from 0, so that the smallest fraction moves the toy.
   * @throws {ButtplugDeviceError} `invalid-value`
   */
  percent(percent: number): DeviceOutputCommand;
}

export class DeviceOutputPositionWithDurationConstructor {
  /** A place in steps, to be reached within `duration` ms. */
  value(value: number, duration: number): DeviceOutputCommand;
  /** The same as `value`. */
  steps(steps: number, duration: number): DeviceOutputCommand;
  /** A place from 0 to 1, to be reached within `duration` ms. */
  percent(percent: number, duration: number): DeviceOutputCommand;
}

/** Makes commands: `DeviceOutput.Vibrate.percent(0.5)`. */
export const DeviceOutput: {
  readonly Vibrate: DeviceOutputValueConstructor;
  readonly Rotate: DeviceOutputValueConstructor;
  readonly Oscillate: DeviceOutputValueConstructor;
  readonly Constrict: DeviceOutputValueConstructor;
  /** No server knows this output; it is here because npm `buttplug` has it. */
  readonly Inflate: DeviceOutputValueConstructor;
  readonly Temperature: DeviceOutputValueConstructor;
  readonly Led: DeviceOutputValueConstructor;
  readonly Spray: DeviceOutputValueConstructor;
  readonly Position: DeviceOutputValueConstructor;
  readonly PositionWithDuration: DeviceOutputPositionWithDurationConstructor;
  readonly HwPositionWithDuration: DeviceOutputPositionWithDurationConstructor;
};

// ---- Connectors --------------------------------------------------------------------------------

/**
 * What the connectors of any library for npm `buttplug` have in common. Their events are `message`, with an
 * array of messages from the server, and `disconnect`.
 */
export interface IButtplugClientConnector {
  connect: () => Promise<void>;
  disconnect: () => Promise<void>;
  initialize: () => Promise<void>;
  send: (msg: any) => void;
  readonly Connected: boolean;
  addListener(event: any, listener: (...args: any[]) => void): any;
  removeListener(event: any, listener?: (...args: any[]) => void): any;
}

/** What toys the page's server has. Connectors with the same choice share the server and its toys. */
export type DeviceSource = 'webbluetooth' | 'simulated' | 'serial' | 'gamepad' | 'vibration';

export interface ButtplugWasmClientConnectorOptions {
  /** Default: `'webbluetooth'`. */
  devices?: DeviceSource | readonly DeviceSource[];
  /** Where `gobuttplug.wasm` is; default: beside `gobuttplug.mjs`. The first one counts for the page. */
  wasmUrl?: string | URL;
  /** What the server calls itself. The first connector of a server decides. */
  serverName?: string;
  /**
   * In ms: sessions that are silent for so long end, also because the page hung or was frozen. Default 0: never. The
   * first connector of a server decides.
   */
  maxPingTime?: number;
  /** Take a toy over from another tab of this site that drives it. Default: it is left to that tab. */
  takeOver?: boolean;
  /**
   * Whether a toy that drops out is connected again, as the same device with the same index: at growing intervals,
   * for 10 minutes or as many `seconds`, while there is a client. It comes back still, or with `resume` at the
   * levels that it ran, unless it was stopped since. Default: true. The last connector of a server decides. Clients
   * of other libraries see the device go and come.
   */
  reconnect?: boolean | { seconds?: number; resume?: boolean };
  /**
   * More devices: a base file of the official configuration format, version 4 or 5. See `deviceConfig`. Connecting
   * fails with a `ButtplugDeviceConfigError` if it can't be used; the event `configwarning` tells what was left out.
   */
  deviceConfig?: DeviceConfigSource;
  /** Names, models and settings of the user: a user file of that format. */
  userDeviceConfig?: DeviceConfigSource;
  /**
   * For clients that want something other than plain messages: makes what they get out of the text of a
   * frame. npm `buttplug` 3 has `fromJSON` for it.
   */
  decode?: (frame: string) => any[];
}

/**
 * Connects to the server in the page itself. This library's client uses it directly; for other clients
 * (npm `buttplug` 3 to 5) it is an ordinary connector.
 */
export class ButtplugWasmClientConnector extends EventEmitter implements IButtplugClientConnector {
  /** @throws {ButtplugClientConnectorException} `invalid-option` */
  constructor(options?: ButtplugWasmClientConnectorOptions);
  /** Shows the library's log in the console. */
  static activateLogging: (level?: string) => Promise<void>;
  get Connected(): boolean;
  /** Not to be called when the connector is given to this library's client. */
  connect: () => Promise<void>;
  disconnect: () => Promise<void>;
  initialize: () => Promise<void>;
  /** Takes a plain message, or an object whose `toJSON` gives a plain message or its text. */
  send: (msg: ButtplugMessage | { toJSON(): unknown }) => void;
  /**
   * Ours: the toys that the player has chosen on this or an earlier visit. Empty where the browser does not tell
   * (`navigator.bluetooth.getDevices`), which most do not yet.
   */
  knownToys: () => Promise<KnownToy[]>;
}

/** Ours. A toy of an earlier visit. It may be off or away. */
export interface KnownToy {
  /** The same on every visit. */
  readonly id: string;
  /** As the toy calls itself. */
  readonly name: string;
  /**
   * Connects it without the chooser: clients get it as a device. Where the browser can, it is waited for until it
   * is near, some seconds. Needs no click.
   * @throws {ButtplugDeviceError} `timeout`, `device-unreachable`, `in-use`, …
   */
  connect(): Promise<void>;
  /** Disconnects it and takes back the permission for it. @throws {ButtplugDeviceError} `unsupported` by the browser */
  forget(): Promise<void>;
}

/** Connects to a server at a ws:// or wss:// address. */
export class ButtplugBrowserWebsocketClientConnector extends EventEmitter implements IButtplugClientConnector {
  protected _ws: WebSocket | undefined;
  protected _websocketConstructor: typeof WebSocket | null;
  constructor(url: string, options?: {
    /**
     * Ours: whether this library's client makes a connection again that was lost: at growing intervals, for 5 minutes
     * or as many `seconds`. Not after a missed ping, and not when the server refuses. Default: false; `disconnect`
     * comes at once. A connector that was subclassed can't do it.
     */
    reconnect?: boolean | { seconds?: number };
  });
  get Connected(): boolean;
  connect: () => Promise<void>;
  disconnect: () => Promise<void>;
  initialize: () => Promise<void>;
  send: (msg: ButtplugMessage) => void;
  protected sendMessage(msg: ButtplugMessage): void;
  protected parseIncomingMessage(event: MessageEvent): void;
}

/** For Node.js: over the WebSocket of Node (version 22 and later), else that of the package `ws`. */
export class ButtplugNodeWebsocketClientConnector extends ButtplugBrowserWebsocketClientConnector {
  constructor(url: string);
}

/**
 * Ours. Loads the module, so that all of it is there when it is needed. Needs no user gesture. With `remote` it is the small
 * module without a server for the page, which is all that connectors to servers elsewhere need; without, they use the whole one.
 * @throws {ButtplugClientConnectorException} with one of the codes that begin with `wasm-`, or `no-webassembly`
 */
export function preload(options?: { wasmUrl?: string | URL; remote?: boolean }): Promise<void>;

/** Ours. Which build this is; the module must be of the same. */
export const BUILD: string;

// ---- What a page may use -----------------------------------------------------------------------

/** Ours. Whether something will work; `code` and `message` are those of the error that it would fail with. */
export type Availability =
  | { ok: true; asks?: string; message?: string }
  | { ok: false; code: ButtplugErrorCode; message: string; popup?: boolean; remedy?: BluetoothRemedy };

/** Ours. What helps where the code is `no-web-bluetooth`; `message` says it in English. More may come. */
export type BluetoothRemedy = 'ios-browser' | 'brave-flag' | 'linux-flag' | 'linux-browser' | 'other-browser';

/** Ours. Whether the page can drive toys itself. `popup` tells whether `ButtplugPopupClientConnector` may help where it can't. */
export function checkBluetooth(): Promise<Availability>;

/** Ours. `checkBluetooth` for any way to toys. */
export function checkTransport(kind: DeviceSource): Promise<Availability>;

/**
 * Ours. Shows the player the serial ports of this computer; the next scan with `'serial'` finds the chosen one, with
 * this speed (default: the usual one of the protocol) and protocol (default: `'tcode-v03'`). `allPorts` shows those of
 * unknown makers too. Resolves to false if the player chose none. Has to be called in a click or key press.
 */
export function chooseSerialPort(options?: { protocol?: 'tcode-v03' | 'nobra' | 'kizuna' | 'nextlevelracing'; baudRate?: number; allPorts?: boolean }): Promise<boolean>;

/** Ours. Whether the page can connect to a server; `popup` as for `checkBluetooth`. `asks` names the permission that the browser will ask the player for. */
export function checkServer(address: string): Promise<Availability>;

/**
 * Ours. For games in a frame that may not use Bluetooth: opens a window of the same site, which may, and passes the
 * messages there and back. `connect` must be called in a click or key press.
 */
export class ButtplugPopupClientConnector extends EventEmitter implements IButtplugClientConnector {
  /**
   * @param options.url the address of gobuttplug-bridge.html, if it is not beside this file
   * @param options.server the WebSocket address of a server to connect to from the window, instead of running one there
   */
  constructor(options?: { url?: string | URL; server?: string; devices?: DeviceSource | readonly DeviceSource[]; serverName?: string; takeOver?: boolean; decode?: (frame: string) => any[] });
  get Connected(): boolean;
  /** @throws {ButtplugClientConnectorException} with the code `popup-blocked`, `popup-closed` (before it was ready), `popup-failed` or `wasm-version` */
  connect: () => Promise<void>;
  /** Brings the window to the front, if the browser lets it. */
  focus(): void;
  /** Ends the session and closes the window. */
  disconnect: () => Promise<void>;
  initialize: () => Promise<void>;
  send: (msg: ButtplugMessage | { toJSON(): unknown }) => void;
}

/** Ours. A session with the page's server in frames of text, as they go over a WebSocket: for bridges. */
export function openFrames(
  options: Omit<ButtplugWasmClientConnectorOptions, 'decode'>,
  handlers: {
    /** Gets each frame for the client. */
    onFrame: (text: string) => void;
    /**
     * The session has ended, other than by `close()`: with an error if the module has crashed, else with the code and
     * reason with which a WebSocket to the server would be closed.
     */
    onClose?: (error?: ButtplugError, farewell?: { code: number; reason: string }) => void;
  },
): Promise<{
  send(text: string): void;
  /** A frame that is not text came from the client; the server answers it with an error. */
  sendBinary(): void;
  close(): void;
}>;

// ---- Device configuration ----------------------------------------------------------------------

/**
 * Ours. A device configuration file of the official format, version 4 or 5: its address (relative to the page), its
 * text (which starts with a brace), a file, or what the text stands for. `null` is none.
 */
export type DeviceConfigSource = string | URL | Blob | object | null;

/** Ours. A part of a device configuration file that was left out or changed. */
export interface DeviceConfigWarning {
  readonly file: 'base file' | 'user file' | (string & {});
  /** Of the part: `user_configs.devices.0.config`. Empty for the whole file. */
  readonly path: string;
  readonly problem: string;
}

/** Ours. A model that only a device configuration file knows. */
export interface DeviceConfigModel {
  readonly protocol: string;
  /** Its advertised name, or what the device tells. Empty for the models of a protocol that have no entry of their own. */
  readonly identifier: string;
  readonly name: string;
}

/** Ours. A device configuration file can't be used; what counted before still does. The code is `invalid-config`. */
export class ButtplugDeviceConfigError extends ButtplugClientConnectorException implements DeviceConfigWarning {
  private constructor();
  readonly file: 'base file' | 'user file';
  /** Of the bad field: `protocols.lovense.communication.0.btle.names`. Empty for the whole file. */
  readonly path: string;
  readonly problem: string;
}

/** Ours. What the servers in the page know of devices beside the built-in catalogue. */
export const deviceConfig: {
  /**
   * Loads a base file, a user file or both; one that is not named stays as it is. Resolves to what was left out.
   * @throws {ButtplugDeviceConfigError}
   * @throws {ButtplugClientConnectorException} `config-unreachable`, `config-in-use` (while clients are connected), `invalid-option`
   */
  load(files: { base?: DeviceConfigSource; user?: DeviceConfigSource }, options?: { wasmUrl?: string | URL }): Promise<readonly DeviceConfigWarning[]>;
  /** A copy of the user file as it is now, with every device that was met. Undefined while there is none. */
  readonly userFile: any;
  /** What was left out of the files. */
  readonly warnings: readonly DeviceConfigWarning[];
  /** The models that the files added to the built-in catalogue. */
  readonly added: readonly DeviceConfigModel[];
  /** Replaces the settings of single devices by those of a user file. They count when a device connects the next time. */
  setUserFile(file: object): Promise<readonly DeviceConfigWarning[]>;
  /** Gives a device another name, from its next connection on; `''` takes it back. */
  rename(device: ButtplugClientDevice | { readonly index: number }, name: string): Promise<readonly DeviceConfigWarning[]>;
  /** Keeps the files in the browser's storage and uses what is there. Call it before anything is connected. */
  remember(): void;
  /** Forgets all files and settings. */
  reset(): Promise<void>;
  /** Calls the listener with the user file after every change; returns a function that ends it. */
  onchange(listener: (userFile: any) => void): () => void;
  /** Calls the listener with the warnings of every file that has some; returns a function that ends it. */
  onwarning(listener: (warnings: readonly DeviceConfigWarning[]) => void): () => void;
};

// ---- What the player decides -------------------------------------------------------------------

/** Ours. What a toy may do at most; a part that is missing limits nothing. */
export interface LimitRule {
  /** The largest level, 0 to 1. */
  top?: number;
  /** The smallest level above 0, 0 to 1. */
  floor?: number;
  /** The largest rise of a level in a second; 0: any. */
  ramp?: number;
  /** The ends of strokes, 0 to 1. */
  stroke?: readonly [low: number, high: number];
  /** Outputs that do not run. */
  off?: ReadonlyArray<OutputType | `${OutputType}`>;
}

/** Ours. What the player allows, enforced below every client of the page and remembered by the browser. */
export const limits: {
  /** The rule for a toy (a device or its name), or for all toys. Both are kept to. */
  get(toy?: ButtplugClientDevice | string): Readonly<Required<LimitRule>>;
  /** Changes parts of a rule, also for toys that run. */
  set(rule: LimitRule, toy?: ButtplugClientDevice | string): void;
  /** Takes back the rule for a toy, or everything. */
  reset(toy?: ButtplugClientDevice | string): void;
  /** All rules as one plain object, to keep them or hand them to another page. */
  rules(): { all: LimitRule; toys: Record<string, LimitRule> };
  /** Replaces all rules by what `rules` gave. */
  load(rules: { all?: LimitRule; toys?: Record<string, LimitRule> }): void;
  /** The names of the toys that have a rule of their own. */
  toys(): string[];
  /** Calls the listener after every change; returns a function that ends it. */
  onchange(listener: () => void): () => void;
};

/** Ours. The stop that beats the game: after it nothing moves until it is released. */
export const safety: {
  readonly stopped: boolean;
  /** Stops every toy of the page at once. Commands that come later succeed and do nothing. */
  stop(): void;
  /** Lets commands through again; nothing starts by itself. */
  release(): void;
  onchange(listener: (stopped: boolean) => void): () => void;
  /** Makes a key stop everything: `presses` of it `within` that many ms. Returns a function that ends it. */
  usePanicKey(options?: { key?: string; presses?: number; within?: number }): () => void;
};

/** Ours. Something that the player decided, remembered by the browser and shared by its tabs. */
export class Remembered<T> {
  /** `check` gives what is kept for a value, or throws; of `undefined` it makes what counts at first. */
  constructor(key: string, check: (value: unknown, stored: boolean) => T);
  get value(): T;
  /** Keeps a value. What `check` throws is thrown. */
  set(value: unknown): void;
  /** Calls the listener after every change, also one in another tab; returns a function that ends it. */
  onchange(listener: () => void): () => void;
}

/** Ours. Timers that keep their time in hidden tabs, where the page's own come once a second or minute. */
export class Clock {
  /** `wake` gets the number of a timer whose time has come. */
  constructor(wake: (id: number) => void);
  /** Starts a timer; it stays until it is cleared. */
  set(ms: number): number;
  clear(id: number): void;
  has(id: number): boolean;
  close(): void;
}

// ---- Simulated toys ----------------------------------------------------------------------------

/** Ours. What a simulated toy does at a moment. */
export interface SimulatedToyState {
  readonly name: string;
  readonly connected: boolean;
  readonly outputs: ReadonlyArray<{
    readonly feature: number;
    readonly type: OutputType;
    readonly valueRange: readonly [number, number];
    readonly value: number;
    /** How long the move takes, in ms; only for `HwPositionWithDuration`. */
    readonly duration?: number;
  }>;
  readonly inputs: ReadonlyArray<{
    readonly feature: number;
    readonly type: InputType;
    readonly valueRange: readonly [number, number];
    readonly value: number;
  }>;
}

/** Ours. A look at the simulated toys of the page's server, and the means to act as their owner. */
export const simulatedToys: {
  /** Calls the listener with the state of every toy now, and of a toy when it changes. Resolves to a function that ends it. */
  watch(listener: (state: SimulatedToyState) => void): Promise<() => void>;
  /** Makes a toy measure a value: a press of its button, say. */
  setInput(name: string, feature: number, type: InputType, value: number): Promise<void>;
  /** Makes a toy vanish as if it had gone out of reach, until `bringBack` or the next scan. */
  drop(name: string): Promise<void>;
  /** Brings it back into reach, so that it is connected again. */
  bringBack(name: string): Promise<void>;
};

// ---- What toys are told ------------------------------------------------------------------------

/** Ours. An output that a toy was told, after the player's limits. */
export interface SentOutput {
  readonly device: ButtplugClientDevice;
  /** The index of the feature. */
  readonly feature: number;
  readonly outputType: OutputType;
  /** In steps; 0 when it was stopped. */
  readonly value: number;
  /** In ms; 0 but for `HwPositionWithDuration`. */
  readonly duration: number;
}

/** Ours. Bytes that went over the link of a toy of the page's own server. */
export interface ToyPacket {
  /** What the toy calls itself. Text of the toy: show it as text, never as HTML. */
  readonly toy: string;
  readonly kind: 'write' | 'read' | 'notify';
  /** The role of the characteristic in the protocol, such as `tx`. */
  readonly endpoint: string;
  /** The bytes in hexadecimal, two digits each. */
  readonly hex: string;
  /** Why a write or read failed. */
  readonly error?: string | undefined;
}

/** Ours. A look at what the toys of the page are really told. Each resolves to a function that ends it. */
export const traffic: {
  /** Of all clients of the page, but for those of `ButtplugPopupClientConnector`, whose window keeps the limits. */
  outputs(listener: (sent: SentOutput) => void): Promise<() => void>;
  bytes(listener: (packet: ToyPacket) => void): Promise<() => void>;
};

// ---- Errors ------------------------------------------------------------------------------------

export enum ErrorClass {
  ERROR_UNKNOWN = 0,
  ERROR_INIT = 1,
  ERROR_PING = 2,
  ERROR_MSG = 3,
  ERROR_DEVICE = 4,
}

/**
 * Ours. What exactly went wrong, as a word that stays the same between releases. More may come.
 *
 * - The page's module: `no-webassembly`, `wasm-address` (a bundle does not know where the file is),
 *   `wasm-unreachable` (no network, CORS, Content-Security-Policy), `wasm-not-found`, `wasm-invalid` (the file is
 *   something else, or damaged), `wasm-blocked` (by the Content-Security-Policy), `wasm-version` (of another build than
 *   the script), `wasm-start`, `wasm-crashed`
 * - Bluetooth: `no-web-bluetooth`, `insecure-context`, `blocked-by-policy`, `bluetooth-disabled`, `no-permission`,
 *   `no-adapter`, `no-gesture`, `chooser-busy`; of the window that helps frames: `popup-blocked`, `popup-closed`, `popup-failed`
 * - Connections: `invalid-address`, `invalid-connector`, `invalid-option`, `unreachable`, `insecure-connection`,
 *   `frame-too-large`, `congested`, `connection-lost`, `closed`, `not-connected`, `already-connected`, `version`
 * - Device configuration: `invalid-config`, `config-unreachable`, `config-in-use`, `unknown-device`
 * - Devices and commands: `device-gone`, `reconnecting` (it, or the server, has dropped out and is being connected again), `device-unreachable`, `not-responding` (it does not take what it is told), `not-paired`, `in-use` (by another tab), `taken-over` (by another tab), `unsupported`, `range`, `invalid-value`, `timeout`, `not-allowed`,
 *   `page-hidden`, `unexpected-reply`, `unknown-toy`
 * - Nothing more is known than the class: `connector`, `handshake`, `ping`, `message`, `device`, `unknown`
 */
export type ButtplugErrorCode =
  | 'no-webassembly' | 'wasm-address' | 'wasm-unreachable' | 'wasm-not-found' | 'wasm-invalid' | 'wasm-blocked' | 'wasm-version'
  | 'wasm-start' | 'wasm-crashed'
  | 'no-web-bluetooth' | 'insecure-context' | 'blocked-by-policy' | 'bluetooth-disabled' | 'no-permission' | 'no-adapter'
  | 'no-web-serial' | 'port-busy' | 'no-gamepads' | 'no-vibration'
  | 'no-gesture' | 'chooser-busy' | 'popup-blocked' | 'popup-closed' | 'popup-failed'
  | 'invalid-address' | 'invalid-connector' | 'invalid-option' | 'unreachable' | 'insecure-connection' | 'frame-too-large'
  | 'congested' | 'connection-lost' | 'closed' | 'not-connected' | 'already-connected' | 'version'
  | 'invalid-config' | 'config-unreachable' | 'config-in-use' | 'unknown-device'
  | 'device-gone' | 'reconnecting' | 'device-unreachable' | 'not-responding' | 'not-paired' | 'in-use' | 'taken-over' | 'unsupported' | 'range' | 'invalid-value' | 'timeout' | 'not-allowed' | 'page-hidden'
  | 'unexpected-reply' | 'unknown-toy' | 'unknown-event' | 'too-many' | 'invalid-script' | 'no-microphone'
  | 'connector' | 'handshake' | 'ping' | 'message' | 'device' | 'unknown'
  | (string & {});

/** What all errors of this library are. */
export class ButtplugError extends globalThis.Error {
  protected constructor(message: string, errorClass: ErrorClass, id?: number, inner?: globalThis.Error);
  /** Ours. */
  code: ButtplugErrorCode;
  get ErrorClass(): ErrorClass;
  get InnerError(): globalThis.Error | undefined;
  get Id(): number | undefined;
  get ErrorMessage(): ButtplugMessage;
  static LogAndError<T extends ButtplugError>(constructor: new (str: string, num: number) => T, logger: ButtplugLogger, message: string, id?: number): T;
  static FromError(error: Messages.Error): ButtplugDeviceError | ButtplugInitError | ButtplugUnknownError | ButtplugPingError | ButtplugMessageError;
}

/** The server was reached, but no session came about. */
export class ButtplugInitError extends ButtplugError {
  constructor(message: string, id?: number);
}

/** A device could not do what was asked. The session goes on. */
export class ButtplugDeviceError extends ButtplugError {
  constructor(message: string, id?: number);
}

/** One side did not understand the other. */
export class ButtplugMessageError extends ButtplugError {
  constructor(message: string, id?: number);
}

/** The session ended because of a missed ping. */
export class ButtplugPingError extends ButtplugError {
  constructor(message: string, id?: number);
}

export class ButtplugUnknownError extends ButtplugError {
  constructor(message: string, id?: number);
}

/** The connection itself: there is none, it was lost, it can't be made, or the module can't be loaded. */
export class ButtplugClientConnectorException extends ButtplugError {
  constructor(message: string, inner?: globalThis.Error);
}

// ---- Log ---------------------------------------------------------------------------------------

export enum ButtplugLogLevel {
  Off = 0,
  Error = 1,
  Warn = 2,
  Info = 3,
  Debug = 4,
  Trace = 5,
}

export class LogMessage {
  constructor(logMessage: string, logLevel: ButtplugLogLevel);
  get Message(): string;
  get LogLevel(): ButtplugLogLevel;
  get Timestamp(): string;
  get FormattedMessage(): string;
}

/** The log of the library: off until one of its two levels is set. */
export class ButtplugLogger extends EventEmitter<{ log: [entry: LogMessage] }> {
  static get Logger(): ButtplugLogger;
  protected constructor();
  /** Up to which level entries go to the console. */
  get MaximumConsoleLogLevel(): ButtplugLogLevel;
  set MaximumConsoleLogLevel(level: ButtplugLogLevel);
  /** Up to which level entries are raised as `log` events. */
  get MaximumEventLogLevel(): ButtplugLogLevel;
  set MaximumEventLogLevel(level: ButtplugLogLevel);
  Error(msg: string): void;
  Warn(msg: string): void;
  Info(msg: string): void;
  Debug(msg: string): void;
  Trace(msg: string): void;
  protected AddLogMessage(msg: string, level: ButtplugLogLevel): void;
}

// ---- Messages ----------------------------------------------------------------------------------
// The messages of the protocol, for those who write or use connectors.

export const SYSTEM_MESSAGE_ID = 0;
export const DEFAULT_MESSAGE_ID = 1;
export const MAX_ID = 4294967295;
export const MESSAGE_SPEC_VERSION_MAJOR = 4;
export const MESSAGE_SPEC_VERSION_MINOR = 0;

export enum OutputType {
  Unknown = 'Unknown',
  Vibrate = 'Vibrate',
  Rotate = 'Rotate',
  Oscillate = 'Oscillate',
  Constrict = 'Constrict',
  /** No server knows it. */
  Inflate = 'Inflate',
  Position = 'Position',
  HwPositionWithDuration = 'HwPositionWithDuration',
  Temperature = 'Temperature',
  Spray = 'Spray',
  Led = 'Led',
}

export enum InputType {
  Unknown = 'Unknown',
  Battery = 'Battery',
  /** `Rssi` in messages. */
  RSSI = 'RSSI',
  Button = 'Button',
  Pressure = 'Pressure',
}

export enum InputCommandType {
  Read = 'Read',
  Subscribe = 'Subscribe',
  Unsubscribe = 'Unsubscribe',
}

export function msgId(msg: ButtplugMessage): number;
export function setMsgId(msg: ButtplugMessage, id: number): void;

/** A message: an object with one member. */
export interface ButtplugMessage {
  Ok?: Ok;
  Ping?: Ping;
  Error?: Messages.Error;
  RequestServerInfo?: RequestServerInfo;
  ServerInfo?: ServerInfo;
  RequestDeviceList?: RequestDeviceList;
  StartScanning?: StartScanning;
  StopScanning?: StopScanning;
  ScanningFinished?: ScanningFinished;
  StopCmd?: StopCmd;
  InputCmd?: InputCmd;
  InputReading?: InputReading;
  OutputCmd?: OutputCmd;
  DeviceList?: DeviceList;
}

/** Holds the message whose name is that of a JavaScript class. */
declare namespace Messages {
  interface Error {
    ErrorMessage: string;
    ErrorCode: ErrorClass;
    Id: number | undefined;
  }
}

/** The Error message. */
export import Error = Messages.Error;

export interface Ok { Id: number | undefined }
export interface Ping { Id: number | undefined }
export interface RequestDeviceList { Id: number | undefined }
export interface StartScanning { Id: number | undefined }
export interface StopScanning { Id: number | undefined }
export interface ScanningFinished { Id: number | undefined }

export interface RequestServerInfo {
  ClientName: string;
  ProtocolVersionMajor: number;
  ProtocolVersionMinor: number;
  Id: number | undefined;
}

export interface ServerInfo {
  MaxPingTime: number;
  ServerName: string;
  ProtocolVersionMajor: number;
  ProtocolVersionMinor: number;
  Id: number | undefined;
}

export interface DeviceFeatureOutput { Value: number[]; Duration?: number[] }
export interface DeviceFeatureInput { Value: number[][] | number[]; Command: InputCommandType[] }

export interface DeviceFeature {
  FeatureDescription?: string;
  /** What npm `buttplug` looks for; servers send `FeatureDescription`. */
  FeatureDescriptor?: string;
  Output?: { [type: string]: DeviceFeatureOutput };
  Input?: { [type: string]: DeviceFeatureInput };
  FeatureIndex: number;
}

export interface DeviceInfo {
  DeviceIndex: number;
  DeviceName: string;
  DeviceFeatures: { [index: number]: DeviceFeature };
  DeviceDisplayName?: string;
  DeviceMessageTimingGap?: number;
}

export interface DeviceList {
  Devices: { [index: number]: DeviceInfo };
  Id: number | undefined;
}

export interface DeviceFeatureOutputCommand { Value: number; Duration?: number }

export interface OutputCmd {
  DeviceIndex: number;
  FeatureIndex: number;
  Command: { [type: string]: DeviceFeatureOutputCommand };
  Id: number | undefined;
}

export interface InputCmd {
  DeviceIndex: number;
  FeatureIndex: number;
  Type: InputType;
  Command: InputCommandType;
  Id: number | undefined;
}

export interface InputValue { Value: number }

export interface InputReading {
  DeviceIndex: number;
  FeatureIndex: number;
  Reading: { [type: string]: InputValue };
  Id: number | undefined;
}

export interface StopCmd {
  Id: number | undefined;
  DeviceIndex?: number | undefined;
  FeatureIndex?: number | undefined;
  Inputs?: boolean | undefined;
  Outputs?: boolean | undefined;
}
