//go:build js && wasm

package jsx

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/hack-pad/safejs"
)

// Then calls settled once, when the promise settles: with its value, or with an
// *Exception. A promise that never settles never calls it. JavaScript waits while settled
// runs: it stores, signals and returns. Whatever is no promise counts as its own value, as
// in JavaScript's await.
//
// If Then fails, settled is not called.
func Then(promise safejs.Value, settled func(value safejs.Value, err error)) error {
	s, err := takeSettler()
	if err != nil {
		return err
	}
	s.settled = settled
	if _, err = std().promiseThen.Invoke(promise, s.ok.Value(), s.fail.Value()); err == nil {
		return nil
	}
	// It is no promise of the browser's own; this makes one of it.
	genuine, err := std().promiseResolve.Call(promise)
	if err == nil {
		_, err = std().promiseThen.Invoke(genuine, s.ok.Value(), s.fail.Value())
	}
	if err != nil {
		s.giveBack()
		return checked(err)
	}
	return nil
}

// Await waits for a promise: its value, an *Exception if it is rejected, or the cause of
// ctx. The promise goes on when ctx ends; what comes of it is dropped. Await must run in
// a goroutine, never in a function that JavaScript called.
func Await(ctx context.Context, promise safejs.Value) (safejs.Value, error) {
	return AwaitOr(ctx, promise, nil)
}

// AwaitOr is Await with a say in what becomes of a promise that settles after ctx ended:
// then late gets what Await would have returned. late may be nil; it runs as settled of
// Then does.
func AwaitOr(ctx context.Context, promise safejs.Value, late func(value safejs.Value, err error)) (safejs.Value, error) {
	type result struct {
		value safejs.Value
		err   error
	}
	var decided atomic.Bool // by whoever is first: the promise or ctx
	results := make(chan result, 1)
	err := Then(promise, func(value safejs.Value, err error) {
		if decided.CompareAndSwap(false, true) {
			results <- result{value, err}
		} else if late != nil {
			late(value, err)
		}
	})
	if err != nil {
		return safejs.Undefined(), err
	}
	select {
	case r := <-results:
		return r.value, r.err
	case <-ctx.Done():
		if !decided.CompareAndSwap(false, true) {
			r := <-results
			return r.value, r.err
		}
		return safejs.Undefined(), context.Cause(ctx)
	}
}

// settler is a pair of functions for Promise.then. One of the two is called, once; with
// that the pair is free for the next promise. So a pair whose promise is still pending
// is never released, and a promise costs no new functions.
type settler struct {
	ok, fail safejs.Func
	settled  func(safejs.Value, error) // nil while the pair is free
}

// maxSpare is how many free pairs are kept; more are released.
const maxSpare = 32

var spare struct {
	sync.Mutex
	settlers []*settler
}

func takeSettler() (*settler, error) {
	spare.Lock()
	if n := len(spare.settlers); n > 0 {
		s := spare.settlers[n-1]
		spare.settlers = spare.settlers[:n-1]
		spare.Unlock()
		return s, nil
	}
	spare.Unlock()

	s := &settler{}
	var err error
	s.ok, err = safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		s.settle(first(args), nil)
		return nil
	})
	if err != nil {
		return nil, checked(err)
	}
	s.fail, err = safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		s.settle(safejs.Undefined(), Thrown(first(args)))
		return nil
	})
	if err != nil {
		s.ok.Release()
		return nil, checked(err)
	}
	return s, nil
}

func (s *settler) settle(value safejs.Value, err error) {
	if settled := s.settled; settled != nil {
		s.giveBack()
		settled(value, err)
	}
}

func (s *settler) giveBack() {
	s.settled = nil
	spare.Lock()
	keep := len(spare.settlers) < maxSpare
	if keep {
		spare.settlers = append(spare.settlers, s)
	}
	spare.Unlock()
	if !keep {
		s.ok.Release()
		s.fail.Release()
	}
}

func first(args []safejs.Value) safejs.Value {
	if len(args) == 0 {
		return safejs.Undefined()
	}
	return args[0]
}
