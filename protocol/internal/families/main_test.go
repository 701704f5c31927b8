package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheListIsUpToDate(t *testing.T) {
	dir := filepath.Join("..", "..")
	want, err := list(dir)
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(dir, output))
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run: go generate ./protocol")
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	write := func(file, source string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(source), 0o644))
	}
	_, err := list(dir)
	require.ErrorContains(t, err, "no family")

	write("b.go", "package protocol\n\nvar B = []Spec{{}}\n\nvar (\n\tC, other = []Spec{}, []Spec{}\n\tArray = [1]Spec{}\n\tNumbers = []int{}\n)\n")
	write("a.go", "package protocol\n\nvar A = []Spec{}\n")
	write("a_test.go", "package protocol\n\nvar Test = []Spec{}\n")
	write(output, "package protocol\n\nvar Old = []Spec{}\n")
	source, err := list(dir)
	require.NoError(t, err)
	assert.Contains(t, string(source), "return [][]Spec{\n\t\tA,\n\t\tB,\n\t\tC,\n\t}\n")

	write("broken.go", "package")
	_, err = list(dir)
	require.Error(t, err)
}
