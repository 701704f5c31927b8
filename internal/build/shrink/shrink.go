// Package shrink makes a WebAssembly module of the Go linker smaller and faster, and can cut
// it in two. It keeps what the program does, and drops what tells about it: the names and
// lines of functions, which it returns instead. README.md explains how, and why that is safe.
//
// It knows how one release of Go compiles and links for js/wasm, and refuses what it does
// not know.
package shrink

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// Result is a module that was shrunk.
type Result struct {
	Module    []byte
	Rest      []byte // the functions that Module lacks, if it was split; see Split
	Functions int    // of the module
	Rewritten int    // those of them whose code was rewritten; others are kept as they are

	// What the functions were, by index. The PCs of function n have n + FirstPC in front
	// of the lower 16 bits, and a browser calls it wasm-function[n + Imports].
	Symbols []Function
	Imports int
}

// FirstPC is the index, in PCs, of the first function of the module.
const FirstPC = 0x1000

// Least is the percentage of functions that must be rewritten. What the compiler writes
// for a few functions of the runtime was never understood; more of them show that it
// writes something new.
const Least = 90

var (
	// ErrModule is returned for a module that is not as the Go linker writes it.
	ErrModule = errors.New("shrink: the module is not as expected")
	// ErrFew is returned if too few functions could be rewritten.
	ErrFew = errors.New("shrink: the compiler writes other code than it knows")
)

// Module shrinks a module that was linked with its symbols, that is without -s. What it
// returns is valid WebAssembly.
func Module(in []byte) (*Result, error) { return checked(rewriteModule(in, rewriting{})) }

// Split is Module, and leaves functions that are not first, by their names, to a second
// part. That is a module, too: it is to be instantiated with the imports of the first
// part and, as module "first", with the exports of that. Then the export rest, a global, is
// to be set to 1. If it was 2 a goroutine has waited for that: go_on is to be called, and
// nothing else before.
//
// Until then Go can't be called from what it calls: the goroutine might have to wait. What
// runs before main is best in the first part, or it ends with a trap.
func Split(in []byte, first func(name string) bool) (*Result, error) {
	return checked(rewriteModule(in, rewriting{first: first}))
}

// Traced is Module, with functions that tell that they run: each sets the byte of the memory
// whose address is its index, from 0 on without imports. Go has nothing there: that is where
// a nil pointer leads.
func Traced(in []byte) (*Result, error) {
	return checked(rewriteModule(in, rewriting{traced: true}))
}

// rewriting is how a module is rewritten.
type rewriting struct {
	first  func(name string) bool // not nil: split, with these in the first part
	traced bool
}

func checked(r *Result, err error) (*Result, error) {
	if err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Result) check() error {
	if r.Rewritten*100 < r.Functions*Least {
		return fmt.Errorf("%w: just %d of %d functions were rewritten, less than %d %%", ErrFew, r.Rewritten, r.Functions, Least)
	}
	if r.Rest != nil {
		if err := Validate(r.Rest); err != nil {
			return fmt.Errorf("the rest: %w", err)
		}
	}
	return Validate(r.Module)
}

func rewriteModule(in []byte, how rewriting) (result *Result, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			err = fmt.Errorf("%w: %s", ErrModule, string(r))
		case runtime.Error:
			err = fmt.Errorf("%w: %w", ErrModule, r)
		default:
			panic(r)
		}
	}()
	m := readModule(in)
	table := readPclntab(m.memory)
	d := describe(m.memory)
	known := m.known()
	cut := m.cutUnused(table.functions(len(m.bodies)))
	reach := m.reach(table)
	r := &Result{Functions: len(m.bodies), Symbols: make([]Function, len(m.bodies)), Imports: m.imports}
	away := make([]bool, len(m.bodies)) // functions of the rest
	for k, tables := range table.funcs {
		n := tables.pc - FirstPC
		if n < 0 || n >= len(m.bodies) {
			fail("the table of functions has one that the module lacks")
		}
		var was map[int][]int
		if cut[n] || !reach.funcs[n] {
			if !reach.funcs[n] {
				m.bodies[n] = trap
			}
			was = map[int][]int{}
			tables.drop()
			r.Rewritten++
		} else if m.typeOf[n] == goType && !m.exported[n] {
			if was = m.rewrite(n, tables, known); was != nil {
				r.Rewritten++
				away[n] = true
			}
		}
		r.Symbols[n] = d.lines(k).symbols(was)
		away[n] = away[n] && how.first != nil && !how.first(r.Symbols[n].Name)
	}
	reach.clearPowersOfTen()
	if !reach.reflect {
		reach.types.clean(reach.live)
	}
	if how.traced {
		m.trace()
	}
	if how.first != nil {
		r.Rest = m.split(away)
	}
	packed := table.write(m.memory)
	start := m.add(0, 0, packed.unpackAll(m.add(6, 1, unpackColumn())))
	r.Module = m.bytes(start)
	return r, nil
}

// goType is the type of all functions but some of the runtime: from i32 to i32.
const goType = 0

// rewrite rewrites a function, and returns what the PC_B of its calls were by what they
// are. A function that is not understood is kept, but for its entry; that returns nil.
func (m *module) rewrite(n int, tables *funcTables, known known) map[int][]int {
	f := parse(m.bodies[n], FirstPC+n, known)
	if f == nil || tables.assembly() || !f.renumber(tables) {
		tables.needsName = true
		m.bodies[n] = startingWith(entry, m.bodies[n]) // as those that were rewritten have
		return nil
	}
	for k := range f.blocks {
		f.blocks[k] = simplify(f.blocks[k])
	}
	tables.needsName = f.calls(known.panicWrap)
	m.bodies[n] = f.assemble(known.nilPanic)
	return f.was
}

// startingWith puts code at the start of a function, behind its local variables.
func startingWith(code, body []byte) []byte {
	r := &reader{b: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	return slices.Concat(body[:r.p], code, body[r.p:])
}

// known finds the functions of the runtime that calls depend on.
func (m *module) known() known {
	k := known{panics: map[int64]bool{}}
	for n, name := range m.names {
		index := int64(m.imports + n)
		switch name {
		case "runtime.sigpanic":
			k.nilPanic = index
		case "runtime.panicwrap":
			k.panicWrap, k.panics[index] = index, true
		case "runtime.gopanic", "runtime.throw", "runtime.fatal",
			"runtime.panicdivide", "runtime.panicshift", "runtime.panicoverflow",
			"runtime.panicdottypeE", "runtime.panicdottypeI", "runtime.panicnildottype":
			k.panics[index] = true
		default:
			if strings.HasPrefix(name, "runtime.goPanic") {
				k.panics[index] = true
			}
		}
	}
	if k.nilPanic == 0 {
		fail("the runtime has no sigpanic")
	}
	return k
}
