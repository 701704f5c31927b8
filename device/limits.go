package device

import (
	"errors"
	"sync"
)

// Limits is what the owner of the toys allows, whatever a client asks for: a
// highest and a lowest level, how fast a level may rise, the range of strokes, outputs
// that do not run at all, and the hold that keeps everything still.
//
// A Guard enforces it between the sessions of a server and the worker of a toy, so no
// client can get around it, whichever way it came. Limits that change apply to toys that
// run. A stop always passes, at once.
//
// Clients are not told: their commands are accepted, and what they see of a toy stays the
// same, so a game that knows nothing of limits keeps working.
//
// There is one rule for all toys and one for each of some; both are kept to. The methods
// may be called from any goroutine.
type Limits struct {
	// mu is taken before the mutex of a Guard.
	mu     sync.Mutex
	all    Rule
	toys   map[string]Rule
	held   Reason
	guards map[*Guard]struct{}
}

// Reason is why toys are held still. Several are a set.
type Reason uint8

// The reasons.
const (
	Panic Reason = 1 << iota // the owner stopped everything
	Left                     // the page was left
)

// ErrLeft is told to who gives commands while the page is left, and only then: whoever is
// there knows that the owner stopped everything, but nobody looks at a page that was left.
var ErrLeft = errors.New("the page was left, so its toys were stopped and stay still until it is shown again")

// NewLimits returns limits that allow everything.
func NewLimits() *Limits {
	return &Limits{all: Unlimited(), toys: map[string]Rule{}, guards: map[*Guard]struct{}{}}
}

// LimitError tells which part of a rule, or of limits as text, is wrong.
type LimitError struct {
	Path    string // "toys.Lovense Hush.top"; "" for the whole text
	Problem string // "must be a number from 0 to 1"
	Err     error  // the cause, if there is another one
}

func (e *LimitError) Error() string {
	if e.Path == "" {
		return "limits: " + e.Problem
	}
	return "limits: " + e.Path + " " + e.Problem
}

// Unwrap gives the cause.
func (e *LimitError) Unwrap() error { return e.Err }

// Rule is the rule for a toy, by its address or its name as clients see it; "" is all toys.
func (l *Limits) Rule(toy string) Rule {
	l.mu.Lock()
	defer l.mu.Unlock()
	if toy == "" {
		return l.all
	}
	if r, ok := l.toys[toy]; ok {
		return r
	}
	return Unlimited()
}

// Set sets the rule for a toy (see Rule) and applies it. The error is a *LimitError.
func (l *Limits) Set(toy string, r Rule) error {
	if err := r.Check(); err != nil {
		if e, ok := errors.AsType[*LimitError](err); ok && toy != "" {
			e.Path = "toys." + toy + "." + e.Path
		}
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case toy == "":
		l.all = r
	case r == Unlimited():
		delete(l.toys, toy)
	default:
		l.toys[toy] = r
	}
	l.apply()
	return nil
}

// apply lets every guard have its rule. The caller holds mu.
func (l *Limits) apply() {
	for g := range l.guards {
		g.follow(l.ruleFor(g))
	}
}

// ruleFor is the rule that a guard keeps to. The caller holds mu.
func (l *Limits) ruleFor(g *Guard) Rule {
	r := l.all
	for _, key := range g.keys {
		if own, ok := l.toys[key]; ok {
			r = r.Both(own)
		}
	}
	return r
}

// Hold stops every toy and keeps it still until Release was called for every reason.
// Until then commands are accepted and dropped, or, while the page is left and for no other
// reason, refused with ErrLeft; nothing of them is made up for later.
func (l *Limits) Hold(why Reason) {
	l.hold(why, func(toy Toy) { _ = toy.Stop(nil, true, false) }) // only a toy that is gone refuses
}

// HoldNow is Hold for the last moment of a page or process: the writes that stop the toys
// are on their way when it returns.
func (l *Limits) HoldNow(why Reason) { l.hold(why, Toy.StopNow) }

func (l *Limits) hold(why Reason, stop func(Toy)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held |= why
	for g := range l.guards {
		g.hold(why, stop)
	}
}

// Release ends the hold for a reason.
func (l *Limits) Release(why Reason) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held &^= why
	for g := range l.guards {
		g.release(why)
	}
}

// Held tells why toys are held still; 0: they are not.
func (l *Limits) Held() Reason {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// Attach puts a guard before a toy that was just connected and does nothing yet. The
// address and the name are what rules find it by. Its definition is not changed any more.
func (l *Limits) Attach(address string, def *Definition, toy Toy) *Guard {
	g := newGuard(l, toy, def, address)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.guards[g] = struct{}{}
	g.rule, g.held = l.ruleFor(g), l.held
	return g
}

func (l *Limits) detach(g *Guard) {
	l.mu.Lock()
	delete(l.guards, g)
	l.mu.Unlock()
}
