//go:build js && wasm

package jsx

import (
	"errors"

	"github.com/hack-pad/safejs"
)

// Deferred is a promise for JavaScript, to be settled by Go. The first call of Resolve
// or Reject counts, later ones do nothing.
type Deferred struct {
	Promise         safejs.Value
	resolve, reject safejs.Value
}

var errNoPromise = errors.New("JavaScript's Promise does not work here")

// NewDeferred makes a pending promise. It fails only if the page has broken its Promise.
func NewDeferred() (*Deferred, error) {
	if with := std().promiseWithResolvers; with.Exists() {
		v, err := with.Call()
		if err != nil {
			return nil, err
		}
		return checkedDeferred(&Deferred{Promise: Get(v, "promise"), resolve: Get(v, "resolve"), reject: Get(v, "reject")})
	}
	return executed()
}

// executed makes a promise the old way, for browsers of before 2024.
func executed() (*Deferred, error) {
	d := &Deferred{}
	executor, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) == 2 {
			d.resolve, d.reject = args[0], args[1]
		}
		return nil
	})
	if err != nil {
		return nil, checked(err)
	}
	defer executor.Release()
	if d.Promise, err = std().promiseClass.New(executor.Value()); err != nil {
		return nil, checked(err)
	}
	return checkedDeferred(d)
}

func checkedDeferred(d *Deferred) (*Deferred, error) {
	if TypeOf(d.Promise) != safejs.TypeObject || TypeOf(d.resolve) != safejs.TypeFunction ||
		TypeOf(d.reject) != safejs.TypeFunction {
		return nil, errNoPromise
	}
	return d, nil
}

// Resolve fulfils the promise. The value is anything that safejs.ValueOf takes; for
// other types the promise is rejected.
func (d *Deferred) Resolve(value any) {
	if _, err := d.resolve.Invoke(value); err != nil {
		d.Reject(NewError("TypeError", checked(err).Error()))
	}
}

// Reject rejects the promise with a reason that safejs.ValueOf takes, best made by NewError.
func (d *Deferred) Reject(reason any) {
	_, _ = d.reject.Invoke(reason)
}
