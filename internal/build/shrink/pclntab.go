package shrink

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// The linker writes a table of all functions for tracebacks, the growth of stacks and the
// garbage collector ("pclntab"), and the addresses of its parts into firstmoduledata.
// What follows is their layout in Go 1.27; see runtime/symtab.go and runtime2.go.

// header is how the table starts: magic number, PC quantum 1, pointers of 8 bytes.
var header = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

const headerSize = 72

// The words of the module data. Slices have three.
const (
	mdHeader      = 0
	mdFuncNames   = 1
	mdCUs         = 4
	mdFiles       = 7
	mdPCTables    = 10
	mdFuncs       = 13 // ftab and the records behind it
	mdFTab        = 16
	mdFindFunc    = 19
	mdMinPC       = 20
	mdMaxPC       = 21
	mdGoFunc      = 43
	mdEnd         = 44
	bucketSize    = 20 // of mdFindFunc: one for 4096 PCs
	recordSize    = 44 // of a function, without the tables behind it
	flagAssembly  = 4
	pcdataStack   = 1
	keptFuncdata  = 5 // pointers of arguments, of locals, stack objects, -, open-coded defers
	funcdataInl   = 3
	recordWritten = recordSize + 4*(pcdataStack+1) + 4*keptFuncdata
)

// funcTables is what the runtime has to know of a function.
type funcTables struct {
	pc          int // its index in PCs
	name        string
	needsName   bool   // the runtime asks for it
	args        uint32 // size of arguments and results
	deferReturn int    // PC_B where to go on after a panic
	kind        uint32 // id and flags
	sp          pcTable
	stack       pcTable // number of the stack map at a call
	data        [keptFuncdata][]byte
}

func (t *funcTables) assembly() bool { return t.kind>>8&flagAssembly != 0 }

// pclntab is the table of all functions.
type pclntab struct {
	at     int // its address
	module int // the address of the module data
	end    int // the address behind the table
	funcs  []*funcTables
}

func readPclntab(m memory) *pclntab {
	t := &pclntab{}
	t.at = bytes.Index(m, header)
	if t.at < 0 || bytes.Index(m[t.at+1:], header) >= 0 {
		fail("the table of functions was not found")
	}
	t.findModule(m)
	word := func(n int) int { return m.word(t.module + 8*n) }
	t.end = word(mdEnd)
	count := word(mdFTab+1) - 1
	funcs, pcTables, names, data := word(mdFuncs), word(mdPCTables), word(mdFuncNames), word(mdGoFunc)

	var starts []int // of funcdata
	record := func(n int) int { return funcs + int(m.u32(funcs+8*n+4)) }
	eachFuncdata := func(n int, do func(kind, offset int)) {
		at := record(n)
		npcdata, nfuncdata := int(m.u32(at+28)), int(m.slice(at+43, at+44)[0])
		for kind := range nfuncdata {
			if offset := m.u32(at + recordSize + 4*(npcdata+kind)); offset != ^uint32(0) {
				do(kind, int(offset))
			}
		}
	}
	for n := range count {
		eachFuncdata(n, func(_, offset int) { starts = append(starts, offset) })
	}
	starts = append(starts, word(mdFindFunc)-data)
	slices.Sort(starts)

	table := func(offset uint32) pcTable {
		if offset == 0 {
			return nil
		}
		return readPCTable(m[pcTables+int(offset) : t.end])
	}
	for n := range count {
		at := record(n)
		f := &funcTables{
			pc:          int(m.u32(at)),
			args:        m.u32(at + 8),
			deferReturn: int(m.u32(at + 12)),
			sp:          table(m.u32(at + 16)),
			kind:        m.u32(at+40) & 0xffff,
		}
		if name := m.u32(at + 4); name != 0 {
			f.name = m.cString(names + int(name))
		}
		if npcdata := m.u32(at + 28); npcdata > pcdataStack {
			f.stack = table(m.u32(at + recordSize + 4*pcdataStack))
		}
		eachFuncdata(n, func(kind, offset int) {
			if kind < keptFuncdata && kind != funcdataInl {
				next, _ := slices.BinarySearch(starts, offset+1)
				f.data[kind] = bytes.Clone(m.slice(data+offset, data+starts[next]))
			}
		})
		t.funcs = append(t.funcs, f)
	}
	return t
}

