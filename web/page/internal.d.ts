// Types that the parts of the page share.
import type { GobuttplugConnectElement } from '../gobuttplug-connect.js';
import type * as Public from '../gobuttplug.js';

/** The elements of index.html that are more than any HTMLElement, by their ids. */
export interface Elements {
  connection: GobuttplugConnectElement;
  games: HTMLDetailsElement;
  'finder-text': HTMLInputElement;
  'settings-file': HTMLInputElement;
  'settings-forget': HTMLButtonElement;
  'stop-all': HTMLButtonElement;
}

export type Tone = 'bad' | 'good' | '';

/** A part of a card that can be put back to where a stop puts the toy. */
export interface Control {
  node: HTMLElement;
  reset(): void;
}

/** A part of the settings that shows what counts now. */
export interface Shown<Value extends unknown[] = []> {
  node: HTMLElement;
  show(...value: Value): void;
}

export type Rule = Readonly<Required<Public.LimitRule>>;

export interface Card {
  node: HTMLElement;
  /** Where more can be put. */
  extra: HTMLElement;
  showLimits(): void;
  showState(text: string): void;
  reset(): void;
  rename(name: string): void;
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
  /** What is searched. */
  text: string;
}

/** Adds a change of the player to the settings; what goes wrong is shown. */
export type Change = (action: () => void) => void;
