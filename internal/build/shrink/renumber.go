package shrink

// renumber gives PC_B new values: 1, 2, 3 and so on for the places where the function is
// resumed, in the order of the code, so that they differ little from function to
// function. Calls that never return share their values. It tells whether the tables of
// the function allow that; t is changed only then.
func (f *function) renumber(t *funcTables) bool {
	if t.sp.value(0) != 0 || !f.findDeferBlock(t) {
		return false
	}
	r := &renumbering{f: f, t: t, frame: t.sp.value(allPCs), panics: map[int32]int64{}}
	f.resume, f.was = []int{0}, map[int][]int{}
	for k := range f.blocks {
		if k > 0 && k == f.deferBlock {
			r.deferReturn = r.afterPanic(k)
		}
		if !r.block(k) {
			return false
		}
	}
	if len(f.resume) >= allPCs {
		return false
	}
	t.deferReturn = r.deferReturn
	t.sp = pcTable{{allPCs, 0}}
	if r.frame != 0 {
		t.sp = pcTable{{1, 0}, {allPCs, r.frame}}
	}
	t.stack = r.stackTable()
	return true
}

// findDeferBlock finds the block that goes on after a panic, if there is one.
func (f *function) findDeferBlock(t *funcTables) bool {
	if t.deferReturn == 0 {
		return true
	}
	if t.deferReturn >= len(f.table) || f.table[t.deferReturn] == 0 {
		return false
	}
	f.deferBlock = f.table[t.deferReturn]
	return true
}

// renumbering is the state of renumber.
type renumbering struct {
	f           *function
	t           *funcTables // as they were
	frame       int32       // size of the stack frame behind the entry
	stack       []int32     // number of the stack map by PC_B of a call, or unset
	panics      map[int32]int64
	deferReturn int
}

const unset = -1 << 31

// block renumbers the calls of a block.
func (r *renumbering) block(k int) bool {
	f := r.f
	for n := range f.blocks[k] {
		i := &f.blocks[k][n]
		switch {
		case i.op == opNilCheck:
			f.usesBase = true
			f.was[nilCheckPC] = append(f.was[nilCheckPC], int(i.b))
		case i.isGoCall():
			f.usesBase = true
			if i.b != 0 && !r.call(i, k) {
				return false
			}
		}
	}
	return true
}

// nilCheckPC is where all calls of sigpanic return to: any PC behind the entry would do.
const nilCheckPC = 1

// call renumbers a call in block k.
func (r *renumbering) call(i *instr, k int) bool {
	old := int(i.b)
	if r.t.sp.value(old) != r.frame {
		return false
	}
	switch i.how {
	case neverReturns:
		at := r.t.stack.value(old - 1)
		if r.panics[at] == 0 {
			r.panics[at] = r.at(old, -1)
		}
		i.b = r.panics[at]
	case mustFinish:
		i.b = r.at(old, -1)
	default:
		i.b = r.at(old, k+1)
	}
	r.f.was[int(i.b)] = append(r.f.was[int(i.b)], old)
	return true
}

// at returns the PC_B for a call that is resumed in a block. In the runtime's view a call
// is at the PC before the one that it returns to.
func (r *renumbering) at(old, block int) int64 {
	for !r.set(len(r.f.resume)-1, r.t.stack.value(old-1)) {
		r.assign(-1)
	}
	return r.assign(block)
}

// afterPanic returns the PC_B of the block that goes on after a panic, as if it had just
// called deferreturn.
func (r *renumbering) afterPanic(block int) int {
	for !r.set(len(r.f.resume), r.t.stack.value(r.t.deferReturn)) {
		r.assign(-1)
	}
	return int(r.assign(block))
}

func (r *renumbering) assign(block int) int64 {
	r.f.resume = append(r.f.resume, block)
	return int64(len(r.f.resume) - 1)
}

// set gives a PC_B its stack map. It tells whether the PC_B had no other before.
func (r *renumbering) set(pc int, value int32) bool {
	for pc >= len(r.stack) {
		r.stack = append(r.stack, unset)
	}
	if r.stack[pc] != unset && r.stack[pc] != value {
		return false
	}
	r.stack[pc] = value
	return true
}

// stackTable returns the numbers of the stack maps as a table.
func (r *renumbering) stackTable() (t pcTable) {
	last := int32(-1)
	for pc, value := range r.stack {
		if value == unset {
			value = last
		}
		t = t.append(pc+1, value)
		last = value
	}
	if len(t) > 0 {
		t[len(t)-1].end = allPCs
	}
	return t
}
