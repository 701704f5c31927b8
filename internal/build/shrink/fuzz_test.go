package shrink

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A module that differs a little from what the linker writes is refused, or what becomes
// of it is as valid as it was. Nothing panics.
func FuzzModule(f *testing.F) {
	module := compile(f, "stacks")
	f.Add(uint32(0), []byte(nil), false)                      // as it is
	f.Add(uint32(0), []byte("\x7fELF"), false)                // something else
	f.Add(uint32(len(module)/2), []byte(nil), true)           // cut
	f.Add(uint32(8), []byte{1, 0xff, 0xff, 0xff, 0x7f}, true) // a section without end
	random := rand.New(rand.NewPCG(1, 2))
	for range 8 { // most of the module is code and tables
		f.Add(random.Uint32N(uint32(len(module))), []byte{byte(random.Uint32()), byte(random.Uint32())}, false)
	}
	table := readPclntab(readModule(module).memory)
	word := func(n int, b ...byte) { // of the module data, if it lies where the memory says
		section := slices.Clone(module)
		at := indexOf(section, readModule(module).memory[table.module:table.module+64])
		f.Add(uint32(at+8*n), b, false)
	}
	for _, n := range []int{mdFuncNames, mdCUs, mdPCTables + 1, mdFuncs, mdFTab, mdFTab + 1, mdFindFunc, mdMinPC, mdMaxPC, mdGoFunc, mdEnd} {
		word(n, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0x80)
	}
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, cut bool) {
		changed := slices.Clone(module)
		if int(at) < len(changed) {
			n := copy(changed[at:], patch)
			if cut {
				changed = changed[:int(at)+n]
			}
		}
		r, err := rewriteModule(changed, rewriting{first: func(name string) bool { return len(name)%2 == 0 }})
		if err != nil {
			assert.ErrorIs(t, err, ErrModule)
			return
		}
		if err := errors.Join(Validate(r.Module), Validate(r.Rest)); err != nil {
			require.Error(t, Validate(changed), err)
		}
	})
}

// indexOf returns where bytes of the memory are in the data section: the linker leaves
// zeros out, so only up to the first eight of them.
func indexOf(module, data []byte) int {
	for n := len(data); n >= 8; n -= 8 {
		for at := range len(module) - n {
			if slices.Equal(module[at:at+n], data[:n]) {
				return at
			}
		}
	}
	return len(module)
}

// host returns a module with one function of a Go module and, for the others, functions
// that do nothing, so that it is quickly validated.
func (m *module) host(n int, body []byte) []byte {
	h := *m
	h.memory = memory{1}
	h.typeOf = slices.Clip(m.typeOf)
	h.bodies = slices.Repeat([][]byte{{0, byte(opUnreachable), byte(opEnd)}}, len(m.bodies))
	h.bodies[n] = body
	return h.bytes(h.add(0, 0, []byte{0, byte(opEnd)}))
}

// A function that differs a little from what the compiler writes is kept as it is but for
// its entry, or rewritten to one that is as valid as it was. Nothing panics.
func FuzzFunction(f *testing.F) {
	module := compile(f, "stacks")
	m := readModule(module)
	tables := readPclntab(m.memory).funcs
	known := m.known()
	random := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		f.Add(uint16(random.Uint32()), uint16(random.Uint32N(300)), []byte{byte(random.Uint32())})
		f.Add(uint16(random.Uint32()), uint16(0), []byte(nil))
	}
	f.Fuzz(func(t *testing.T, n, at uint16, patch []byte) {
		k := int(n) % len(tables)
		index := tables[k].pc - FirstPC
		body := slices.Clone(m.bodies[index])
		if int(at) < len(body) {
			copy(body[at:], patch)
		}
		valid := Validate(m.host(index, body)) == nil
		if len(patch) == 0 {
			require.True(t, valid)
		}
		if m.typeOf[index] != goType || m.exported[index] || !decodes(body) {
			return
		}
		own := *m
		own.bodies = slices.Clone(m.bodies)
		own.bodies[index] = body
		changed := *tables[k]
		own.rewrite(index, &changed, known)
		if valid {
			require.NoError(t, Validate(m.host(index, own.bodies[index])), "%s %x", tables[k].name, body)
		}
	})
}

// decodes tells whether the code of a function has only instructions that are known: a
// module with others is refused as a whole.
func decodes(body []byte) (ok bool) {
	defer func() {
		if _, failed := recover().(failure); failed {
			ok = false
		}
	}()
	r := &reader{b: body}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	for r.more() {
		decode(r)
	}
	return true
}
