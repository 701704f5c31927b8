package symbols

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

func table() *Table {
	at := func(name string, line int) shrink.Frame {
		return shrink.Frame{Function: name, File: "a/a.go", Line: line}
	}
	return &Table{Build: "0123456789ab", Imports: 10, Functions: []shrink.Function{
		{Name: "a.f", Places: map[int][]shrink.Place{
			1: {{at("a.f", 5)}},
			2: {{at("a.inner", 20), at("a.f", 6)}},
			3: {{at("a.f", 9)}, {at("a.f", 7)}, {at("a.f", 9)}},
		}},
		{Name: "a.g"},
		{},
	}}
}

func TestSymbolize(t *testing.T) {
	for name, c := range map[string]struct{ report, want string }{
		"a line":        {"()\n\t?:0 +0x1 fp=0x1 sp=0x2 pc=0x10000001", "a.f\n\ta/a.go:5\n"},
		"inlined":       {"runtime.()\n\t?:0 +0x2 fp=0x1 sp=0x2 pc=0x10000002\n", "a.inner\n\ta/a.go:20\na.f\n\ta/a.go:6\n"},
		"several lines": {"()\n\t?:0 +0x3 fp=0x1 sp=0x2 pc=0x10000003", "a.f\n\ta/a.go:7\n  or\na.f\n\ta/a.go:9\n"},
		"no line":       {"()\n\t?:0 +0x9 fp=0x1 sp=0x2 pc=0x10010009", "a.g\n\t?\n"},
		"of the rest":   {"gobuttplug build 0123456789ab\npanic: (a)\n\n()\n\t?:0 +0x1 f pc=0x10000001\n", "gobuttplug build 0123456789ab\npanic: (a)\n\na.f\n\ta/a.go:5\n"},
		"unknown too":   {"x()\n\t?:0 +0x1 f pc=0x99990001\n()\n\t?:0 +0x1 f pc=0x10000001", "x()\n\t?:0 +0x1 f pc=0x99990001\na.f\n\ta/a.go:5\n"},
		"trap":          {"at x.wasm:wasm-function[11]:0x12 (wasm-function[3])\n", "at x.wasm:wasm-function[11] a.g:0x12 (wasm-function[3])\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var got strings.Builder
			require.NoError(t, table().Symbolize(&got, strings.NewReader(c.report)))
			assert.Equal(t, c.want, got.String())
		})
	}
	for report, want := range map[string]error{
		"": ErrNothing, "panic: x": ErrNothing, "()\n\t?:0 +0x1 f pc=0x10020001": ErrNothing, "wasm-function[12]": ErrNothing,
		"gobuttplug build 0123456789ab remote\n()\n\t?:0 +0x1 f pc=0x10000001": ErrBuild,
		"gobuttplug build ba9876543210\n()\n\t?:0 +0x1 f pc=0x10000001":        ErrBuild,
	} {
		assert.ErrorIs(t, table().Symbolize(&strings.Builder{}, strings.NewReader(report)), want, report)
	}
}

func TestFile(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, table().Write(&file))
	read, err := Read(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	assert.Equal(t, table(), read)

	var empty bytes.Buffer
	require.NoError(t, (&Table{}).Write(&empty))
	for _, bad := range [][]byte{nil, []byte("{}"), file.Bytes()[:20], empty.Bytes()} {
		_, err := Read(bytes.NewReader(bad))
		assert.ErrorIs(t, err, ErrFile)
	}
}
