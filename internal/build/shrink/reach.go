package shrink

import (
	"encoding/binary"
	"strings"
)

// reach finds the functions that can be called. The linker does that, too, but it keeps methods that
// only reflection could call, and knows nothing of what unused took away.
type reach struct {
	m       *module
	types   *types
	funcs   []bool       // by index: it can be called
	live    map[int]bool // types that values in interfaces can have, by address
	numbers map[int]bool // in the code that can be called, and in data but that of types
	todo    []int
	reflect bool
}

func (m *module) reach(t *pclntab) *reach {
	r := &reach{
		m: m, types: readTypes(m.memory, t), reflect: m.reflects(),
		funcs: make([]bool, len(m.bodies)), live: map[int]bool{}, numbers: map[int]bool{},
	}
	for n := range m.exported {
		r.call(n)
	}
	for at := 0; at+8 <= len(m.memory); at += 8 {
		v := int(binary.LittleEndian.Uint64(m.memory[at:]))
		switch {
		case at >= t.at && at < t.end: // the table of functions
		case at >= r.types.funcs[0] && at < r.types.funcs[1]: // counts if something has its address
		case at < r.types.at || at >= r.types.end:
			r.numbers[v] = true
			r.address(v)
		default:
			if r.reflect { // any number may be a method
				r.method(m.memory.u32(at))
				r.method(m.memory.u32(at + 4))
			}
			if !r.types.is(v) { // what a type is made of is no type of values
				r.address(v)
			}
		}
	}
	for len(r.todo) > 0 {
		n := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		m.eachOperand(n, func(i instr) {
			switch {
			case i.op == opCall:
				r.call(int(i.a) - m.imports)
			case i.isLoad(), i.isStore():
				r.numbers[int(i.b)] = true
			default:
				r.numbers[int(i.a)] = true
				r.address(int(i.a))
			}
		})
	}
	return r
}

// reflects tells whether the program has package reflect, which can find all types and call all methods.
func (m *module) reflects() bool {
	for _, name := range m.names {
		if strings.HasPrefix(name, "reflect.") && name != "reflect.init" {
			return true
		}
	}
	return false
}

// eachOperand calls do for each call, number and access to memory in the code of a function.
func (m *module) eachOperand(n int, do func(i instr)) {
	r := &reader{b: m.bodies[n]}
	for range r.uint() {
		r.uint()
		r.byte()
	}
	for r.more() {
		if i := decode(r); i.op == opCall || i.op == opI64Const || i.op == opI32Const || i.isLoad() || i.isStore() {
			do(i)
		}
	}
}

func (r *reach) call(n int) {
	if n >= 0 && n < len(r.funcs) && !r.funcs[n] {
		r.funcs[n] = true
		r.todo = append(r.todo, n)
	}
}

// address takes a number for what it may be the address of.
func (r *reach) address(v int) {
	if v >= r.types.funcs[0] && v <= r.types.funcs[1]-8 && v%8 == 0 {
		v = r.m.memory.word(v)
	}
	if v>>16 >= FirstPC {
		r.call(v>>16 - FirstPC)
	}
	if !r.reflect && r.types.is(v) && !r.live[v] {
		r.live[v] = true
		r.types.eachMethod(v, func(method int) {
			r.method(r.m.memory.u32(method + methodCalled))
		})
	}
}

func (r *reach) method(offset uint32) {
	if offset != noMethod {
		r.call(r.types.text + int(offset) - FirstPC)
	}
}
