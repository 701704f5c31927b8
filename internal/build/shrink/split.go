package shrink

import "slices"

// A module can be cut in two, so that a browser gets at once what it needs first, and the
// rest while that runs already. Both parts have all functions, numbered alike, and share
// memory, table and globals. A function that the other part has is a stub there.
//
// A stub of the first part calls through the table, where the rest puts its functions. If
// the rest is not there yet, the goroutine waits: the stub leaves all functions, as if
// the goroutine were to be switched, and its call is made up for by resumeExport.

const (
	globalPause = 7
	globals     = 8 // of Go
	globalRest  = 8 // the state of the rest, exported as restExport
)

// States of the rest.
const (
	restMissing = iota // set by the module
	restThere          // set from outside, when the rest was instantiated
	restAwaited        // set by the module: a goroutine waits, and Go can't be called
)

// What the first part exports for the rest, and for whoever puts them together.
const (
	firstPart    = "first" // the module that the rest imports from
	tableExport  = "table"
	globalExport = "global" // and the index
	restExport   = "rest"
	resumeExport = "go_on" // goes on with the goroutine that waits
)

// Kinds of imports and exports.
const (
	kindFunction = 0
	kindTable    = 1
	kindMemory   = 2
	kindGlobal   = 3
)

// split takes the functions that are away out of the module, and returns the part that has
// them.
func (m *module) split(away []bool) []byte {
	rest := &module{imports: m.imports, types: m.types, nTypes: m.nTypes, typeOf: slices.Clone(m.typeOf), bodies: make([][]byte, len(m.bodies))}
	for n := range m.bodies {
		rest.bodies[n] = trap
	}
	params := m.params()
	for n, body := range m.bodies {
		if !away[n] {
			continue
		}
		rest.bodies[n] = body
		m.eachOperand(n, func(i instr) {
			if k := int(i.a) - m.imports; i.op == opCall && k >= 0 && !away[k] {
				rest.bodies[k] = throughTable(k, m.typeOf[k], params[m.typeOf[k]])
			}
		})
	}
	rest.sections = []section{
		{id: secType},
		{id: secImport, payload: m.imported()},
		{id: secFunction},
		{id: secElement, payload: elements(m.imports, away)},
		{id: secCode},
	}

	wait := m.add(2, 1, awaitRest())
	for n := range away {
		if away[n] {
			m.bodies[n] = body(0, []instr{
				{op: opLocalGet, a: localPC},
				{op: opI32Const, a: int64(FirstPC + n)},
				{op: opCall, a: int64(wait)},
				{op: opEnd},
			})
		}
	}
	m.export()
	return rest.bytes(noStart)
}

// awaitRest is a function that calls the one whose index in PCs is its second argument,
// with the first one, if the rest is there. If not, it pushes the return address of the
// call, as entry does, puts the PC where wasm_pc_f_loop will look, and has that pause.
func awaitRest() []byte {
	const function = 1
	get := func(n int64) instr { return instr{op: opLocalGet, a: n} }
	num := func(n int64) instr { return instr{op: opI32Const, a: n} }
	op := func(op opcode) instr { return instr{op: op} }
	sp := instr{op: opGlobalGet, a: globalSP}
	var code []byte
	for _, i := range []instr{
		{op: opGlobalGet, a: globalRest}, num(restThere), op(opI32Eq), {op: opIf, a: void},
		get(localPC), get(function), {op: opCallIndirect, a: goType}, op(opReturn),
		op(opEnd),
	} {
		code = i.append(code)
	}
	code = append(code, entry...)
	for _, i := range []instr{
		sp, num(8), op(opI32Sub),
		get(function), num(16), op(opI32Shl), get(localPC), op(opI32Or), op(opI64ExtendU), {op: opI64Store, a: 3},
		num(1), {op: opGlobalSet, a: globalPause},
		num(restAwaited), {op: opGlobalSet, a: globalRest},
		num(1), op(opEnd),
	} {
		code = i.append(code)
	}
	return append([]byte{0}, code...)
}

// throughTable is a stub of the rest for a function of the first part.
func throughTable(n, typ, params int) []byte {
	var code []instr
	for p := range params {
		code = append(code, instr{op: opLocalGet, a: int64(p)})
	}
	return body(0, append(code, instr{op: opI32Const, a: int64(FirstPC + n)}, instr{op: opCallIndirect, a: int64(typ)}, instr{op: opEnd}))
}

