package shrink

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// writer puts the table back into the memory, with what the runtime needs to run and
// nothing else: no lines, files, inlined calls and names.
type writer struct {
	t  *pclntab
	m  memory
	at int // where the next part goes
}

// write writes the table. It returns the columns that are unpacked when the module is
// instantiated.
func (t *pclntab) write(m memory) *packed {
	w := &writer{t, m, t.at + headerSize}
	clear(m.slice(w.at, t.end))
	names, nameAt := t.names()
	w.slice(mdFuncNames, names, len(names))
	w.slice(mdCUs, []byte{0xff, 0xff, 0xff, 0xff}, 1)
	w.slice(mdFiles, []byte{0}, 1)
	spTables, spAt := t.spTables()
	stackTables, stackSize := t.stackTables()
	w.slice(mdPCTables, append(spTables, stackTables...), len(spTables)+len(stackTables))

	// The records are left empty: they are what is unpacked.
	records := w.at
	size := 8*(len(t.funcs)+1) + len(t.funcs)*recordWritten
	w.slice(mdFuncs, make([]byte, size), size)
	w.set(mdFTab, records)
	data, dataAt := t.funcdata()
	w.set(mdGoFunc, w.put(data))
	r := &recordsOf{nameAt: nameAt, spAt: spAt, stackSize: stackSize, stackFrom: len(spTables), dataAt: dataAt}
	buckets := (w.word(mdMaxPC)-w.word(mdMinPC))/bucketPCs + 1
	find := w.put(make([]byte, buckets*bucketSize))
	w.set(mdFindFunc, find)
	for n, part := range headerOrder {
		m.setWord(t.at+headerParts+8*n, w.word(part)-t.at)
	}

	p := &packed{at: w.at}
	t.packRecords(p, records, r)
	p.column(find, bucketSize, buckets, sums, func(k int) int {
		if k%subbuckets == 0 && k > 0 {
			return 1
		}
		return 0
	})
	w.put(p.bytes())
	return p
}

func (w *writer) word(n int) int   { return w.m.word(w.t.module + 8*n) }
func (w *writer) set(n, value int) { w.m.setWord(w.t.module+8*n, value) }

// put writes a part of the table and returns its address.
func (w *writer) put(data []byte) int {
	start := w.at
	if end := start + len(data); end > w.t.end {
		fail("the new table of functions needs %d bytes more than the old one", end-w.t.end)
	}
	copy(w.m.slice(start, start+len(data)), data)
	w.at += (len(data) + 7) &^ 7
	return start
}

// slice writes a part of the table that the module data has a slice of.
func (w *writer) slice(part int, data []byte, elements int) {
	w.set(part, w.put(data))
	w.set(part+1, elements)
	w.set(part+2, elements)
}

// recordsOf tells where the parts of the table are that records point to.
type recordsOf struct {
	nameAt, spAt map[*funcTables]int
	stackSize    map[*funcTables]int
	stackFrom    int // where the first table of stack maps is
	dataAt       map[string]int
}

// packRecords packs ftab and the records behind it, which are at an address.
func (t *pclntab) packRecords(p *packed, at int, r *recordsOf) {
	n := len(t.funcs)
	rows := at + 8*(n+1)
	from := func(first, step int) func(k int) int {
		return func(k int) int {
			if k == 0 {
				return first
			}
			return step
		}
	}
	p.column(at, 8, n+1, sums, from(t.funcs[0].pc, 1))
	p.column(at+4, 8, n, sums, from(rows-at, recordWritten))
	p.column(rows+recordPC, recordWritten, n, sums, from(t.funcs[0].pc, 1))
	field := func(offset int, how packing, value func(f *funcTables) int) *column {
		return p.column(rows+offset, recordWritten, n, how, func(k int) int { return value(t.funcs[k]) })
	}
	field(recordName, plain, func(f *funcTables) int { return r.nameAt[f] })
	field(recordArgs, plain, func(f *funcTables) int { return int(f.args) })
	field(recordDeferReturn, plain, func(f *funcTables) int { return f.deferReturn })
	field(recordSP, plain, func(f *funcTables) int { return r.spAt[f] })
	field(recordPCData, plain, func(f *funcTables) int { return pcdataStack + 1 })
	field(recordKind, plain, func(f *funcTables) int { return int(f.kind) | keptFuncdata<<24 })
	stack := field(recordSize+4*pcdataStack, offsets, func(f *funcTables) int { return r.stackSize[f] })
	stack.start = r.stackFrom
	for kind := range keptFuncdata {
		field(recordSize+4*(pcdataStack+1)+4*kind, quarters, func(f *funcTables) int {
			return r.dataAt[string(f.data[kind])]
		})
	}
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
