package shrink

import "slices"

// The sections of a module.
const (
	secCustom   = 0
	secType     = 1
	secImport   = 2
	secFunction = 3
	secTable    = 4
	secMemory   = 5
	secGlobal   = 6
	secExport   = 7
	secStart    = 8
	secElement  = 9
	secCode     = 10
	secData     = 11
)

type section struct {
	id      byte
	payload []byte
}

// module is a WebAssembly module as the Go linker writes it.
type module struct {
	sections []section
	imports  int    // number of imported functions
	types    []byte // types of functions, as written
	nTypes   int    // number of types
	memory   memory

	// The functions of the module.
	typeOf   []int
	bodies   [][]byte
	names    []string
	exported map[int]bool
}

const magic = "\x00asm\x01\x00\x00\x00"

func readModule(b []byte) *module {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		fail("this is not a WebAssembly module")
	}
	m := &module{exported: map[int]bool{}}
	r := &reader{b: b, p: len(magic)}
	for r.more() {
		id := r.byte()
		payload := r.bytes(r.uint())
		m.sections = append(m.sections, section{id, payload})
		s := &reader{b: payload}
		switch id {
		case secCustom:
			if s.name() == "name" {
				m.readNames(s)
			}
		case secType:
			m.nTypes = s.uint()
			m.types = s.b[s.p:]
		case secImport:
			for range s.uint() {
				s.name()
				s.name()
				if s.byte() != 0 {
					fail("something else than a function is imported")
				}
				s.uint()
				m.imports++
			}
		case secFunction:
			for range s.uint() {
				m.typeOf = append(m.typeOf, s.uint())
			}
		case secExport:
			for range s.uint() {
				s.name()
				if kind, index := s.byte(), s.uint(); kind == 0 {
					m.exported[index-m.imports] = true
				}
			}
		case secStart:
			fail("the module has a start function")
		case secCode:
			for range s.uint() {
				m.bodies = append(m.bodies, s.bytes(s.uint()))
			}
		case secData:
			m.memory = readMemory(payload)
		}
	}
	if len(m.bodies) == 0 || len(m.typeOf) != len(m.bodies) || len(m.memory) == 0 {
		fail("the module lacks code or data")
	}
	if len(m.names) != len(m.bodies) {
		fail("the module lacks the names of its functions; link it without -s")
	}
	return m
}

// readNames reads the names of the functions of the module.
func (m *module) readNames(r *reader) {
	for r.more() {
		id := r.byte()
		s := &reader{b: r.bytes(r.uint())}
		if id != 1 {
			continue
		}
		for range s.uint() {
			if n := s.uint(); n != m.imports+len(m.names) {
				fail("the names of functions are not in order")
			}
			m.names = append(m.names, s.name())
		}
	}
}

// add adds a function and returns its index.
func (m *module) add(params, results int, body []byte) int {
	of32 := func(n int) []byte { return append(appendUint(nil, n), slices.Repeat([]byte{i32}, n)...) }
	m.types = append(append(append(slices.Clip(m.types), 0x60), of32(params)...), of32(results)...)
	m.typeOf = append(m.typeOf, m.nTypes)
	m.nTypes++
	m.bodies = append(m.bodies, body)
	return m.imports + len(m.bodies) - 1
}

// noStart is for bytes: the module has no start function.
const noStart = -1

// bytes writes the module. It leaves custom sections out: they are for tools.
func (m *module) bytes(start int) []byte {
	b := []byte(magic)
	put := func(id byte, payload []byte) { b = appendSized(append(b, id), payload) }
	for _, s := range m.sections {
		switch s.id {
		case secCustom:
			continue
		case secType:
			s.payload = append(appendUint(nil, m.nTypes), m.types...)
		case secFunction:
			s.payload = appendUint(nil, len(m.typeOf))
			for _, t := range m.typeOf {
				s.payload = appendUint(s.payload, t)
			}
		case secElement:
			if start != noStart {
				put(secStart, appendUint(nil, start))
			}
		case secCode:
			s.payload = appendUint(nil, len(m.bodies))
			for _, body := range m.bodies {
				s.payload = appendSized(s.payload, body)
			}
		case secData:
			s.payload = m.memory.section()
		}
		put(s.id, s.payload)
	}
	return b
}
