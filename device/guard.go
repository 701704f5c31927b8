package device

import (
	"math"
	"slices"
	"sync"
	"time"
)

// rampTick is the least time between two steps of a ramp.
const rampTick = 20 * time.Millisecond

// Guard is a Toy that keeps the one behind it within its limits. It is made by Limits.Attach.
// Its methods may be called from any goroutine, and do not block but where the toy does.
type Guard struct {
	Toy
	limits *Limits
	def    *Definition
	keys   []string // what rules find the toy by

	mu      sync.Mutex
	rule    Rule
	held    Reason
	closed  bool
	sent    func(commands []Command) // see Observe
	running map[uint32]output        // by feature: its level, if it got one since the last stop
	timer   *time.Timer              // of ramps; nil before the first
	ticking bool                     // the timer runs
	scratch []Command
	after   []output
}

// output is a feature that runs a level.
type output struct {
	of     *Output
	wanted Command // as it came
	// In steps above 0, without the sign:
	goal  float64   // where the limits let it go
	level float64   // where it is on its way there; equal to goal when it has arrived
	at    time.Time // when it was at level
}

func (o *output) rising() bool { return o.level < o.goal }

func newGuard(l *Limits, toy Toy, def *Definition, address string) *Guard {
	keys := []string{address}
	if def.Name != address {
		keys = append(keys, def.Name)
	}
	return &Guard{Toy: toy, limits: l, def: def, keys: keys, running: map[uint32]output{}}
}

// Observe calls fn with what the toy is told from now on, whoever it comes from: the commands
// that it accepted, as the limits left them, and for a stop a value of 0 for each level that
// ran. Fn may use the commands only while it is called; it must neither block nor use the guard.
// It replaces an earlier fn.
func (g *Guard) Observe(fn func(commands []Command)) {
	g.mu.Lock()
	g.sent = fn
	g.mu.Unlock()
}

// tell tells of what the toy was told. The caller holds mu.
func (g *Guard) tell(commands []Command) {
	if g.sent != nil && len(commands) > 0 {
		g.sent(commands)
	}
}

// Output gives commands to the toy as far as its limits allow. What they take away is no error;
// see Limits.Hold for what is.
func (g *Guard) Output(commands ...Command) error { return g.Pass(g.Toy.Output, commands...) }

// Pass is Output for a caller with a way of its own to give commands to the toy. Give is called
// with what the limits leave of them, in the same order and without those that must not run,
// perhaps with none. It must not block. Unless it returns an error, that is what the toy was
// told.
func (g *Guard) Pass(give func(allowed ...Command) error, commands ...Command) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.closed:
		return ErrDisconnected
	case g.held == Left:
		return ErrLeft
	case g.held != 0:
		return give() // tells whether the toy is still there
	}
	var now time.Time // counts only while levels ramp
	if g.rule.Ramp != 0 {
		now = time.Now()
	}
	out, after := g.scratch[:0], g.after[:0]
	for _, c := range commands {
		o, has := g.next(c, now)
		after = append(after, o)
		switch {
		case g.rule.Off.Has(c.Type):
			continue
		case !has: // for the toy to refuse
		case c.Type.IsPosition():
			c.Value = g.rule.place(o.of, c.Value)
		default:
			c = o.command()
		}
		out = append(out, c)
	}
	g.scratch, g.after = out, after
	if err := give(out...); err != nil {
		return err
	}
	g.tell(out)
	for i, c := range commands {
		if after[i].of != nil && !c.Type.IsPosition() {
			g.running[c.Feature] = after[i]
		}
	}
	g.schedule()
	return nil
}

// Levels are the newest commands of the features that run a level, as they came and not as the
// limits left them, in the order of the features. A stop or a hold ends a level. Moves to a
// position are not among them.
func (g *Guard) Levels() []Command {
	g.mu.Lock()
	defer g.mu.Unlock()
	var levels []Command
	for i := range g.def.Features {
		if o, runs := g.running[g.def.Features[i].Index]; runs && o.wanted.Value != 0 {
			levels = append(levels, o.wanted)
		}
	}
	return levels
}

// next is what becomes of a feature by a command; false, and nothing, if it has no such
// output. It changes nothing.
func (g *Guard) next(c Command, now time.Time) (output, bool) {
	before, ran := g.running[c.Feature]
	o := output{of: before.of, wanted: c, at: now}
	if !ran || before.wanted.Type != c.Type {
		f, ok := g.def.Feature(c.Feature)
		if !ok {
			return output{}, false
		}
		if o.of, ok = f.Output(c.Type); !ok {
			return output{}, false
		}
		ran = false
	}
	if c.Type.IsPosition() || g.rule.Off.Has(c.Type) {
		return o, true
	}
	lo, hi := o.of.span()
	n := float64(hi - lo)
	o.goal = g.rule.steps(math.Abs(float64(c.Value))-float64(lo), n)
	if g.rule.Ramp == 0 {
		o.level = o.goal
		return o, true
	}
	if ran && (before.wanted.Value < 0) == (c.Value < 0) {
		o.level = before.level
		if before.rising() {
			o.level = min(before.goal, before.level+now.Sub(before.at).Seconds()*g.rule.Ramp*n)
		}
	}
	o.level = min(o.goal, max(o.level, g.rule.least(n)))
	return o, true
}

