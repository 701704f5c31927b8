package shrink

import (
	"encoding/binary"
	"maps"
)

// What follows is the layout of type descriptors in Go 1.27; see internal/abi/type.go and
// internal/abi/map.go.

// The words of the module data about types: the linker writes descriptors and their names,
// then the tables of methods of interfaces, then the addresses of functions for values of them.
const (
	mdText        = 22
	mdTypes       = 37
	mdTypesLength = 38 // of those descriptors that are sorted by name
	mdTypesEnd    = 39
	mdITabs       = 40 // their offset
)

// A type descriptor starts like this. What is behind depends on its kind.
const (
	typeHash      = 16
	typeFlags     = 20
	typeKind      = 23
	typeString    = 40 // offset of its name
	typePointer   = 44 // offset of the type of pointers to it
	typeElem      = 48
	typeName      = 48 // of the package, in structs and interfaces
	typeList      = 56 // slice of fields or methods
	flagUncommon  = 1
	maxKind       = 26
	kindArray     = 17
	kindChan      = 18
	kindFunc      = 19
	kindInterface = 20
	kindMap       = 21
	kindPointer   = 22
	kindSlice     = 23
	kindStruct    = 25
)

// An entry of the methods of a type, and of its fields.
const (
	methodName   = 0
	methodType   = 4
	methodCalled = 8  // by interface
	methodDirect = 12 // only reflection calls that
	methodSize   = 16
	noMethod     = ^uint32(0)

	fieldType = 8
	fieldSize = 24

	imethodSize = 8

	uncommonSize = 16

	nameHasTag     = 2
	nameHasPackage = 4
)

// types are the type descriptors of a module.
type types struct {
	m       memory
	at, end int    // addresses between which they and their names are
	funcs   [2]int // addresses between which there are those of functions
	sorted  int    // where those end that are sorted by name
	text    int    // index, in PCs, of the first function
}

func readTypes(m memory, t *pclntab) *types {
	word := func(n int) int { return m.word(t.module + 8*n) }
	y := &types{m: m, at: word(mdTypes), text: word(mdText), funcs: [2]int{word(mdTypesEnd), t.module}}
	y.sorted = y.at + word(mdTypesLength)
	y.end = y.at + word(mdITabs)
	if y.at <= 0 || y.end < y.at || y.funcs[0] < y.end || y.funcs[1] < y.funcs[0] || y.funcs[1] > len(m) {
		fail("the types were not found")
	}
	for at := y.funcs[0]; at+8 <= y.funcs[1]; at += 8 {
		if v := m.word(at); v != 0 && v>>16 < FirstPC {
			fail("the addresses of functions have %#x among them", v)
		}
	}
	return y
}

// is tells whether there is a type descriptor at an address, and not something else.
func (y *types) is(at int) bool {
	if at < y.at+8 || at > y.end-typeElem || at%8 != 0 {
		return false
	}
	m := y.m
	size, pointers := m.word(at), m.word(at+8)
	name := y.at + int(m.u32(at+typeString))
	return m[at+typeKind] > 0 && m[at+typeKind] <= maxKind && m[at+typeFlags] < 1<<6 &&
		m[at+21] <= 8 && m[at+21] == m[at+22] && pointers >= 0 && pointers <= size &&
		name > y.at && name < y.end && m[name] < 1<<4
}

// uncommon returns the address of what only types with names or methods have, or 0.
func (y *types) uncommon(at int) int {
	if y.m[at+typeFlags]&flagUncommon == 0 {
		return 0
	}
	switch y.m[at+typeKind] {
	case kindArray:
		return at + 72
	case kindChan:
		return at + 64
	case kindFunc, kindPointer, kindSlice:
		return at + 56
	case kindInterface, kindStruct:
		return at + 80
	case kindMap:
		return at + 136
	}
	return at + typeElem
}

// eachMethod calls do with the address of each entry in the table of methods of a type.
func (y *types) eachMethod(at int, do func(method int)) {
	u := y.uncommon(at)
	if u == 0 {
		return
	}
	count := int(binary.LittleEndian.Uint16(y.m.slice(u+4, u+6)))
	first := u + int(y.m.u32(u+8))
	for n := range count {
		do(first + methodSize*n)
	}
}

// eachListed calls do with the address of each field of a struct, or method of an interface.
func (y *types) eachListed(at, size int, do func(listed int)) {
	first := y.m.word(at + typeList)
	for n := range y.m.word(at + typeList + 8) {
		do(first + size*n)
	}
}

