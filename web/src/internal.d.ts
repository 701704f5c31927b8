// Types of what is no part of the package's own face: see ../gobuttplug.d.ts for that.
import type * as Public from '../gobuttplug.js';

/** An object of Go's JavaScript support, wasm_exec.js, with those inner parts that the engine relies on. */
export interface Go {
  importObject: { gojs: Record<string, (sp: number) => void> };
  env: Record<string, string>;
  mem: DataView;
  exit: (code: number) => void;
  /** The JavaScript values that Go has. */
  _values?: unknown[];
  _resume(): void;
  /** The JavaScript function that calls the function of Go with that number. */
  _makeFuncWrapper(id: number): (this: unknown, ...args: unknown[]) => unknown;
  run(instance: WebAssembly.Instance): Promise<void>;
}

/** The module with a server for the page, or the small one without, for servers elsewhere. */
export type ModuleKind = 'whole' | 'remote';

/** A compiled module. One that comes in two parts can run, and waits where it needs the rest; rest() gets that, once. */
export interface Loaded {
  module: WebAssembly.Module;
  rest?: (() => Promise<WebAssembly.Module>) | undefined;
}

/** What the module exports, apart from what Go's support needs. */
export interface ModuleExports {
  mem: WebAssembly.Memory;
  gobuttplug_run(count: number): number; // 1: Go is to be resumed
  /** Of a first part: the state of the rest, see internal/build/shrink, and what goes on where Go has waited for it. */
  rest?: WebAssembly.Global<'i32'>;
  go_on?(): void;
}

/** Which server of the page, and how it is to be: lasts is for how many ms a toy that drops out is tried. */
export type ServerChoice = [devices: string, serverName: string, maxPingTime: number, takeOver: boolean, lasts: number, resume: boolean];

/** The functions that the module hands to the page. See docs/bridge.md. */
export interface Functions {
  connect(request: number, client: number, name: string, kind: string, ...target: Array<string | number | boolean>): void;
  openFrames(session: number, ...server: ServerChoice): void;
  knownToys(request: number, ...server: ServerChoice): void;
  useKnown(request: number, toy: string, forget: boolean, ...server: ServerChoice): void;
  letGo(request: number, device: number): void;
  closeFrames(session: number): void;
  binaryFrame(session: number): void;
  frames(session: number, text: string): void;
  deliver(session: number, text: string): void;
  hangUp(session: number): void;
  abandon(client: number): void;
  watchSent(on: boolean): void;
  watchBytes(on: boolean): void;
  configure(request: number, base: string, user: string): void;
  setDevices(request: number, file: string): void;
  limits(rules: string): void;
  hold(on: boolean): void;
  watchToys(on: boolean): void;
  setToyInput(request: number, name: string, feature: number, type: number, value: number): void;
  dropToy(request: number, name: string): void;
  returnToy(request: number, name: string): void;
  stopNow(): void;
  comeBack(): void;
}

/** Where commands are written, and the names of the types that have numbers in them. */
export interface CommandMemory {
  outputs: string;
  inputs: string;
  records: number;
  capacity: number;
}

/** What the module hands over when it starts: call() carries out one of the functions, by its place in names. */
export interface Exported extends CommandMemory {
  names: string;
  call(place: number, ...args: unknown[]): void;
}

export type Calls = Functions & CommandMemory;

/** What the module answers when it reads configuration files. */
export interface ConfigAnswer {
  wrong?: { file: 'base file' | 'user file'; path: string; problem: string };
  warnings: Public.DeviceConfigWarning[];
  added?: Public.DeviceConfigModel[];
}

/** Whoever gets the frames of a session. */
export interface Session {
  _frame(messages: Public.ButtplugMessage[]): void;
  _closed(farewell?: { code: number; reason: string }): void;
}

/** How a client of this library reaches what a connector connects to. */
export interface Link<Engine> {
  /** Whether a module without a server will do. */
  remote?: boolean;
  /** Where to load the module from, if not from beside this file. */
  wasmUrl?: string | URL | undefined;
  /** Makes ready what the connection of a client needs. */
  open(engine: Engine, client: number): Promise<void>;
  /** The arguments that name the connection to the module. */
  target(): [kind: string, ...Array<string | number | boolean>];
  /** The session stands. */
  opened(): void;
  /** It has ended, or never stood; may be called more than once. */
  closed(): void;
}

/** A device, or its name. */
export type Toy = Public.ButtplugClientDevice | string;

/** An error that is an answer: it has a code. */
export type Coded = Error & { code: string };

/** The values of an enumeration by their names, as they stand in JavaScript. */
export type EnumValues<Enum> = {
  [Name in keyof Enum as Name extends string ? Name : never]:
    Enum[Name] extends number ? (`${Enum[Name]}` extends `${infer N extends number}` ? N : never) : `${Enum[Name] & string}`;
};

type Range = [min: number, max: number];

/** A device as the module tells of it: with what servers elsewhere may leave out. */
export interface SentDevice extends Omit<Public.DeviceInfo, 'DeviceFeatures'> {
  DeviceFeatures: Record<number, SentFeature>;
}

export interface SentFeature {
  FeatureIndex: number;
  FeatureDescription: string;
  Output?: Record<string, { Value: Range; Duration?: Range }>;
  Input?: Record<string, { Value: Range[]; Command: Public.InputCommandType[] }>;
}

/** The events of a connector. */
export interface ConnectorEvents {
  message: [messages: any];
  disconnect: [];
  configwarning: [warnings: readonly Public.DeviceConfigWarning[]];
}

/** Public.Availability in a form whose parts can be asked for. */
export interface Finding {
  ok: boolean;
  code?: string;
  message?: string;
  asks?: string;
  popup?: boolean;
}
