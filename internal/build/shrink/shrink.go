// Package shrink makes a WebAssembly module of the Go linker smaller and faster. It keeps
// what the program does, and drops what tells about it: the names and lines of functions.
//
// It knows how the pinned release of Go compiles and links for js/wasm, and refuses what it does not know.
package shrink

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// Stats tells what was found in a module.
type Stats struct {
	Functions int // of the module
	Rewritten int // those of them whose code was rewritten; others are kept as they are
}

// Module shrinks a module that was linked with its symbols, that is without -s.
func Module(in []byte) (out []byte, stats Stats, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			err = errors.New("shrink: " + string(r))
		case runtime.Error:
			err = fmt.Errorf("shrink: the module is not as expected: %w", r)
		default:
			panic(r)
		}
	}()
	m := readModule(in)
	table := readPclntab(m.memory)
	known := m.known()
	stats.Functions = len(m.bodies)
	byPC := map[int]*funcTables{}
	for _, f := range table.funcs {
		byPC[f.pc] = f
	}
	for n, body := range m.bodies {
		tables := byPC[firstPC+n]
		if tables == nil || m.typeOf[n] != goType || m.exported[n] {
			continue
		}
		if f := parse(body, firstPC+n, known); f != nil && !tables.assembly() && f.renumber(tables) {
			for k := range f.blocks {
				f.blocks[k] = simplify(f.blocks[k])
			}
			tables.needsName = f.calls(known.panicWrap)
			m.bodies[n] = f.assemble(known.nilPanic)
			stats.Rewritten++
		} else {
			tables.needsName = true
			m.bodies[n] = withEntry(body)
		}
	}
	packed := table.write(m.memory)
	start := m.add(0, 0, packed.unpackAll(m.add(6, 1, unpackColumn())))
	return m.bytes(start), stats, nil
}

// goType is the type of all functions but some of the runtime: from i32 to i32.
const goType = 0

// withEntry puts the entry of the functions that were rewritten before one that is not.
func withEntry(body []byte) []byte {
	r := &reader{b: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	out := append(append([]byte{}, body[:r.p]...), entry...)
	return append(out, body[r.p:]...)
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
