package main

import (
	_ "embed"
	"encoding/binary"
	"slices"
	"strings"
)

// A module with a rest is one file, so that there is one to copy, to name and to verify. A
// page that reads it as it arrives starts the first part before the rest is there:
//
//	magic, version
//	custom section "parts": where the first part ends and where the rest begins, as uint32
//	the sections of the first part
//	custom section "rest": the rest, a module of its own, up to the end of the file
//
// So the file is a module itself, and whoever has it all finds the rest in its section.
// web/src/load.mjs knows where in the file the numbers are.
const (
	partsSection = "parts"
	restSection  = "rest"
	magicSize    = 8
)

// joined writes both parts into one file.
func joined(first, rest []byte) []byte {
	head := func(firstEnd, restAt int) []byte {
		place := binary.LittleEndian.AppendUint32(nil, uint32(firstEnd))
		return withSection(slices.Clone(first[:magicSize]), partsSection, string(binary.LittleEndian.AppendUint32(place, uint32(restAt))))
	}
	firstEnd := len(head(0, 0)) + len(first) - magicSize
	all := append(head(0, 0), first[magicSize:]...)
	all = withSection(all, restSection, string(rest))
	copy(all, head(firstEnd, len(all)-len(rest)))
	return all
}

//go:embed first.txt
var firstText string

// firstFunctions returns what tells which functions are in the first part of the module.
func firstFunctions() func(name string) bool {
	all := map[string]bool{}
	for line := range strings.Lines(firstText) {
		if !strings.HasPrefix(line, "#") {
			all[strings.TrimSuffix(line, "\n")] = true
		}
	}
	return func(name string) bool { return all[name] }
}
