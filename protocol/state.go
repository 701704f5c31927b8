package protocol

import "github.com/gobuttplug/gobuttplug/device"

// State is what the engine remembers of one connected toy.
type State struct {
	Def  *device.Definition
	Name string // as advertised
	Adv  *device.Advertisement
	// Has tells which endpoints the toy has.
	Has func(device.Endpoint) bool
	// Memory is for the protocol's own use. MemoryOf makes it when it is first needed.
	Memory any
	// Count is a packet counter for the protocol's own use. It starts at 0, and counts what
	// was made: no two packets have the same, whatever becomes of them.
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
// types), with its sign; 0 before the first command. It is what the toy is to do, also if
// that is yet to arrive: what fails is written again, or replaced by something newer.
func (s *State) Level(feature uint32) int32 { return s.levels[feature] }

// Byte is the magnitude of Level, as most packets want it, at most 255.
func (s *State) Byte(feature uint32) byte { return Magnitude(s.levels[feature]) }

// Position is the place of the last move that the toy has taken; 0 before the first.
func (s *State) Position(feature uint32) int32 { return s.moves[feature] }

// MemoryOf is State.Memory as a *T. At first it is a zero T, so that a protocol that asks
// for its memory in this way needs nobody to prepare it.
func MemoryOf[T any](s *State) *T {
	memory, ok := s.Memory.(*T)
	if !ok {
		memory = new(T)
		s.Memory = memory
	}
	return memory
}

// Redefine replaces the name and the features of a toy's definition by what the toy told.
// What the user has set for an output stays if the catalogue has one of the same feature,
// type and range.
func (s *State) Redefine(name string, features []device.Feature) {
	for i := range features {
		f := &features[i]
		known, ok := s.Def.Feature(f.Index)
		if !ok {
			continue
		}
		for j := range f.Outputs {
			o := &f.Outputs[j]
			if set, ok := known.Output(o.Type); ok && set.Range == o.Range {
				o.Limit, o.Disabled, o.Reverse = set.Limit, set.Disabled, set.Reverse
			}
		}
	}
	s.Def.Name, s.Def.Features = name, features
}

// command makes the levels of commands those that are wanted.
func (s *State) command(commands []Command) {
	for _, c := range commands {
		if !c.Type.IsPosition() {
			s.levels[c.Feature] = c.Value
		}
	}
}

// onArrival makes the moves among commands count when the last of their writes is taken; at
// once if they need none.
func (s *State) onArrival(writes []Write, commands []Command) {
	for _, c := range commands {
		if !c.Type.IsPosition() {
			continue
		}
		if len(writes) == 0 {
			s.moves[c.Feature] = c.Value
			continue
		}
		last := &writes[len(writes)-1]
		before := last.Taken
		last.Taken = func() {
			if before != nil {
				before()
			}
			s.moves[c.Feature] = c.Value
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

// levelOf is Level of the first feature that has the output; 0 if there is none.
func (s *State) levelOf(t device.OutputType) int32 {
	for i := range s.Def.Features {
		if _, ok := s.Def.Features[i].Output(t); ok {
			return s.Level(s.Def.Features[i].Index)
		}
	}
	return 0
}

// highest is the highest magnitude of all levels.
func (s *State) highest() (level int32) {
	for i := range s.Def.Features {
		level = max(level, abs(s.Level(s.Def.Features[i].Index)))
	}
	return level
}

// pair is Byte of features 0 and 1, that of 0 twice for a toy with one output.
func (s *State) pair() (first, second byte) {
	if s.Outputs() < 2 {
		return s.Byte(0), s.Byte(0)
	}
	return s.Byte(0), s.Byte(1)
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
