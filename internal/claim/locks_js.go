//go:build js && wasm

package claim

import (
	"context"
	"errors"
	"sync"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// patience is how long, in ms, Take waits for a lock that somebody else has: they may be
// a page that is just being left, or a toy of ours that is just being let go.
const patience = 400

// WebLocks are the locks of the browser. Where it has none, everything can be taken.
type WebLocks struct{}

// Take implements Locks.
func (WebLocks) Take(ctx context.Context, name string, steal bool, lost func()) (release func(), err error) {
	locks := jsx.Get(jsx.Get(safejs.Global(), "navigator"), "locks")
	if jsx.IsNullish(locks) {
		return func() {}, nil
	}
	if steal {
		return request(ctx, locks, name, map[string]any{"steal": true}, lost)
	}
	// Only the browser's word that the lock is taken counts: one that is slow to give a free
	// lock would outlast any patience. So it is asked at once, and once more after the wait.
	for _, wish := range []func() map[string]any{ifAvailable, patiently, ifAvailable} {
		if release, err = request(ctx, locks, name, wish(), lost); !errors.Is(err, ErrTaken) {
			break
		}
	}
	return release, err
}

// ifAvailable are the options of a request that does not wait.
func ifAvailable() map[string]any { return map[string]any{"ifAvailable": true} }

// patiently are the options of a request that waits a little.
func patiently() map[string]any {
	signal, err := jsx.Call(jsx.Get(safejs.Global(), "AbortSignal"), "timeout", patience)
	if err != nil {
		return ifAvailable()
	}
	return map[string]any{"signal": signal}
}

// request asks for a lock once.
func request(ctx context.Context, locks safejs.Value, name string, wish map[string]any, lost func()) (release func(), err error) {
	none := func() {}
	hold, err := jsx.NewDeferred()
	if err != nil {
		return none, nil
	}
	granted := make(chan struct{})
	grant, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 && args[0].IsNull() { // ifAvailable, and it is not
			return nil
		}
		close(granted)
		return hold.Promise
	})
	if err != nil {
		return none, nil
	}
	promise, err := jsx.Call(locks, "request", name, wish, grant.Value())
	if err != nil {
		grant.Release()
		return none, nil
	}
	ended := make(chan error, 1)
	err = jsx.Then(promise, func(_ safejs.Value, err error) {
		grant.Release()
		ended <- err
	})
	if err != nil {
		return none, nil
	}
	release = sync.OnceFunc(func() { hold.Resolve(nil) })
	select {
	case <-granted:
	case err := <-ended:
		if jsx.IsException(err, "SecurityError") || jsx.IsException(err, "InvalidStateError") {
			return none, nil // this page may not use locks
		}
		return nil, ErrTaken
	case <-ctx.Done():
		release()
		requests.Go(func() { <-ended })
		return nil, context.Cause(ctx)
	}
	requests.Go(func() {
		if err := <-ended; err != nil {
			lost()
		}
	})
	return release, nil
}

// requests are those that the browser has not settled; each ends soon after its release.
var requests sync.WaitGroup