// command is what the toy is told now.
func (o *output) command() Command {
	c := o.wanted
	lo, _ := o.of.span()
	steps := int32(o.level + rounding)
	switch {
	case steps == 0:
		c.Value = 0
	case c.Value < 0:
		c.Value = -(lo + steps)
	default:
		c.Value = lo + steps
	}
	return c
}

// schedule makes the timer run when a ramp comes to its next step. The caller holds mu.
func (g *Guard) schedule() {
	if g.rule.Ramp == 0 && !g.ticking {
		return
	}
	soonest := time.Duration(math.MaxInt64)
	for _, o := range g.running {
		if o.rising() {
			lo, hi := o.of.span()
			left := math.Floor(o.level+rounding) + 1 - o.level
			soonest = min(soonest, time.Duration(left/(g.rule.Ramp*float64(hi-lo))*float64(time.Second)))
		}
	}
	switch {
	case soonest == math.MaxInt64:
		if g.ticking {
			g.timer.Stop()
			g.ticking = false
		}
	case g.ticking: // it looks again when it comes
	case g.timer == nil:
		g.ticking = true
		g.timer = time.AfterFunc(max(soonest, rampTick), g.tick)
	default:
		g.ticking = true
		g.timer.Reset(max(soonest, rampTick))
	}
}

// tick takes all ramps as far as the time allows.
func (g *Guard) tick() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.ticking {
		return
	}
	g.ticking = false
	g.refresh(func(o *output) bool { return o.rising() })
}

// refresh tells the toy again what has become of the features that want it, by the time
// and the rule of now. The caller holds mu.
func (g *Guard) refresh(wants func(*output) bool) {
	now := time.Now()
	out := g.scratch[:0]
	for i := range g.def.Features {
		feature := g.def.Features[i].Index
		o, ok := g.running[feature]
		if !ok || !wants(&o) {
			continue
		}
		o, _ = g.next(o.wanted, now)
		g.running[feature] = o
		out = append(out, o.command())
	}
	g.scratch = out
	if len(out) > 0 {
		if g.Toy.Output(out...) != nil {
			return // the toy is gone; Levels still tells what it ran
		}
		g.tell(out)
	}
	g.schedule()
}

// follow makes r the rule. Levels that run are changed at once; positions keep to it from
// the next move on.
func (g *Guard) follow(r Rule) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rule == r || g.closed {
		return
	}
	now := time.Now()
	for feature, o := range g.running {
		if o.rising() { // up to now by the old rule
			g.running[feature], _ = g.next(o.wanted, now)
		}
	}
	newlyOff := r.Off &^ g.rule.Off
	g.rule = r
	var stop []uint32
	for i := range g.def.Features {
		if f := &g.def.Features[i]; g.runs(f, newlyOff) {
			stop = append(stop, f.Index)
		}
	}
	if len(stop) > 0 {
		_ = g.Toy.Stop(stop, true, false) // only a toy that is gone refuses
	}
	g.refresh(func(o *output) bool { return !r.Off.Has(o.wanted.Type) })
}

// runs tells whether a feature may be running one of the types: a level of it, or a move.
func (g *Guard) runs(f *Feature, types Types) bool {
	o, ok := g.running[f.Index]
	if ok && types.Has(o.wanted.Type) {
		return true
	}
	return slices.ContainsFunc(f.Outputs, func(o Output) bool { return o.Type.IsPosition() && types.Has(o.Type) })
}

// hold begins a hold with a stop.
func (g *Guard) hold(why Reason, stop func(Toy)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held |= why
	if !g.closed {
		g.still(nil)
		stop(g.Toy)
	}
}

// release ends a hold.
func (g *Guard) release(why Reason) {
	g.mu.Lock()
	g.held &^= why
	g.mu.Unlock()
}

// still forgets what features were told; nil means all. The caller holds mu.
func (g *Guard) still(features []uint32) {
	if g.sent != nil {
		var ended []Command
		for feature, o := range g.running {
			if features == nil || slices.Contains(features, feature) {
				ended = append(ended, Command{Feature: feature, Type: o.wanted.Type})
			}
		}
		g.tell(ended)
	}
	if features == nil {
		clear(g.running)
	}
	for _, feature := range features {
		delete(g.running, feature)
	}
	g.schedule()
}

// Stop stops the outputs of features, ends their subscriptions, or both; nil means all
// features. It passes at once, whatever the limits are.
func (g *Guard) Stop(features []uint32, outputs, inputs bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if outputs {
		g.still(features)
	}
	return g.Toy.Stop(features, outputs, inputs)
}

// PassStop is Stop of outputs for a caller with a way of its own to stop toys. Stop is called
// once, while none of the guards lets anything pass. It must not block. Guards must always be
// given in the same order. Features is nil for all, as it must be with several guards.
func PassStop(stop func() error, features []uint32, guards ...*Guard) error {
	if len(guards) == 0 {
		return stop()
	}
	g := guards[0]
	g.mu.Lock()
	defer g.mu.Unlock()
	g.still(features)
	return PassStop(stop, features, guards[1:]...)
}

// StopNow starts the writes that stop the toy before it returns.
func (g *Guard) StopNow() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.still(nil)
	g.Toy.StopNow()
}

// Close ends the guard: it commands nothing by itself any more, and passes nothing but
// stops: commands are answered with ErrDisconnected. It does not stop the toy. It may be
// called more than once.
func (g *Guard) Close() {
	g.limits.detach(g)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.still(nil)
}
