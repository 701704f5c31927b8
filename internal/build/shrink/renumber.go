package shrink

// renumber gives PC_B new values: 1, 2, 3 and so on for the places where the function is
// resumed, in the order of the code, so that they differ little from function to
// function. Calls that never return share their values. It tells whether the tables of
// the function allow that; t is changed only then.
func (f *function) renumber(t *funcTables) bool {
	if t.sp.value(0) != 0 {
		return false
	}
	// In the runtime's view a call is at the PC before the one that it returns to.
	var stack []int32
	const unset = -1 << 31
	set := func(pc int, value int32) bool {
		for pc >= len(stack) {
			stack = append(stack, unset)
		}
		if stack[pc] != unset && stack[pc] != value {
			return false
		}
		stack[pc] = value
		return true
	}
	f.resume = []int{0}
	assign := func(block int) int64 {
		f.resume = append(f.resume, block)
		return int64(len(f.resume) - 1)
	}
	callAt := func(old int64, block int) int64 {
		for !set(len(f.resume)-1, t.stack.value(int(old)-1)) {
			assign(-1)
		}
		return assign(block)
	}
	frame := t.sp.value(1 << 16)
	panics := map[int32]int64{} // PC by stack map
	deferReturn := 0
	if t.deferReturn != 0 {
		if t.deferReturn >= len(f.table) || f.table[t.deferReturn] == 0 {
			return false
		}
		f.deferBlock = f.table[t.deferReturn]
	}
	for k, block := range f.blocks {
		if k > 0 && k == f.deferBlock {
			// It goes on here after a panic, as if it had just called deferreturn.
			for !set(len(f.resume), t.stack.value(t.deferReturn)) {
				assign(-1)
			}
			deferReturn = int(assign(k))
		}
		for n := range block {
			i := &block[n]
			switch {
			case i.op == opNilCheck, i.isGoCall():
				f.usesBase = true
			}
			if !i.isGoCall() || i.b == 0 {
				continue
			}
			if t.sp.value(int(i.b)) != frame {
				return false
			}
			old := i.b
			switch i.how {
			case neverReturns:
				at := t.stack.value(int(old) - 1)
				if panics[at] == 0 {
					panics[at] = callAt(old, -1)
				}
				i.b = panics[at]
			case mustFinish:
				i.b = callAt(old, -1)
			default:
				i.b = callAt(old, k+1)
			}
		}
	}
	if len(f.resume) >= 1<<16 {
		return false
	}
	t.deferReturn = deferReturn
	t.sp = pcTable{{allPCs, 0}}
	if frame != 0 {
		t.sp = pcTable{{1, 0}, {allPCs, frame}}
	}
	last := int32(-1)
	t.stack = nil
	for pc, value := range stack {
		if value == unset {
			value = last
		}
		t.stack = t.stack.append(pc+1, value)
		last = value
	}
	if len(t.stack) > 0 {
		t.stack[len(t.stack)-1].end = allPCs
	}
	return true
}
