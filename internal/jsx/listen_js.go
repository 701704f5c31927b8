//go:build js && wasm

package jsx

import (
	"sync"

	"github.com/hack-pad/safejs"
)

// Listen calls fn with every event of that type at an EventTarget until remove is
// called. JavaScript waits while fn runs: fn stores, signals and returns. remove may be
// called more than once, and by fn.
func Listen(target safejs.Value, event string, fn func(event safejs.Value)) (remove func(), err error) {
	listener, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 {
			fn(args[0])
		}
		return nil
	})
	if err != nil {
		return nil, checked(err)
	}
	if _, err := Call(target, "addEventListener", event, listener.Value()); err != nil {
		listener.Release()
		return nil, err
	}
	return sync.OnceFunc(func() {
		_, _ = Call(target, "removeEventListener", event, listener.Value())
		listener.Release()
	}), nil
}