// params returns how many parameters functions have, by their type.
func (m *module) params() []int {
	r := &reader{b: m.types}
	all := make([]int, m.nTypes)
	for t := range all {
		if r.byte() != 0x60 {
			fail("a type is not one of functions")
		}
		all[t] = r.uint()
		r.bytes(all[t])
		r.bytes(r.uint())
	}
	return all
}

// elements puts the functions that are away into the table.
func elements(imports int, away []bool) []byte {
	var segments []byte
	count := 0
	for n := 0; n < len(away); n++ {
		if !away[n] {
			continue
		}
		end := n
		for end < len(away) && away[end] {
			end++
		}
		segments = append(segments, 0)
		segments = instr{op: opI32Const, a: int64(FirstPC + n)}.append(segments)
		segments = instr{op: opEnd}.append(segments)
		segments = appendUint(segments, end-n)
		for ; n < end; n++ {
			segments = appendUint(segments, imports+n)
		}
		count++
	}
	return append(appendUint(nil, count), segments...)
}

// payload returns a section, of which there must be one.
func (m *module) payload(id byte) *section {
	n := slices.IndexFunc(m.sections, func(s section) bool { return s.id == id })
	if n < 0 {
		fail("the module has no section %d", id)
	}
	return &m.sections[n]
}

// imported is the imports of the rest: the functions of the first part, so that both
// number alike, and what both share.
func (m *module) imported() []byte {
	r := &reader{b: m.payload(secImport).payload}
	count := r.uint()
	functions := r.b[r.p:]
	var shared []byte
	add := func(name string, kind byte, what ...byte) {
		count++
		shared = appendSized(appendSized(shared, []byte(firstPart)), []byte(name))
		shared = append(append(shared, kind), what...)
	}
	one := func(id byte) []byte { // what a section with one entry says of it
		r := &reader{b: m.payload(id).payload}
		if r.uint() != 1 {
			fail("the module has more than one entry in section %d", id)
		}
		return r.b[r.p:]
	}
	add(tableExport, kindTable, one(secTable)...)
	add("mem", kindMemory, one(secMemory)...)
	for n, typ := range m.globalTypes() {
		add(globalName(n), kindGlobal, typ, 1)
	}
	return slices.Concat(appendUint(nil, count), functions, shared)
}

// globalTypes returns the types of Go's globals, which are all variable.
func (m *module) globalTypes() []byte {
	r := &reader{b: m.payload(secGlobal).payload}
	var types []byte
	for range r.uint() {
		types = append(types, r.byte())
		if r.byte() != 1 {
			fail("a global is constant")
		}
		for decode(r).op != opEnd {
		}
	}
	if len(types) != globals || types[globalSP] != i32 || types[globalPause] != i32 {
		fail("the module has other globals than SP, CTXT, g, RET0 to RET3 and PAUSE")
	}
	return types
}

func globalName(n int) string { return globalExport + string('0'+rune(n)) }

// export adds the global that tells of the rest, and exports what the rest needs.
func (m *module) export() {
	m.globalTypes() // they are as expected
	global := m.payload(secGlobal)
	r := &reader{b: global.payload}
	r.uint()
	global.payload = append(append(appendUint(nil, globals+1), r.b[r.p:]...), i32, 1, byte(opI32Const), restMissing, byte(opEnd))

	exports := m.payload(secExport)
	r = &reader{b: exports.payload}
	count := r.uint()
	all := slices.Clone(r.b[r.p:])
	add := func(name string, kind byte, index int) {
		count++
		all = appendUint(append(appendSized(all, []byte(name)), kind), index)
	}
	add(tableExport, kindTable, 0)
	for n := range globals {
		add(globalName(n), kindGlobal, n)
	}
	add(restExport, kindGlobal, globalRest)
	loop := slices.Index(m.names, "wasm_pc_f_loop")
	if loop < 0 {
		fail("the runtime has no wasm_pc_f_loop")
	}
	add(resumeExport, kindFunction, m.imports+loop)
	exports.payload = append(appendUint(nil, count), all...)
}
