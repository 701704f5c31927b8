// Package protocol knows how toys are spoken to: one Spec for each protocol, grouped into a file
// for each brand or mechanism. A program gives a server all of them, a few, or its own:
//
//	server.Options{Protocols: protocol.All(), ...}
//
//	few, err := protocol.NewSet(slices.Concat(protocol.Lovense, protocol.WeVibe)...)
//
// To add a protocol to this package, add one Spec to the list in the file of its family, or a new file with
//
//	// Example toys take a level and a checksum.
//	var Example = []Spec{{
//		Name:    "example",
//		Command: Bytes{0x55, 0x03, Level, Sum},
//	}}
//
// with the endpoints that it needs, if they are not device.Tx alone, and the bytes it must
// produce to testdata/NAME.txt; see fixture_test.go for the format.
// After a new file run "go generate ./protocol", which lists the families for All. Names,
// services, features and ranges come from the catalogue.
//
// What a packet looks like is said with encoders: Bytes is the packet byte by byte, with
// slots for the level and the like; Join, EachFeature, Padded and AES make packets of
// packets; ByOutput, ByFeature, OffOn, ByDirection and ByRunning choose between packets;
// Func is Go code for all else.
//
// A Spec is a value. What changes while a toy runs (levels, counters, keys) is in the
// State that the engine hands to its functions, one call at a time, so none of them
// needs a lock or a goroutine. The engine is the worker that a server has for each toy.
//
// Writes may fail, and be replaced by those of a newer command. So what a protocol
// remembers of where the toy is changes when a write has arrived (see Write.Taken), not
// when it is made.
package protocol

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Spec is how toys of one protocol are driven. It needs a Name and one of Packet, Command
// and Writes, which say what is written to the toy; toys that only measure need Read or
// Notify in their place, and toys that are only written to at intervals need Tick. All else
// is optional. Toys are connected in the order Identify, Handover, Discover, Init, Start.
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

	// Packet makes the one packet that carries the levels of all features, for toys whose
	// motors share a packet: Bytes{0x0F, Level0, Level1}. It is made once for any number of
	// commands that came together; the state has their levels already.
	Packet Encoder

	// Command makes the packet for one command, for toys whose motors have packets of
	// their own: Bytes{0xA0, Index, Level}.
	Command Encoder

	// To is where Packet and Command are written. "" is device.Tx.
	To device.Endpoint

	// Writes is for toys that need more than one packet, several endpoints or a mix of
	// write modes. It gets all commands that came together, in the order of their
	// arrival; s has their levels already. Response and To do not apply.
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

	// Discover completes the definition of a toy that tells itself what it can do: name and
	// features. It is called when the definition has been looked up; see Redefine. An error
	// refuses the toy.
	Discover func(ctx context.Context, c *Conversation) error

	// Handover names the protocol that the model speaks after all, "" for this one. That
	// protocol's Identify is not asked again.
	Handover func(identifier string) string

	// Init is written after Identify, in order, before the toy is announced.
	Init []Write

	// Start is the conversation some toys want before they obey, after Init. An error
	// refuses the toy. It may keep what it learns in the state; see MemoryOf.
	Start func(ctx context.Context, c *Conversation) error

	// Repeat writes the last packet again after this time without a write, for toys
	// that fall asleep or stop. Such toys get level 0 on every output when connected,
	// so that there is a packet to repeat.
	Repeat time.Duration

	// Tick is for toys whose packets must be made afresh at intervals.
	Tick *Tick

	// Read measures an input on demand. Nil: the engine serves Battery over the
	// standard characteristic (device.RxBLEBattery, one byte, per cent), nothing else.
	// Commands go on meanwhile, so it gets at the state with Conversation.Use alone.
	Read func(ctx context.Context, c *Conversation, f *device.Feature, t device.InputType) (int32, error)

	// Notify serves subscriptions.
	Notify *Notify
}

// Tick makes packets at intervals: right after a command was written, and again for as
// long as Make returns true.
type Tick struct {
	Every time.Duration
	Make  func(s *State) (writes []Write, again bool)
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
	Value   int32 // in the unit of Type
}

// Command is what an output is told, see device.Command.
type Command = device.Command

// wholeToy is the feature of the command that Spec.Packet is made for.
const wholeToy = math.MaxUint32

// levelOf is the value of c, or the highest of all levels for the whole toy.
func levelOf(c Command, s *State) int32 {
	if c.Feature == wholeToy {
		return s.highest()
	}
	return c.Value
}

// Write is one GATT write.
type Write struct {
	To       device.Endpoint // "" is device.Tx
	Data     []byte
	Response bool          // write with response
	After    time.Duration // not now but this long after the others; not repeated, not queued

	// Taken is called once, as Make and the like are, when the toy has taken the write. It is
	// where a protocol takes note of what the toy now is: one that has failed, or has not been
	// tried, may be replaced by another. Nil: nothing to note. Of the writes of Writes,
	// StopMoves and Tick.
	Taken func()
}

// Encode makes the writes for commands that came together. The state has their levels
// then, and the places of moves once the last write is taken. The engine calls it; tests
// may.
func (p *Spec) Encode(s *State, commands []Command) []Write {
	s.command(commands)
	var writes []Write
	switch {
	case p.Writes != nil:
		writes = p.Writes(s, commands)
	case p.Packet != nil:
		if data := p.Packet.Append(nil, s, Command{Feature: wholeToy}); len(data) > 0 {
			writes = []Write{{To: p.To, Data: data, Response: p.Response}}
		}
	case p.Command != nil:
		for _, c := range commands {
			if data := p.Command.Append(nil, s, c); len(data) > 0 {
				writes = append(writes, Write{To: p.To, Data: data, Response: p.Response})
			}
		}
	}
	s.onArrival(writes, commands)
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
	if p.Writes == nil && p.Packet == nil && p.Command == nil && p.Tick == nil {
		return false
	}
	return p.Supports == nil || p.Supports(s, c)
}
