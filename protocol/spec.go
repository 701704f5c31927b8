// Package protocol knows how toys are spoken to: one Spec for each protocol, grouped
// into a file for each brand or mechanism.
//
// To add a protocol, add one Spec to the list in the file of its family, or a new file with
//
//	var _ = add(exampleSpecs)
//
//	var exampleSpecs = []Spec{{Name: "example", Packet: func(s *State) []byte { … }}}
//
// with the endpoints that it needs, if they are not device.Tx alone, and the bytes it must
// produce to testdata/NAME.txt; see fixture_test.go for the format. Names, services,
// features and ranges come from the catalogue.
//
// A Spec is a value. What changes while a toy runs (levels, counters, keys) is in the
// State that the engine hands to its functions, one call at a time, so none of them
// needs a lock or a goroutine. Package worker is that engine.
package protocol

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Spec is how toys of one protocol are driven. Name and one of Packet, Command, Writes
// (or, for toys that only measure, Notify) are needed, all else is optional.
type Spec struct {
	// Name is the key of the catalogue, "magic-motion-2".
	Name string

	// Needs are the endpoints that Init, commands and the talk at the start use. A toy
	// without them is refused. Nil: device.Tx. What depends on State.Has has a set for each
	// way in which the toy may be driven.
	Needs device.Needs

	// Optional are endpoints that not every toy of the protocol has, and that change how
	// it is driven where it has them.
	Optional []device.Endpoint

	// Response makes commands made by Packet and Command writes with response.
	Response bool

	// Packet makes the one packet that carries the levels of all features, written to
	// device.Tx: for toys whose motors share a packet. It is called once for any number
	// of commands that came together; s has their levels already.
	Packet func(s *State) []byte

	// Command makes the packet for one command, written to device.Tx: for toys whose
	// motors have packets of their own. Nil: there is nothing to write.
	Command func(s *State, c Command) []byte

	// Writes is for toys that need more than one packet, another endpoint or a mix of
	// write modes. It gets all commands that came together, in the order of their
	// arrival; s has their levels already. Response does not apply.
	Writes func(s *State, commands []Command) []Write

	// Supports tells which outputs the protocol can do, where that is less than what
	// Packet, Command or Writes may be asked for. Nil: all that the catalogue declares.
	// A command it refuses is answered with a device error.
	Supports func(s *State, c Command) bool

	// StopMoves makes the writes that end a running position move, for the toys that
	// know such a command; it is called on every stop. Levels are stopped without it.
	StopMoves func(s *State) []Write

	// Identify finds the model once connected: the identifier to look up in the
	// catalogue, "" for the default definition. Nil: the advertised name. An error
	// refuses the toy.
	Identify func(ctx context.Context, c *Conversation) (identifier string, err error)

	// Handover names the protocol that the model speaks after all, "" for this one. That
	// protocol's Identify is not asked again.
	Handover func(identifier string) string

	// Init is written after Identify, in order, before the toy is announced.
	Init []Write

	// Start is the conversation some toys want before they obey, after Init. An error
	// refuses the toy. It may keep what it learns in c.State.Memory.
	Start func(ctx context.Context, c *Conversation) error

	// Repeat writes the last packet again after this time without a write, for toys
	// that fall asleep or stop. Such toys get level 0 on every output when connected,
	// so that there is a packet to repeat.
	Repeat time.Duration

	// Tick is for toys whose packets must be made afresh at intervals: it is called
	// every TickEvery from the first command on for as long as it returns true.
	Tick      func(s *State) (writes []Write, again bool)
	TickEvery time.Duration

	// Read measures an input on demand. Nil: the engine serves Battery over the
	// standard characteristic (device.RxBLEBattery, one byte, per cent), nothing else.
	Read func(ctx context.Context, c *Conversation, f *device.Feature, t device.InputType) (int32, error)

	// Notify serves subscriptions.
	Notify *Notify
}

// Notify is where a toy sends measurements by itself, and how to read them.
type Notify struct {
	Endpoint device.Endpoint
	// Parse turns a notification into readings. Data is untrusted: any length, any
	// bytes. The engine drops readings that nobody subscribed to or that did not change.
	Parse func(s *State, data []byte) []Reading
}

// Reading is a measured value of an input.
type Reading struct {
	Feature uint32 // feature index
	Type    device.InputType
	Value   int32
}

// Command is what an output is told, see device.Command.
type Command = device.Command

// Write is one GATT write.
type Write struct {
	To       device.Endpoint // "" is device.Tx
	Data     []byte
	Response bool          // write with response
	After    time.Duration // not now but this long after the others; not repeated, not queued
}

// State is what the engine remembers of one connected toy.
type State struct {
	Def  *device.Definition
	Name string // as advertised
	Adv  *device.Advertisement
	// Has tells which endpoints the toy has.
	Has func(device.Endpoint) bool
	// Memory is for the protocol's own use; Start usually sets it.
	Memory any
	// Count is a packet counter for the protocol's own use. It starts at 0.
	Count uint32

	levels map[uint32]int32
	moves  map[uint32]int32
}

