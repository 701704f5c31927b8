//go:build js && wasm

package jsx

import "github.com/hack-pad/safejs"

// The parts of JavaScript that this package stands on, taken when the program starts.
//
// Only calls of functions and constructors are safe: the glue code of Go's compiler
// catches what they throw. It does not catch what a getter, a setter or a Proxy throws
// when Go reads or writes a property; that ends the whole program, and safejs can't
// recover it. So properties are read through Reflect.get, and methods are called through
// Function.prototype.call.
var (
	errorClass      = builtin("Error")
	promiseClass    = builtin("Promise")
	uint8ArrayClass = builtin("Uint8Array")
	dataViewClass   = builtin("DataView")

	reflectGet  = builtin("Reflect", "get")
	reflectSet  = builtin("Reflect", "set")
	callOn      = uncurried(builtin("Function", "prototype", "call")) // (function, this, arguments…)
	bindTo      = uncurried(builtin("Function", "prototype", "bind")) // (function, this)
	promiseThen = uncurried(builtin("Promise", "prototype", "then"))  // (promise, ok, fail)

	promiseResolve       = Bind(promiseClass, "resolve")
	promiseWithResolvers = Bind(promiseClass, "withResolvers")
)

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
