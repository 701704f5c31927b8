// Types that the parts of the page share.
import type * as Public from '../gobuttplug.js';
import type * as Funscript from '../gobuttplug-funscript.js';
import type * as Games from '../gobuttplug-games.js';
import type * as Patterns from '../gobuttplug-patterns.js';
import type { english } from './texts/en.mjs';
import type { englishViews } from './texts/en-views.mjs';

export type TextKey = keyof typeof english | keyof typeof englishViews;
export type Text = string | { one?: string; other: string };
export type Texts = Record<TextKey, Text>;
export type Values = Record<string, string | number | undefined>;

/** How the player gets to toys. */
export type Way = 'browser' | 'remote' | 'simulated';

/** Public.Availability in a form whose parts can be asked for. */
export interface Finding {
  ok: boolean;
  code?: string;
  message?: string;
  asks?: string;
  popup?: boolean;
  remedy?: string;
  /** It works in a window of its own. */
  window?: boolean;
}

export interface Connection {
  phase: 'off' | 'connecting' | 'on';
  way: Way;
  address: string;
  searching: boolean;
  /** Toys that are being connected, by what they call themselves. */
  stages: Map<string, Public.ConnectStage>;
  /** What went wrong last. */
  problem: unknown;
  /** The browser's list was closed without a choice. */
  empty: boolean;
  /** What connecting is at. */
  held: Public.ConnectStage | undefined;
  /** The connection to the server was lost and is being made again. */
  lost: boolean;
  /** The player disconnects. */
  leaving: boolean;
  /** Where this page's own server looks for toys, if not over Bluetooth. */
  kind: Public.DeviceSource | undefined;
}

/** What the player chose on this page. */
export interface Prefs {
  language: string;
  theme: 'auto' | 'light' | 'dark';
  /** Seconds after which toys stop when the page is hidden; -1: never. */
  hidden: number;
  way: Way | '';
  address: string;
  /** Names of toys of remote servers. */
  names: Record<string, string>;
}

export interface Toy {
  device: Public.ButtplugClientDevice;
  /** What its owner calls it; '' for nothing. */
  name: string;
  state: 'ready' | 'reconnecting';
  /** The newest value of each output and input, by feature and type. */
  values: Map<string, number>;
  /** The values of the last half minute, with their times in ms. */
  lines: Map<string, Array<[at: number, value: number]>>;
}

/** A part of a card that shows values, and can be put back to where a stop puts the toy. */
export interface Control {
  key: string;
  node: HTMLElement;
  sent(value: number, duration: number): void;
  reset(): void;
}

export interface Card {
  node: HTMLElement;
  /** Where the drawing of a simulated toy goes. */
  picture: HTMLElement;
  /** Where more can be put. */
  more: HTMLElement;
  controls: Map<string, Control>;
  showName(): void;
  showState(): void;
  showLimits(): void;
  reset(): void;
}

/** A part of the settings that shows what counts now. */
export interface Shown<Value extends unknown[] = []> {
  node: HTMLElement;
  show(...value: Value): void;
}

export type Rule = Readonly<Required<Public.LimitRule>>;

/** The levels of a simulated toy, from 0 to 1 or from -1 to 1, by output or input. */
export type Pose = Record<string, number>;

export interface Drawing {
  node: SVGElement;
  /** Draws the toy at a time in ms; true if it is not where it wants to be yet. */
  pose(now: number, pose: Pose): boolean | void;
}

export type LogKind = 'event' | 'command' | 'out' | 'in' | 'problem';

export interface LogEntry {
  time: Date;
  kind: LogKind;
  text: string;
  bytes?: string;
}

/** A line of devices.json. */
export interface Model {
  brand: string;
  model: string;
  protocol: string;
  outputs: string;
  inputs: string;
  other: boolean;
  supported: boolean;
  /** What owners have found to work; '' for no report. */
  confirmed?: string;
  /** What is searched. */
  text: string;
}

/** Adds a change of the player to the settings; what goes wrong is shown. */
export type Change = (action: () => void) => void;

/** What the view Play plays on. */
export interface Stage {
  games: typeof Games;
  funscript: typeof Funscript;
  patterns: typeof Patterns;
  haptics: Games.Haptics;
  /** Of all that plays here, 0 to 1: 0 at first. */
  strength: number;
  /** Calls the listener when the player changes it; returns a function that ends it. */
  onStrength(listener: (strength: number) => void): () => void;
  /** Whether the player wants this toy to be played on. */
  plays(device: Public.ButtplugClientDevice): boolean;
  choose(device: Public.ButtplugClientDevice, wanted: boolean): void;
  /** Calls the listener after everything that plays has been stopped; returns a function that ends it. */
  onStop(listener: () => void): () => void;
}

/** What the player makes of every script: offset in ms, places and speeds in hundredths of the range; a speed limit of 0 is none. */
export interface ScriptChoices {
  offset: number;
  speedLimit: number;
  low: number;
  high: number;
  smooth: number;
  invert: boolean;
  halfSpeed: boolean;
  stretch: boolean;
}

export interface PatternKeeper {
  /** Plays a pattern under a key, of which one plays at a time; the button shows whether it does. */
  play(key: string, pattern: Games.KeyframePattern, button: { set(on: boolean): void }): void;
  end(key: string): void;
  plays(key: string): boolean;
  /** Puts a pattern among those of the player. */
  keep(title: string, pattern: Games.KeyframePattern): void;
}

/** What a recording is to note; duration is that of a move, in ms. */
export interface Noted {
  channel: Games.Channel;
  level: number;
  duration: number;
}
