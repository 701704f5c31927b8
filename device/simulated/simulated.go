// Package simulated offers toys to people who have none, and to tests.
//
//	toys := simulated.New() // one of each kind
//	srv := server.New(server.Options{
//		Catalog:   toys.Catalog(nil),
//		Protocols: protocol.All(),
//		Scanners:  []device.Scanner{toys},
//	})
//
// They are found by scanning and driven by the same code as real ones. What they are told can be
// watched, what they measure can be set, and they can be made to drop out.
package simulated

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/internal/stream"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// ErrUnknown means that there is no simulated toy of that name, or that it has no such input.
var ErrUnknown = errors.New("no such simulated toy or input")

// Toys is a set of simulated toys. It is a device.Scanner that finds them all at once. It is
// made by New, and its methods may be called from any goroutine.
type Toys struct {
	mu        sync.Mutex
	toys      []*toy
	observers map[int]func(State)
	next      int
}

// State is what a simulated toy does at one moment.
type State struct {
	Name      string // that of the model, by which the toy is found
	Connected bool
	Outputs   []OutputState // in the order of features, then types
	Inputs    []InputState  // in the order of features, then types
}

// OutputState is what an output was last told.
type OutputState struct {
	Feature  uint32
	Type     device.OutputType
	Range    device.Range
	Value    int32         // in steps of the model, within Range
	Duration time.Duration // of a move; 0 for other outputs
}

// InputState is what an input measures.
type InputState struct {
	Feature uint32
	Type    device.InputType
	Range   device.Range
	Value   int32 // in the unit of Type, within Range
}

// New returns simulated toys of the given models, or of Models if there are none. Each model
// must have a name of its own, and Protocol as its protocol.
func New(models ...device.Definition) *Toys {
	if len(models) == 0 {
		models = Models()
	}
	all := &Toys{observers: map[int]func(State){}}
	for i := range models {
		all.toys = append(all.toys, newToy(all, &models[i], i))
	}
	return all
}

// Name implements device.Scanner.
func (all *Toys) Name() string { return "simulated toys" }

// Scan implements device.Scanner: it finds every toy that is not connected, then ends. Toys
// that were out of reach are in reach again.
func (all *Toys) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	started()
	for _, t := range all.toys {
		if ctx.Err() != nil {
			return nil
		}
		if !all.snapshot(t).Connected {
			all.reach(t, true)
			found(t)
		}
	}
	return nil
}

// Catalog returns a catalogue that knows the models of the simulated toys, and besides them those
// of other, which may be nil.
func (all *Toys) Catalog(other device.Catalog) device.Catalog { return &models{all, other} }

// Observe calls fn with the state of a toy whenever it changes, until remove is called. Fn is
// called in the goroutine that changes the toy, and must not block.
func (all *Toys) Observe(fn func(State)) (remove func()) {
	all.mu.Lock()
	defer all.mu.Unlock()
	key := all.next
	all.next++
	all.observers[key] = fn
	return func() {
		all.mu.Lock()
		delete(all.observers, key)
		all.mu.Unlock()
	}
}

// States is what all toys do now, in the order of the models.
func (all *Toys) States() []State {
	states := make([]State, 0, len(all.toys))
	for _, t := range all.toys {
		states = append(states, all.snapshot(t))
	}
	return states
}

// SetInput makes a toy measure a value, and tells its subscribers. A value outside the range of
// the input becomes the nearest within. The error matches ErrUnknown.
func (all *Toys) SetInput(name string, feature uint32, t device.InputType, value int32) error {
	one, err := all.find(name)
	if err != nil {
		return err
	}
	all.mu.Lock()
	i := slices.IndexFunc(one.state.Inputs, func(in InputState) bool { return in.Feature == feature && in.Type == t })
	if i < 0 {
		all.mu.Unlock()
		return unknown(name + ": " + t.String() + " of feature " + strconv.FormatUint(uint64(feature), 10))
	}
	in := &one.state.Inputs[i]
	in.Value = min(max(value, in.Range.Min), in.Range.Max)
	data := binary.LittleEndian.AppendUint32([]byte{byte(feature), byte(t)}, uint32(in.Value))
	link := one.link
	all.mu.Unlock()
	all.changed(one)
	if link != nil {
		link.Hear(data)
	}
	return nil
}

// Drop makes a toy vanish as if it had gone out of reach, until Return or the next scan. The
// error matches ErrUnknown.
func (all *Toys) Drop(name string) error {
	one, err := all.find(name)
	if err != nil {
		return err
	}
	all.reach(one, false)
	all.mu.Lock()
	link := one.link
	all.mu.Unlock()
	if link != nil {
		return link.Close()
	}
	return nil
}

// Return brings a toy that was dropped back into reach, so that it can be connected again. The
// error matches ErrUnknown.
func (all *Toys) Return(name string) error {
	one, err := all.find(name)
	if err == nil {
		all.reach(one, true)
	}
	return err
}

// reach notes whether a toy can be reached.
func (all *Toys) reach(t *toy, inReach bool) {
	all.mu.Lock()
	t.away = !inReach
	all.mu.Unlock()
}

func unknown(what string) error { return reason.New(ErrUnknown, ErrUnknown.Error()+": "+what) }

func (all *Toys) find(name string) (*toy, error) {
	for _, t := range all.toys {
		if t.def.Name == name {
			return t, nil
		}
	}
	return nil, unknown(name)
}