// eachType calls do with the address of each type that a type is made of or has methods with.
func (y *types) eachType(at int, do func(at int)) {
	m := y.m
	offset := func(at int) {
		if offset := m.u32(at); offset != 0 && offset != noMethod {
			do(y.at + int(offset))
		}
	}
	offset(at + typePointer)
	y.eachMethod(at, func(method int) { offset(method + methodType) })
	switch m[at+typeKind] {
	case kindArray:
		do(m.word(at + typeElem))
		do(m.word(at + typeElem + 8))
	case kindChan, kindPointer, kindSlice:
		do(m.word(at + typeElem))
	case kindMap:
		for n := range 3 { // key, element, group
			do(m.word(at + typeElem + 8*n))
		}
	case kindFunc:
		first := y.uncommon(at)
		if first == 0 {
			first = at + 56
		} else {
			first += uncommonSize
		}
		results := m.u32(at+typeElem) >> 16 &^ (1 << 15)
		for n := range m.u32(at+typeElem)&0xffff + results {
			do(m.word(first + 8*int(n)))
		}
	case kindInterface:
		y.eachListed(at, imethodSize, func(method int) { offset(method + 4) })
	case kindStruct:
		y.eachListed(at, fieldSize, func(field int) { do(m.word(field + fieldType)) })
	}
}

// eachName calls do with the place of each reference that a type has to a name, and what it is: an offset or an address.
func (y *types) eachName(at int, offset, address func(at int)) {
	offset(at + typeString)
	if u := y.uncommon(at); u != 0 {
		offset(u) // of its package
	}
	y.eachMethod(at, func(method int) { offset(method + methodName) })
	switch y.m[at+typeKind] {
	case kindInterface:
		address(at + typeName)
		y.eachListed(at, imethodSize, offset)
	case kindStruct:
		address(at + typeName)
		y.eachListed(at, fieldSize, address)
	}
}

// nameEnd returns the address behind a name.
func (y *types) nameEnd(at int) int {
	r := &reader{b: y.m, p: at}
	flags := r.byte()
	r.bytes(r.uint())
	if flags&nameHasTag != 0 {
		r.bytes(r.uint())
	}
	if flags&nameHasPackage != 0 {
		r.bytes(4)
	}
	return r.p
}

// clean clears what only reflection reads: the names of fields, methods that nothing calls, and what types are called
// that no value in an interface has. used are the types that values have.
func (y *types) clean(used map[int]bool) {
	all := y.find(used)
	before := y.names(all)
	kept := maps.Clone(used)
	for at := range used {
		if y.m[at+typeKind] == kindPointer { // errors.As looks behind it
			kept[y.m.word(at+typeElem)] = true
		}
	}
	for at := range all {
		if !kept[at] {
			y.cleanUnused(at)
		}
		y.cleanType(at)
	}
	after := y.names(all)
	for at := range before {
		if !after[at] {
			clear(y.m.slice(at, y.nameEnd(at)))
		}
	}
}

// find returns the addresses of all types that those that are used lead to, and those that the linker sorted.
func (y *types) find(used map[int]bool) map[int]bool {
	all := map[int]bool{}
	var todo []int
	add := func(at int) {
		if !y.is(at) {
			fail("there is no type at %#x", at)
		}
		if !all[at] {
			all[at] = true
			todo = append(todo, at)
		}
	}
	for at := range used {
		add(at)
	}
	for at := y.at + 8; at < y.sorted; {
		add(at)
		size := y.size(at)
		if size <= 0 {
			fail("the type at %#x has an impossible size", at)
		}
		at += size
	}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		y.eachType(at, add)
	}
	return all
}

// names returns the addresses of the names that types have.
func (y *types) names(of map[int]bool) map[int]bool {
	names := map[int]bool{}
	for at := range of {
		y.eachName(at,
			func(at int) { names[y.at+int(y.m.u32(at))] = true },
			func(at int) { names[y.m.word(at)] = true })
	}
	delete(names, y.at)
	delete(names, 0)
	return names
}

func (y *types) cleanType(at int) {
	y.clear(at+typePointer, 4)
	y.eachMethod(at, func(method int) { y.clear(method+methodDirect, 4) })
	if y.m[at+typeKind] == kindStruct {
		y.eachListed(at, fieldSize, func(field int) { y.clear(field, 8) })
	}
}

func (y *types) cleanUnused(at int) {
	y.clear(at+typeHash, 4)
	y.clear(at+typeString, 4)
	if u := y.uncommon(at); u != 0 {
		y.clear(u, 4)
	}
	y.eachMethod(at, func(method int) { y.clear(method, methodSize) })
	switch y.m[at+typeKind] {
	case kindStruct:
		y.clear(at+typeName, 8)
	case kindInterface:
		y.clear(at+typeName, 8)
		y.eachListed(at, imethodSize, func(method int) { y.clear(method, imethodSize) })
	}
}

func (y *types) clear(at, n int) { clear(y.m.slice(at, at+n)) }

// size returns the size of a descriptor.
func (y *types) size(at int) int {
	size := typeElem
	switch y.m[at+typeKind] {
	case kindArray:
		size = 72
	case kindChan:
		size = 64
	case kindFunc:
		n := y.m.u32(at + typeElem)
		size = 56 + 8*int(n&0xffff+n>>16&^(1<<15))
	case kindInterface:
		size = 80 + imethodSize*y.m.word(at+typeList+8)
	case kindPointer, kindSlice:
		size = 56
	case kindMap:
		size = 136
	case kindStruct:
		size = 80 + fieldSize*y.m.word(at+typeList+8)
	}
	if y.uncommon(at) != 0 {
		size += uncommonSize
		y.eachMethod(at, func(int) { size += methodSize })
	}
	return (size + 7) &^ 7
}
