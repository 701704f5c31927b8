// The public shape of a module, in a form in which declaration and implementation can be compared. Methods
// become properties, whose parameters are compared strictly; classes become what new gives, what it takes and what
// they have themselves; inner members, which begin with an underscore, are left out.

type Inner = `_${string}` | symbol;

// What the classes have from EventEmitter, which is compared by itself.
type Inherited = 'on' | 'addListener' | 'once' | 'off' | 'removeListener' | 'removeAllListeners' | 'emit' | 'listeners' | 'listenerCount' | 'eventNames';

/** A member as a property, so that TypeScript compares what a method takes strictly. */
type Method<T> = T extends (...args: infer A) => infer R ? { takes: (...args: A) => void; gives: R } : T;

// These are conditional types, with a condition that always holds, because TypeScript compares two mapped types of
// one name by what they are made of, and then parameters of methods loosely, instead of by what they have become.
type Methods<T, Without = never> = T extends unknown ? { [K in Exclude<keyof T, Inner | Without>]: Method<T[K]> } : never;

type Made<C> = C extends abstract new (...args: never) => infer I ? I : C extends { prototype: infer I } ? I : never;

type Class<C, Without> = C extends unknown ? {
  made: Methods<Made<C>, Without>;
  own: { [K in Exclude<keyof C, Inner | 'prototype' | 'name'>]: C[K] extends (...args: never) => unknown ? Method<C[K]> : C[K] extends object ? Methods<C[K], Inherited> : C[K] };
  new: C extends abstract new (...args: infer A) => unknown ? (...args: A) => void : unknown;
} : never;

export type Same<Module> = Module extends unknown ? {
  [K in keyof Module]:
    Module[K] extends (...args: never) => unknown ? Method<Module[K]>
    : Module[K] extends { prototype: unknown } ? Class<Module[K], K extends 'EventEmitter' ? never : Inherited>
    : Module[K] extends object ? Methods<Module[K]>
    : Module[K];
} : never;

/** The names that the first module has and the second one has not, with those of members as NAME.MEMBER. */
export type Lacking<Is, Declared> =
  | Exclude<keyof Is, keyof Declared> & string
  | { [K in keyof Is & keyof Declared & string]: LackingMembers<K, Is[K], Declared[K]> }[keyof Is & keyof Declared & string];

// TypeScript does not count what is declared as protected among the members.
type Protected = 'sendMessage' | 'parseIncomingMessage' | 'AddLogMessage';

type LackingMembers<Name extends string, Is, Declared> =
  Is extends (...args: never) => unknown ? never
  : Is extends { prototype: unknown }
    ? `${Name}.${Exclude<keyof Made<Is>, keyof Made<Declared> | Inner | Protected> & string}`
    : Is extends object ? `${Name}.${Exclude<keyof Is, keyof Declared | Inner> & string}` : never;