func (all *Toys) snapshot(t *toy) State {
	all.mu.Lock()
	defer all.mu.Unlock()
	state := t.state
	state.Outputs = slices.Clone(state.Outputs)
	state.Inputs = slices.Clone(state.Inputs)
	return state
}

// changed tells the observers.
func (all *Toys) changed(t *toy) {
	state := all.snapshot(t)
	all.mu.Lock()
	observers := make([]func(State), 0, len(all.observers))
	for _, fn := range all.observers {
		observers = append(observers, fn)
	}
	all.mu.Unlock()
	for _, fn := range observers {
		fn(state)
	}
}

// models is a catalogue with the simulated models in front.
type models struct {
	all   *Toys
	other device.Catalog
}

func (m *models) Match(adv *device.Advertisement) []device.Match {
	if t, err := m.all.find(adv.Name); err == nil {
		return []device.Match{{Protocol: t.def.Protocol}}
	}
	if m.other == nil {
		return nil
	}
	return m.other.Match(adv)
}

func (m *models) Define(name, identifier string) (*device.Definition, bool) {
	if t, err := m.all.find(identifier); err == nil && t.def.Protocol == name {
		def := *t.def
		return &def, true
	}
	if m.other == nil {
		return nil, false
	}
	return m.other.Define(name, identifier)
}

// toy is one simulated toy. Its fields but def and address are guarded by all.mu.
type toy struct {
	all     *Toys
	def     *device.Definition
	address string
	state   State
	away    bool  // out of reach
	link    *link // nil while not connected
}

func newToy(all *Toys, def *device.Definition, number int) *toy {
	t := &toy{all: all, def: def, address: "simulated:" + strconv.Itoa(number+1), state: State{Name: def.Name}}
	for _, f := range def.Features {
		for _, o := range f.Outputs {
			t.state.Outputs = append(t.state.Outputs, OutputState{Feature: f.Index, Type: o.Type, Range: o.Range})
		}
		for _, in := range f.Inputs {
			s := InputState{Feature: f.Index, Type: in.Type, Range: in.Ranges[0]}
			switch in.Type {
			case device.Battery:
				s.Value = 85
			case device.RSSI:
				s.Value = -60
			}
			t.state.Inputs = append(t.state.Inputs, s)
		}
	}
	return t
}

// Advertisement implements device.Peripheral.
func (t *toy) Advertisement() device.Advertisement {
	return device.Advertisement{Address: t.address, Name: t.def.Name}
}

// Connect implements device.Peripheral.
func (t *toy) Connect(ctx context.Context, _ device.Wanted) (device.Link, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t.all.mu.Lock()
	if t.link != nil || t.away {
		away := t.away
		t.all.mu.Unlock()
		if away {
			return nil, reason.New(device.ErrDisconnected, t.def.Name+" is out of reach")
		}
		return nil, reason.New(device.ErrNotAllowed, t.def.Name+" is connected already")
	}
	l := &link{Base: stream.NewBase(t.def.Name, func() {}), toy: t}
	t.link, t.state.Connected = l, true
	t.all.mu.Unlock()
	t.all.changed(t)
	return l, nil
}

// link is a connection to a simulated toy.
type link struct {
	*stream.Base
	toy *toy
}

func (l *link) Has(e device.Endpoint) bool { return l.Base.Has(e) || l.input(e) >= 0 }

// input is the position of the input that is read from the endpoint, or -1.
func (l *link) input(e device.Endpoint) int {
	l.toy.all.mu.Lock()
	defer l.toy.all.mu.Unlock()
	return slices.IndexFunc(l.toy.state.Inputs, func(in InputState) bool { return protocol.SimulatedInput(in.Feature) == e })
}

func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	if err := l.Check(to); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if len(data) != 6 && len(data) != 10 {
		return protocol.ErrUnexpectedReply
	}
	var duration time.Duration
	if len(data) == 10 {
		duration = time.Duration(binary.LittleEndian.Uint32(data[6:])) * time.Millisecond
	}
	value := int32(binary.LittleEndian.Uint32(data[2:]))
	all := l.toy.all
	all.mu.Lock()
	for i := range l.toy.state.Outputs {
		o := &l.toy.state.Outputs[i]
		if o.Feature == uint32(data[0]) && o.Type == device.OutputType(data[1]) {
			o.Value, o.Duration = value, duration
		}
	}
	all.mu.Unlock()
	all.changed(l.toy)
	return nil
}

func (l *link) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	if err := l.Write(context.Background(), to, data, response); err != nil {
		failed(err)
	}
}

func (l *link) Read(ctx context.Context, from device.Endpoint) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	i := l.input(from)
	switch {
	case i < 0:
		return nil, l.Fail("read from", device.ErrNoEndpoint)
	case !l.Alive():
		return nil, l.Fail("read from", device.ErrDisconnected)
	}
	value := l.toy.all.snapshot(l.toy).Inputs[i].Value
	return binary.LittleEndian.AppendUint32(nil, uint32(value)), nil
}

// Close implements device.Link. A toy that loses its connection stops.
func (l *link) Close() error {
	t := l.toy
	t.all.mu.Lock()
	if t.link != l {
		t.all.mu.Unlock()
		return nil
	}
	t.link, t.state.Connected = nil, false
	for i := range t.state.Outputs {
		if o := &t.state.Outputs[i]; !o.Type.IsPosition() {
			o.Value = 0
		}
	}
	t.all.mu.Unlock()
	l.End()
	t.all.changed(t)
	return nil
}
