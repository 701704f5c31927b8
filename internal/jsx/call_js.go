//go:build js && wasm

package jsx

import "github.com/hack-pad/safejs"

// MissingMethodError tells that an object lacks a method.
type MissingMethodError struct{ Method string }

func (e *MissingMethodError) Error() string { return "JavaScript has no method " + e.Method + " here" }

// Call calls a method of an object. What it throws is an *Exception; a method that is
// not there is a *MissingMethodError.
func Call(object safejs.Value, method string, args ...any) (safejs.Value, error) {
	fn := Get(object, method)
	if TypeOf(fn) != safejs.TypeFunction {
		return safejs.Undefined(), &MissingMethodError{Method: method}
	}
	v, err := std().callOn.Invoke(append([]any{fn, object}, args...)...)
	return v, checked(err)
}

// New calls a constructor. What it throws is an *Exception.
func New(class safejs.Value, args ...any) (safejs.Value, error) {
	v, err := class.New(args...)
	return v, checked(err)
}

// Method is a method bound to its object, looked up once, so calling it is cheaper than
// Call. The zero Method does not exist.
type Method struct {
	name string
	fn   safejs.Value
}

// Bind looks up a method; the result does not Exist if the object has none.
func Bind(object safejs.Value, method string) Method { return std().bind(object, method) }

func (b *builtins) bind(object safejs.Value, method string) Method {
	fn := b.get(object, method)
	if TypeOf(fn) != safejs.TypeFunction {
		return Method{name: method}
	}
	bound, err := b.bindTo.Invoke(fn, object)
	if err != nil {
		return Method{name: method}
	}
	return Method{name: method, fn: bound}
}

// Exists reports whether the object had the method.
func (m Method) Exists() bool { return !m.fn.IsUndefined() }

// Call calls the method. What it throws is an *Exception; a method that does not exist
// is a *MissingMethodError.
func (m Method) Call(args ...any) (safejs.Value, error) {
	if !m.Exists() {
		return safejs.Undefined(), &MissingMethodError{Method: m.name}
	}
	v, err := m.fn.Invoke(args...)
	return v, checked(err)
}
