package device

import (
	"errors"
	"sync"
)

// Limits is what the owner of the toys allows, whatever a client asks for: a highest and a
// lowest level, how fast a level may rise, the range of strokes, outputs that do not run at
// all, and the hold that keeps everything still. Limits are made by NewLimits. Their methods
// may be called from any goroutine.
//
// A Guard enforces them right before the toy, so that no client can get around them, whichever
// way it came. Changes apply at once, also to toys that run. A stop always passes, at once.
//
// Clients are not told: their commands are accepted, and what they see of a toy stays the
// same, so a game that knows nothing of limits keeps working.
//
// There is one rule for all toys, and there may be one for a single toy; both are kept to.
type Limits struct {
	// mu is taken before the mutex of a Guard.
	mu     sync.Mutex
	all    Rule
	toys   map[string]Rule
	held   Reason
	guards map[*Guard]struct{}
}

// Reason is why toys are held still, or a set of reasons: Panic|Left.
type Reason uint8

// The reasons for a hold.
const (
	Panic Reason = 1 << iota // the owner stopped everything
	Left                     // the page was left
)

// ErrLeft is the error of commands while toys are held still because the page was left, and for
// no other reason. Nobody looks at such a page, so its clients have to be told; of a hold that
// the owner began, the owner knows.
var ErrLeft = errors.New("the page was left, so its toys were stopped and stay still until it is shown again")

// NewLimits returns limits that allow everything.
func NewLimits() *Limits {
	return &Limits{all: Unlimited(), toys: map[string]Rule{}, guards: map[*Guard]struct{}{}}
}

// LimitError tells which part of a rule, or of a text with limits, is wrong.
type LimitError struct {
	Path    string // "toys.Lovense Hush.top"; "" for the whole text
	Problem string // "must be a number from 0 to 1"
	Err     error  // what the reader of the text said; may be nil
}

func (e *LimitError) Error() string {
	if e.Path == "" {
		return "limits: " + e.Problem
	}
	return "limits: " + e.Path + " " + e.Problem
}

// Unwrap gives the cause.
func (e *LimitError) Unwrap() error { return e.Err }

// Rule is the rule for a toy, by its address or by its name as clients see it, or the one for
// all toys, by "". It is Unlimited if none was set.
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

// Set sets the rule for a toy, or with "" the one for all toys, and applies it; see Rule. The
// error is a *LimitError; then nothing has changed.
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

// Hold stops every toy and keeps it still until every reason was released. Until then commands
// are accepted and dropped, or, if Left is the only reason, refused with ErrLeft. They are not
// made up for later.
func (l *Limits) Hold(why Reason) {
	l.hold(why, func(toy Toy) { _ = toy.Stop(nil, true, false) }) // only a toy that is gone refuses
}

// HoldNow is Hold for the last moment of a page or process: the writes that stop the toys have
// begun when it returns.
func (l *Limits) HoldNow(why Reason) { l.hold(why, Toy.StopNow) }

func (l *Limits) hold(why Reason, stop func(Toy)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held |= why
	for g := range l.guards {
		g.hold(why, stop)
	}
}

// Release takes back a reason for a hold. Toys stay still until they get a new command.
func (l *Limits) Release(why Reason) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held &^= why
	for g := range l.guards {
		g.release(why)
	}
}

// Held is why toys are held still; 0 if they are not.
func (l *Limits) Held() Reason {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// Attach puts a guard before a toy that was just connected and does nothing yet. Rules are
// found by the address and by the name of the definition, which must not be changed afterwards.
// Close the guard when the toy is gone.
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
