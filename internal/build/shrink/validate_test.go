package shrink

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestValidate(t *testing.T) {
	// A function without parameters or results, and what it does.
	of := func(code string) []byte {
		return append([]byte(magic+"\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a"), byte(len(code)+3), 1, byte(len(code)+1), 0)
	}
	with := func(code string) []byte { return append(of(code), code...) }
	assert.NoError(t, Validate(with("\x0b")))
	assert.NoError(t, Validate(with("\x41\x01\xc0\x1a\x0b"))) // i32.extend8_s
	for name, code := range map[string]string{
		"nothing on the stack": "\x1a\x0b", "value left": "\x41\x00\x0b", "no end": "\x01", "unknown instruction": "\xff\x0b",
		"other type": "\x42\x00\x45\x1a\x0b", "no such local": "\x20\x00\x1a\x0b", "no such function": "\x10\x07\x0b",
		"SIMD": "\xfd\x0c" + "0123456789abcdef" + "\x1a\x0b",
	} {
		assert.ErrorIs(t, Validate(with(code)), ErrInvalid, name)
	}
	assert.ErrorIs(t, Validate(nil), ErrInvalid)
}

func TestResultIsChecked(t *testing.T) {
	few := &Result{Module: []byte(magic), Functions: 1000, Rewritten: 899}
	assert.ErrorIs(t, few.check(), ErrFew)
	assert.ErrorContains(t, few.check(), "just 899 of 1000")
	few.Rewritten = 900
	assert.NoError(t, few.check())
	few.Module = nil
	assert.ErrorIs(t, few.check(), ErrInvalid)
}