// findModule finds the module data: its first words point to the table and its parts.
func (t *pclntab) findModule(m memory) {
	for at := 0; at+8*(mdEnd+1) <= len(m); at += 8 {
		if m.word(at) != t.at {
			continue
		}
		ok := true
		for n, part := range []int{mdFuncNames, mdCUs, mdFiles, mdPCTables, mdFuncs} {
			ok = ok && m.word(at+8*part) == t.at+m.word(t.at+32+8*n)
		}
		if ok && m.word(at+8*mdFTab) == m.word(at+8*mdFuncs) {
			t.module = at
			return
		}
	}
	fail("the data of the module was not found")
}

// write puts the table back into the memory, with what the runtime needs to run and
// nothing else: no lines, files, inlined calls and names. It returns the columns that are
// unpacked when the module is instantiated.
func (t *pclntab) write(m memory) *packed {
	clear(m.slice(t.at+headerSize, t.end))
	set := func(n, v int) { m.setWord(t.module+8*n, v) }
	at := t.at + headerSize
	put := func(part int, data []byte, elements int) int {
		start := at
		copy(m.slice(at, at+len(data)), data)
		set(part, start)
		set(part+1, elements)
		set(part+2, elements)
		at += (len(data) + 7) &^ 7
		return start
	}
	names, nameAt := t.names()
	put(mdFuncNames, names, len(names))
	put(mdCUs, []byte{0xff, 0xff, 0xff, 0xff}, 1)
	put(mdFiles, []byte{0}, 1)
	spTables, spAt := t.spTables()
	stackTables, stackSize := t.stackTables()
	put(mdPCTables, append(spTables, stackTables...), len(spTables)+len(stackTables))

	n := len(t.funcs)
	records := 8 * (n + 1)
	funcs := at
	size := records + n*recordWritten
	set(mdFuncs, funcs)
	set(mdFuncs+1, size)
	set(mdFuncs+2, size)
	set(mdFTab, funcs)
	at += (size + 7) &^ 7
	data, dataAt := t.funcdata()
	set(mdGoFunc, at)
	copy(m.slice(at, at+len(data)), data)
	at += (len(data) + 7) &^ 7
	buckets := (m.word(t.module+8*mdMaxPC)-m.word(t.module+8*mdMinPC))/4096 + 1
	find := at
	set(mdFindFunc, find)
	at += buckets * bucketSize
	for n, part := range []int{mdFuncNames, mdCUs, mdFiles, mdPCTables, mdFuncs} {
		m.setWord(t.at+32+8*n, m.word(t.module+8*part)-t.at)
	}

	p := &packed{}
	first := t.funcs[0].pc
	p.column(funcs, 8, n+1, sums, func(k int) int {
		if k == 0 {
			return first
		}
		return 1
	})
	p.column(funcs+4, 8, n, sums, func(k int) int {
		if k == 0 {
			return records
		}
		return recordWritten
	})
	field := func(offset int, how packing, value func(f *funcTables) int) {
		p.column(funcs+records+offset, recordWritten, n, how, func(k int) int { return value(t.funcs[k]) })
	}
	p.column(funcs+records, recordWritten, n, sums, func(k int) int {
		if k == 0 {
			return first
		}
		return 1
	})
	field(4, plain, func(f *funcTables) int { return nameAt[f] })
	field(8, plain, func(f *funcTables) int { return int(f.args) })
	field(12, plain, func(f *funcTables) int { return f.deferReturn })
	field(16, plain, func(f *funcTables) int { return spAt[f] })
	field(28, plain, func(f *funcTables) int { return pcdataStack + 1 })
	field(40, plain, func(f *funcTables) int { return int(f.kind) | keptFuncdata<<24 })
	previous := len(spTables)
	p.column(funcs+records+recordSize+4*pcdataStack, recordWritten, n, offsets, func(k int) int {
		return stackSize[t.funcs[k]]
	}).start = previous
	for kind := range keptFuncdata {
		field(recordSize+4*(pcdataStack+1)+4*kind, quarters, func(f *funcTables) int {
			return dataAt[string(f.data[kind])]
		})
	}
	p.column(find, bucketSize, buckets, sums, func(k int) int {
		if k%16 == 0 && k > 0 {
			return 1
		}
		return 0
	})
	p.at = at
	if end := at + len(p.bytes()); end > t.end {
		fail("the new table of functions needs %d bytes more than the old one", end-t.end)
	}
	copy(m[at:], p.bytes())
	return p
}