// NewState returns the state of a toy that was just connected. The engine calls it;
// tests may.
func NewState(def *device.Definition, adv *device.Advertisement, has func(device.Endpoint) bool) *State {
	return &State{Def: def, Name: adv.Name, Adv: adv, Has: has, levels: map[uint32]int32{}, moves: map[uint32]int32{}}
}

// Level is the value last commanded for the feature's levels (all outputs but position
// types), with its sign; 0 before the first command.
func (s *State) Level(feature uint32) int32 { return s.levels[feature] }

// Byte is the magnitude of Level, as most packets want it, at most 255.
func (s *State) Byte(feature uint32) byte { return Magnitude(s.levels[feature]) }

// Position is the place the feature was last sent to; 0 before the first move. While
// Command or Writes runs it is still the previous place.
func (s *State) Position(feature uint32) int32 { return s.moves[feature] }

// apply takes commands into the state: levels before, positions after the packets were made.
func (s *State) apply(commands []Command, positions bool) {
	for _, c := range commands {
		if c.Type.IsPosition() != positions {
			continue
		}
		if positions {
			s.moves[c.Feature] = c.Value
		} else {
			s.levels[c.Feature] = c.Value
		}
	}
}

// Outputs is the number of features that have an output.
func (s *State) Outputs() int {
	return s.count(func(f *device.Feature) bool { return len(f.Outputs) > 0 })
}

// CountOf is the number of features that have an output of one of the types.
func (s *State) CountOf(types ...device.OutputType) int {
	return s.count(func(f *device.Feature) bool {
		for _, t := range types {
			if _, ok := f.Output(t); ok {
				return true
			}
		}
		return false
	})
}

// byteOf is Byte of the first feature that has the output; 0 if there is none.
func (s *State) byteOf(t device.OutputType) byte {
	for i := range s.Def.Features {
		if _, ok := s.Def.Features[i].Output(t); ok {
			return s.Byte(s.Def.Features[i].Index)
		}
	}
	return 0
}

// levelBytes is Byte for features 0 to Outputs-1: the packet of many toys.
func (s *State) levelBytes() []byte {
	levels := make([]byte, s.Outputs())
	for i := range levels {
		levels[i] = s.Byte(uint32(i))
	}
	return levels
}

func (s *State) count(want func(*device.Feature) bool) int {
	n := 0
	for i := range s.Def.Features {
		if want(&s.Def.Features[i]) {
			n++
		}
	}
	return n
}

// Encode makes the writes for commands that came together and takes them into the
// state. The engine calls it; tests may.
func (p *Spec) Encode(s *State, commands []Command) []Write {
	s.apply(commands, false)
	var writes []Write
	switch {
	case p.Writes != nil:
		writes = p.Writes(s, commands)
	case p.Packet != nil:
		if data := p.Packet(s); data != nil {
			writes = []Write{{Data: data, Response: p.Response}}
		}
	case p.Command != nil:
		for _, c := range commands {
			if data := p.Command(s, c); data != nil {
				writes = append(writes, Write{Data: data, Response: p.Response})
			}
			s.apply([]Command{c}, true)
		}
	}
	s.apply(commands, true)
	return writes
}

// onlyTx is what most protocols need.
var onlyTx = device.Needs{{device.Tx}}

// Wanted is what is looked for in a toy with these services that may speak the protocol.
func (p *Spec) Wanted(services []device.Service) device.Wanted {
	w := device.Wanted{Services: services, Needs: p.Needs, Optional: p.Optional}
	if w.Needs == nil {
		w.Needs = onlyTx
	}
	if p.Read == nil { // then the engine reads the battery
		w.Optional = append(slices.Clip(w.Optional), device.RxBLEBattery)
	}
	return w
}

// Accepts reports whether the toy can do the command.
func (p *Spec) Accepts(s *State, c Command) bool {
	if p.Writes == nil && p.Packet == nil && p.Command == nil {
		return false
	}
	return p.Supports == nil || p.Supports(s, c)
}

var specs = map[string]*Spec{}

// add enters the protocols of a file. They are in a slice so that the compiler lays them
// out as data: built by code at start-up they would cost 1 KB each in the module. Entering
// a name twice is a mistake in this package.
func add(family []Spec) bool {
	for i := range family {
		name := family[i].Name
		if _, twice := specs[name]; twice || name == "" {
			panic("protocol " + name + " entered twice or without a name")
		}
		specs[name] = &family[i]
	}
	return true
}

// Lookup finds a protocol by its name.
func Lookup(name string) (*Spec, bool) {
	spec, ok := specs[name]
	return spec, ok
}

// Names lists all protocols, in alphabetical order.
func Names() []string { return slices.Sorted(maps.Keys(specs)) }

// Supported reports whether there is code for the protocol.
func Supported(name string) bool {
	_, ok := specs[name]
	return ok
}

// Unsupported are the protocols of the catalogue without code, and why. Their toys are
// not offered.
var Unsupported = map[string]string{
	"libo-karen": "what it measures and what it can be told is not known",
}
