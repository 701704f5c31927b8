package shrink

import (
	"encoding/binary"
)

// memory is what the data section puts into the memory of a module, from address 0 on.
type memory []byte

// gap is how many zeros in a row are left out. The linker leaves out runs of eight,
// which makes ten thousands of segments; compressed, they take more than the zeros.
const gap = 128

func readMemory(section []byte) memory {
	r := &reader{b: section}
	var m memory
	for range r.uint() {
		if r.uint() != 0 || opcode(r.byte()) != opI32Const {
			fail("a data segment has an unknown form")
		}
		at := int(r.int())
		if opcode(r.byte()) != opEnd || at < 0 || at > 1<<27 {
			fail("a data segment has an unknown form")
		}
		data := r.bytes(r.uint())
		if end := at + len(data); end > len(m) {
			m = append(m, make([]byte, end-len(m))...)
		}
		copy(m[at:], data)
	}
	return append(m, make([]byte, 1<<12)...) // tables may end with zeros
}

// section writes the data section.
func (m memory) section() []byte {
	var segments []byte
	count := 0
	for at := 0; at < len(m); {
		if m[at] == 0 {
			at++
			continue
		}
		end, zeros := at, 0
		for end+zeros < len(m) && zeros < gap {
			if m[end+zeros] == 0 {
				zeros++
			} else {
				end, zeros = end+zeros+1, 0
			}
		}
		segments = append(segments, 0)
		segments = instr{op: opI32Const, a: int64(at)}.append(segments)
		segments = instr{op: opEnd}.append(segments)
		segments = appendSized(segments, m[at:end])
		count++
		at = end
	}
	return append(appendUint(nil, count), segments...)
}

func (m memory) u32(at int) uint32 {
	m.check(at, 4)
	return binary.LittleEndian.Uint32(m[at:])
}

// word reads a pointer or a length.
func (m memory) word(at int) int {
	m.check(at, 8)
	return int(binary.LittleEndian.Uint64(m[at:]))
}

func (m memory) setWord(at, v int) {
	m.check(at, 8)
	binary.LittleEndian.PutUint64(m[at:], uint64(v))
}

// slice returns what lies between two addresses.
func (m memory) slice(from, to int) []byte {
	m.check(from, to-from)
	return m[from:to]
}

func (m memory) check(at, n int) {
	if at < 0 || n < 0 || at > len(m)-n {
		fail("the data has no address %#x", at)
	}
}

// cString returns the string that ends with a zero byte.
func (m memory) cString(at int) string {
	end := at
	for ; ; end++ {
		m.check(end, 1)
		if m[end] == 0 {
			return string(m[at:end])
		}
	}
}