// names returns the table of names and the place of each function's there. The runtime
// looks at few: it must know its own functions, and those of reflect that make up their
// frame, and it names methods that are called for a nil pointer.
func (t *pclntab) names() ([]byte, map[*funcTables]int) {
	table := []byte{0}
	at := map[string]int{"": 0}
	of := map[*funcTables]int{}
	for _, f := range t.funcs {
		name := ""
		switch {
		case f.name == "reflect.makeFuncStub", f.name == "reflect.methodValueCall":
			name = f.name
		case f.needsName:
			name = f.name
		case strings.HasPrefix(f.name, "runtime."):
			name = "runtime."
		}
		if _, ok := at[name]; !ok {
			at[name] = len(table)
			table = append(append(table, name...), 0)
		}
		of[f] = at[name]
	}
	return table, of
}

// spTables returns the tables of stack frames, the most frequent ones first.
func (t *pclntab) spTables() ([]byte, map[*funcTables]int) {
	uses := map[string]int{}
	for _, f := range t.funcs {
		if f.sp != nil {
			uses[string(f.sp.encode())]++
		}
	}
	table, at := layOut(uses, 1)
	table = append([]byte{0}, table...)
	of := map[*funcTables]int{}
	for _, f := range t.funcs {
		if f.sp != nil {
			of[f] = 1 + at[string(f.sp.encode())]
		}
	}
	return table, of
}

// layOut joins blobs, the most used ones first, and tells where each of them is.
func layOut(uses map[string]int, align int) ([]byte, map[string]int) {
	order := slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	var all []byte
	at := map[string]int{}
	for _, blob := range order {
		at[blob] = len(all)
		all = append(all, blob...)
		for len(all)%align != 0 {
			all = append(all, 0)
		}
	}
	return all, at
}

// stackTables returns the tables of stack maps in the order of the functions, and the
// size of each.
func (t *pclntab) stackTables() ([]byte, map[*funcTables]int) {
	var all []byte
	size := map[*funcTables]int{}
	for _, f := range t.funcs {
		if f.stack != nil {
			table := f.stack.encode()
			all = append(all, table...)
			size[f] = len(table)
		}
	}
	return all, size
}

// funcdata returns the data of all functions, and for each content its place: 0 for none,
// else a quarter of its offset plus 1.
func (t *pclntab) funcdata() ([]byte, map[string]int) {
	uses := map[string]int{}
	for _, f := range t.funcs {
		for _, data := range f.data {
			if data != nil {
				uses[string(data)]++
			}
		}
	}
	all, at := layOut(uses, 8)
	for data := range at {
		at[data] = at[data]/4 + 1
	}
	return all, at
}

// packed is the part of the table that has one entry for each function. It is stored by
// columns, in variable-length numbers, which compress far better than the rows.
type packed struct {
	at      int // the address of the packed columns
	columns []*column
}

// column goes to a memory address and every stride bytes behind it.
type column struct {
	to, stride, count int
	how               packing
	start             int // the first sum
	data              []byte
}

// packing tells what the numbers of a column stand for.
type packing int

const (
	plain    packing = iota
	sums             // the value is their sum so far
	offsets          // the value is the sum of those before, or 0 for a 0
	quarters         // the value is 4(n-1), or -1 for a 0
)

func (p *packed) column(to, stride, count int, how packing, value func(k int) int) *column {
	c := &column{to: to, stride: stride, count: count, how: how}
	for k := range count {
		c.data = appendUint(c.data, value(k)&0xffffffff)
	}
	p.columns = append(p.columns, c)
	return c
}

func (p *packed) bytes() []byte {
	var all []byte
	for _, c := range p.columns {
		all = append(all, c.data...)
	}
	return all
}

// unpack does what the code in the module does.
func (p *packed) unpack(m memory) {
	r := &reader{b: m, p: p.at}
	for _, c := range p.columns {
		sum := uint32(c.start)
		for k := range c.count {
			v := uint32(r.uint())
			switch c.how {
			case sums:
				sum += v
				v = sum
			case offsets:
				if v != 0 {
					v, sum = sum, sum+v
				}
			case quarters:
				if v--; v != ^uint32(0) {
					v *= 4
				}
			}
			binary.LittleEndian.PutUint32(m.slice(c.to+k*c.stride, c.to+k*c.stride+4), v)
		}
	}
}
