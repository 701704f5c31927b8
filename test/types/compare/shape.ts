// The public shape of a type, in a form in which two libraries can be compared: no private members, no
// classes, and enumerations as their values.
import type { EventEmitter } from 'eventemitter3';

import type { Lacking } from './generated';

// What both inherit from their emitters. usage/game.ts uses ours.
type Inherited = keyof EventEmitter;
type InheritedStatics = keyof typeof EventEmitter;

type Value<T> = T extends string ? `${T}` : T extends number ? (`${T}` extends `${infer N extends number}` ? N : T) : T;

type List<T extends readonly unknown[]> = { [K in keyof T]: Public<T[K]> };

export type Public<T> =
  0 extends 1 & T ? any
  : T extends string | number | boolean | bigint | symbol | null | undefined | void ? Value<T>
  : T extends Promise<infer R> ? Promise<Public<R>>
  : T extends ReadonlyMap<infer K, infer V> ? ReadonlyMap<Public<K>, Public<V>>
  : T extends readonly unknown[] ? List<T>
  : T extends Event | URL | WebSocket | typeof WebSocket | Error & { message: string } & Plain<T> ? T
  : T extends (...args: infer A) => infer R ? (...args: List<A>) => Public<R>
  : { [K in Exclude<keyof T, Inherited | Lacking>]: Public<T[K]> };

// An Error that is nothing more.
type Plain<T> = Exclude<keyof T, keyof Error | 'cause'> extends never ? unknown : never;

// What new X() takes, and what a class has besides.
export type Arguments<C> = C extends abstract new (...args: infer A) => unknown ? List<A> : never;
export type Statics<C> = Public<Omit<C, InheritedStatics>>;
