//go:build js && wasm

package jsx

import (
	"sync"

	"github.com/hack-pad/safejs"
)

// builtins are the parts of JavaScript that this package stands on.
//
// Only calls of functions and constructors are safe: the glue code of Go's compiler
// catches what they throw. It does not catch what a getter, a setter or a Proxy throws
// when Go reads or writes a property; that ends the whole program, and safejs can't
// recover it. So properties are read through Reflect.get, and methods are called through
// Function.prototype.call.
type builtins struct {
	errorClass, promiseClass, uint8ArrayClass, dataViewClass safejs.Value

	reflectGet, reflectSet safejs.Value
	callOn                 safejs.Value // (function, this, arguments…)
	bindTo                 safejs.Value // (function, this)
	promiseThen            safejs.Value // (promise, ok, fail)

	promiseResolve, promiseWithResolvers Method
}

// std looks the builtins up when the first of them is needed: a page that only connects needs none,
// and starts sooner.
var std = sync.OnceValue(func() *builtins {
	b := &builtins{
		errorClass:      builtin("Error"),
		promiseClass:    builtin("Promise"),
		uint8ArrayClass: builtin("Uint8Array"),
		dataViewClass:   builtin("DataView"),
		reflectGet:      builtin("Reflect", "get"),
		reflectSet:      builtin("Reflect", "set"),
		callOn:          uncurried(builtin("Function", "prototype", "call")),
		bindTo:          uncurried(builtin("Function", "prototype", "bind")),
		promiseThen:     uncurried(builtin("Promise", "prototype", "then")),
	}
	b.promiseResolve = b.bind(b.promiseClass, "resolve")
	b.promiseWithResolvers = b.bind(b.promiseClass, "withResolvers")
	return b
})

// builtin follows properties from the global object; undefined if there is none.
func builtin(path ...string) safejs.Value {
	v := safejs.Global()
	for _, property := range path {
		next, err := v.Get(property)
		if err != nil {
			return safejs.Undefined()
		}
		v = next
	}
	return v
}

// uncurried makes a function of a method: its first argument is the method's this.
func uncurried(method safejs.Value) safejs.Value {
	call := builtin("Function", "prototype", "call")
	fn, err := call.Call("bind", method)
	if err != nil {
		return safejs.Undefined()
	}
	return fn
}
