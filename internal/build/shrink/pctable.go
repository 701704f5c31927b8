package shrink

// pcTable gives a value for each PC within a function.
type pcTable []pcRun

// pcRun is a value for the PCs below end that no run before it covers.
type pcRun struct {
	end   int
	value int32
}

// allPCs is more than any PC within a function.
const allPCs = 1 << 16

func (t pcTable) value(pc int) int32 {
	for _, run := range t {
		if pc < run.end {
			return run.value
		}
	}
	if len(t) > 0 {
		return t[len(t)-1].value
	}
	return -1
}

// append continues a table up to end.
func (t pcTable) append(end int, value int32) pcTable {
	if n := len(t); n > 0 && t[n-1].value == value {
		t[n-1].end = end
		return t
	}
	return append(t, pcRun{end, value})
}

// readPCTable reads a table in the runtime's encoding: pairs of differences to the value
// and to the PC before it, which are at first -1 and 0.
func readPCTable(b []byte) pcTable {
	r := &reader{b: b}
	var t pcTable
	value, pc := int32(-1), 0
	for {
		delta := uint32(r.uint())
		if delta == 0 && len(t) > 0 {
			return t
		}
		value += int32(-(delta & 1) ^ (delta >> 1))
		pc += r.uint()
		t = append(t, pcRun{pc, value})
	}
}

// encode writes a table for the runtime.
func (t pcTable) encode() []byte {
	var b []byte
	value, pc := int32(-1), 0
	for _, run := range t {
		delta := run.value - value
		b = appendUint(b, int(uint32(delta)<<1^uint32(delta>>31)))
		b = appendUint(b, run.end-pc)
		value, pc = run.value, run.end
	}
	return append(b, 0)
}
