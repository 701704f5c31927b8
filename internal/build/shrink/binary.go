package shrink

import "fmt"

// failure is what the package panics with inside; Module returns it as an error.
type failure string

func fail(format string, args ...any) {
	panic(failure(fmt.Sprintf(format, args...)))
}

// reader reads the binary format of WebAssembly.
type reader struct {
	b []byte
	p int
}

func (r *reader) more() bool { return r.p < len(r.b) }

func (r *reader) byte() byte {
	if r.p >= len(r.b) {
		fail("the module ends early")
	}
	r.p++
	return r.b[r.p-1]
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b)-r.p {
		fail("the module ends early")
	}
	r.p += n
	return r.b[r.p-n : r.p]
}

// uint reads an unsigned LEB128 number.
func (r *reader) uint() int {
	v := 0
	for shift := 0; ; shift += 7 {
		c := r.byte()
		v |= int(c&0x7f) << shift
		if c < 0x80 {
			return v
		}
		if shift > 56 {
			fail("a number is too long")
		}
	}
}

// int reads a signed LEB128 number.
func (r *reader) int() int64 {
	var v int64
	for shift := 0; ; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c < 0x80 {
			if shift < 57 && c&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
		if shift > 56 {
			fail("a number is too long")
		}
	}
}

// name reads a string with its length before it.
func (r *reader) name() string { return string(r.bytes(r.uint())) }

func appendUint(b []byte, v int) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

func appendInt(b []byte, v int64) []byte {
	for v < -0x40 || v >= 0x40 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}

// appendSized appends a payload with its length before it.
func appendSized(b, payload []byte) []byte {
	return append(appendUint(b, len(payload)), payload...)
}
