package shrink

import (
	"bytes"
	"slices"
)

// records reads the records of functions, and what they point to.
type records struct {
	m      memory
	t      *pclntab
	funcs  int   // address of ftab
	data   int   // address of the data of functions
	starts []int // offsets where some of the data starts, sorted
}

func readPclntab(m memory) *pclntab {
	r := openRecords(m)
	if r.word(mdMaxPC) <= r.word(mdMinPC) || r.buckets() > len(m)/bucketSize {
		fail("the table of functions has impossible PCs")
	}
	for n := range r.count() {
		r.t.funcs = append(r.t.funcs, r.function(n))
	}
	if len(r.t.funcs) == 0 {
		fail("the table of functions is empty")
	}
	return r.t
}

func openRecords(m memory) *records {
	t := &pclntab{}
	t.at = bytes.Index(m, header)
	if t.at < 0 || bytes.Index(m[t.at+1:], header) >= 0 {
		fail("the table of functions was not found")
	}
	t.findModule(m)
	r := &records{m: m, t: t}
	t.end = r.word(mdEnd)
	m.check(t.at, t.end-t.at)
	r.funcs, r.data = r.word(mdFuncs), r.word(mdGoFunc)
	for n := range r.count() {
		r.eachFuncdata(n, func(_, offset int) { r.starts = append(r.starts, offset) })
	}
	r.starts = append(r.starts, r.word(mdFindFunc)-r.data)
	slices.Sort(r.starts)
	return r
}

// findModule finds the module data: its first words point to the table and its parts.
func (t *pclntab) findModule(m memory) {
	for at := 0; at+8*(mdEnd+1) <= len(m); at += 8 {
		if m.word(at) != t.at {
			continue
		}
		ok := true
		for n, part := range headerOrder {
			ok = ok && m.word(at+8*part) == t.at+m.word(t.at+headerParts+8*n)
		}
		if ok && m.word(at+8*mdFTab) == m.word(at+8*mdFuncs) {
			t.module = at
			return
		}
	}
	fail("the data of the module was not found")
}

func (r *records) word(n int) int { return r.m.word(r.t.module + 8*n) }

// count returns the number of functions.
func (r *records) count() int { return r.word(mdFTab+1) - 1 }

func (r *records) buckets() int { return (r.word(mdMaxPC)-r.word(mdMinPC))/bucketPCs + 1 }

// record returns the address of a record.
func (r *records) record(n int) int { return r.funcs + int(r.m.u32(r.funcs+8*n+4)) }

func (r *records) function(n int) *funcTables {
	m, at := r.m, r.record(n)
	f := &funcTables{
		pc:          int(m.u32(at + recordPC)),
		name:        r.name(m.u32(at + recordName)),
		args:        m.u32(at + recordArgs),
		deferReturn: int(m.u32(at + recordDeferReturn)),
		sp:          r.pcTable(m.u32(at + recordSP)),
		kind:        m.u32(at+recordKind) & 0xffff,
		stack:       r.pcdata(n, pcdataStack),
	}
	r.eachFuncdata(n, func(kind, offset int) {
		if kind < keptFuncdata && kind != funcdataCalls {
			next, _ := slices.BinarySearch(r.starts, offset+1)
			f.data[kind] = bytes.Clone(m.slice(r.data+offset, r.data+r.starts[next]))
		}
	})
	return f
}

func (r *records) name(offset uint32) string {
	if offset == 0 {
		return ""
	}
	return r.m.cString(r.word(mdFuncNames) + int(offset))
}

func (r *records) pcTable(offset uint32) pcTable {
	if offset == 0 {
		return nil
	}
	return readPCTable(r.m.slice(r.word(mdPCTables)+int(offset), r.t.end))
}

// pcdata returns one of the PC tables behind a record.
func (r *records) pcdata(n, kind int) pcTable {
	at := r.record(n)
	if int(r.m.u32(at+recordPCData)) <= kind {
		return nil
	}
	return r.pcTable(r.m.u32(at + recordSize + 4*kind))
}

func (r *records) eachFuncdata(n int, do func(kind, offset int)) {
	at := r.record(n)
	npcdata, nfuncdata := int(r.m.u32(at+recordPCData)), int(r.m.slice(at+recordFuncData, at+recordSize)[0])
	for kind := range nfuncdata {
		if offset := r.m.u32(at + recordSize + 4*(npcdata+kind)); offset != ^uint32(0) {
			do(kind, int(offset))
		}
	}
}

// functions returns the names of the functions of a module, by index.
func (t *pclntab) functions(count int) []string {
	names := make([]string, count)
	for _, f := range t.funcs {
		if n := f.pc - FirstPC; n >= 0 && n < count {
			names[n] = f.name
		}
	}
	return names
}
