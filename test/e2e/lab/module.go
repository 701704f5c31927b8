package lab

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FirstEnd tells where the first part of the module ends. It is 0 for a module in one part.
// The format is in internal/build/parts.go.
func FirstEnd(module []byte) int {
	const head = "\x00asm\x01\x00\x00\x00\x00\x0e\x05parts"
	if !bytes.HasPrefix(module, []byte(head)) || len(module) < len(head)+8 {
		return 0
	}
	return int(binary.LittleEndian.Uint32(module[len(head):]))
}

// Functions are what the functions of the module were called. The build writes them to a file.
type Functions struct {
	Imports   int // functions that come before those of the module, as WebAssembly counts
	Functions []struct{ Name string }
}

// firstPC is the index of the first function of the module, as Go counts in program counters.
const firstPC = 0x1000

// ReadFunctions reads the names of the functions of the module in a folder.
func ReadFunctions(t testing.TB, dist string) (f Functions) {
	t.Helper()
	file, err := os.Open(filepath.Join(dist, "symbols.json.gz"))
	require.NoError(t, err)
	defer file.Close()
	packed, err := gzip.NewReader(file)
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(packed).Decode(&f))
	require.NotEmpty(t, f.Functions)
	return f
}

// Name is the name of a function by its index in WebAssembly. There is none for what the build has added.
func (f Functions) Name(index int) string {
	if n := index - f.Imports; n >= 0 && n < len(f.Functions) {
		return f.Functions[n].Name
	}
	return ""
}

// NameAt is the name of a function by its index in a program counter, the bits from 16 on.
func (f Functions) NameAt(index int) string { return f.Name(index - firstPC + f.Imports) }
