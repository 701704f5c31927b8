package protocol

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
)

//go:generate go run ./internal/families

// Why NewSet refuses a protocol; see SpecError.
var (
	ErrNoName     = errors.New("it has no Name")
	ErrTwice      = errors.New("there is another one with this Name")
	ErrIncomplete = errors.New("it can neither command nor measure anything: it needs Packet, Command, Writes, Tick, Read or Notify")
	ErrAmbiguous  = errors.New("it has more than one of Packet, Command and Writes")
	ErrNoParse    = errors.New("its Notify lacks Endpoint or Parse")
	ErrNoMake     = errors.New("its Tick lacks Make")
)

// SpecError tells which protocol NewSet refuses.
type SpecError struct {
	Index int    // in the arguments
	Name  string // "" if it has none
	Err   error  // one of the above
}

func (e *SpecError) Error() string {
	return "protocol " + `"` + e.Name + `"` + " (argument " + strconv.Itoa(e.Index) + "): " + e.Err.Error()
}

func (e *SpecError) Unwrap() error { return e.Err }

// Set is a choice of protocols, made by All or NewSet. It does not change, and may be used from any
// goroutine. A nil Set is empty.
type Set struct{ specs func() map[string]*Spec }

// All returns the set of all protocols of this package. A program that does not call it contains
// only the code of the protocols that it names.
func All() *Set { return all() }

// all makes the table when a protocol is first looked up: connecting a client takes none.
var all = sync.OnceValue(func() *Set {
	return &Set{sync.OnceValue(func() map[string]*Spec {
		specs := map[string]*Spec{}
		for _, family := range families() {
			for i := range family { // that NewSet takes them is tested
				specs[family[i].Name] = &family[i]
			}
		}
		return specs
	})}
})

// NewSet makes a set of protocols: families of this package, or a program's own. The error
// joins a *SpecError for each protocol that is incomplete or there twice.
func NewSet(specs ...Spec) (*Set, error) { return (*Set)(nil).With(specs...) }

// With is the set with more protocols. Errors are those of NewSet.
func (s *Set) With(specs ...Spec) (*Set, error) {
	all := map[string]*Spec{}
	if s != nil {
		maps.Copy(all, s.specs())
	}
	if err := add(all, slices.Clone(specs)); err != nil {
		return nil, err
	}
	return &Set{func() map[string]*Spec { return all }}, nil
}

// add keeps pointers into specs.
func add(all map[string]*Spec, specs []Spec) error {
	var refused []error
	for i := range specs {
		err := specs[i].check()
		if all[specs[i].Name] != nil {
			err = ErrTwice
		}
		if err != nil {
			refused = append(refused, &SpecError{i, specs[i].Name, err})
			continue
		}
		all[specs[i].Name] = &specs[i]
	}
	return errors.Join(refused...)
}

// check tells what is wrong with a protocol.
func (p *Spec) check() error {
	ways := 0
	for _, has := range [...]bool{p.Packet != nil, p.Command != nil, p.Writes != nil} {
		if has {
			ways++
		}
	}
	switch {
	case p.Name == "":
		return ErrNoName
	case ways > 1:
		return ErrAmbiguous
	case ways == 0 && p.Tick == nil && p.Read == nil && p.Notify == nil:
		return ErrIncomplete
	case p.Notify != nil && (p.Notify.Endpoint == "" || p.Notify.Parse == nil):
		return ErrNoParse
	case p.Tick != nil && p.Tick.Make == nil:
		return ErrNoMake
	}
	return nil
}

// Lookup finds a protocol by its name.
func (s *Set) Lookup(name string) (*Spec, bool) {
	if s == nil {
		return nil, false
	}
	spec, ok := s.specs()[name]
	return spec, ok
}

// Has reports whether the protocol is in the set.
func (s *Set) Has(name string) bool {
	_, ok := s.Lookup(name)
	return ok
}

// Names lists the protocols of the set in alphabetical order.
func (s *Set) Names() []string {
	if s == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(s.specs()))
}

// Unsupported are the protocols of the catalogue without code, and why. Their toys are
// not offered.
var Unsupported = map[string]string{
	"libo-karen": "what it measures and what it can be told is not known",
}
