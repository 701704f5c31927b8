package shrink

import (
	"maps"
	"slices"
)

// dropFallthrough drops jumps to the block that follows anyway.
func (a *assembler) dropFallthrough() {
	for k, block := range a.f.blocks {
		if n := len(block) - 1; n >= 0 && block[n].is(opJump, int64(k+1)) {
			a.f.blocks[k] = block[:n]
		}
	}
}

// reach finds the blocks that can be reached, and cuts off code behind what never goes on.
func (a *assembler) reach() {
	a.live = make([]bool, len(a.f.blocks))
	todo := []int{0}
	if a.f.deferBlock > 0 {
		todo = append(todo, a.f.deferBlock) // no call returns to it
	}
	for len(todo) > 0 {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if a.live[k] {
			continue
		}
		a.live[k] = true
		if end := stop(a.f.blocks[k]); end >= 0 {
			a.f.blocks[k] = a.f.blocks[k][:end+1]
		} else if k+1 < len(a.f.blocks) {
			todo = append(todo, k+1)
		}
		for _, i := range a.f.blocks[k] {
			if i.op == opJump || i.op == opJumpIf {
				todo = append(todo, int(i.a))
			}
		}
	}
}

// stop returns where the code of a block ends without going on to the next block; -1 if
// it goes on.
func stop(block []instr) int {
	depth := 0
	for n, i := range block {
		switch i.op {
		case opBlock, opLoop, opIf:
			depth++
		case opEnd:
			depth--
		case opJump, opReturn, opUnreachable, opGoCall, opGoCallTo:
			if depth == 0 && (!i.isGoCall() || i.how == neverReturns) {
				return n
			}
		}
	}
	return -1
}

// findLoops finds backward jumps that can be loops of WebAssembly: nothing jumps into
// them but to their start, and nothing resumes in them. Thus they nest.
func (a *assembler) findLoops() {
	a.loops = map[int]int{}
	a.eachJump(func(from, to int) {
		if to <= from {
			a.loops[to] = max(a.loops[to], from)
		}
	})
	// Giving up one can make others no loops.
	for again := true; again; {
		again = false
		starts := slices.Sorted(maps.Keys(a.loops))
		enter := func(from, to int) {
			for _, start := range starts {
				end, ok := a.loops[start]
				if ok && start < to && to <= end && (from < start || from > end) {
					delete(a.loops, start)
					again = true
				}
			}
		}
		a.eachJump(func(from, to int) {
			if _, ok := a.loops[to]; !ok && to <= from {
				from = -1 // it is made through the table
			}
			enter(from, to)
		})
		for _, k := range a.f.resume {
			if k > 0 && a.live[k] {
				enter(-1, k)
			}
		}
	}
}

// eachJump calls do for every jump in code that can be reached.
func (a *assembler) eachJump(do func(from, to int)) {
	for k, block := range a.f.blocks {
		for _, i := range block {
			if a.live[k] && (i.op == opJump || i.op == opJumpIf) {
				do(k, int(i.a))
			}
		}
	}
}

// findLabels finds the blocks that need a label.
func (a *assembler) findLabels() {
	a.labelled = make([]bool, len(a.f.blocks))
	a.eachJump(func(from, to int) {
		if _, ok := a.loops[to]; !ok || to > from {
			a.labelled[to] = true
		}
	})
	for _, k := range a.f.resume[1:] {
		if k >= 0 && a.live[k] {
			a.labelled[k] = true
		}
	}
}

// dispatchTable returns the blocks by PC_B; none if there is just one. It extends PC_B by
// values for blocks that are jumped to backwards, and tells whether there are such.
func (a *assembler) dispatchTable() (table []int, redo bool) {
	a.pcOf = map[int]int{}
	for pc, k := range a.f.resume {
		if k >= 0 && a.live[k] {
			a.pcOf[k] = pc
		}
	}
	a.eachJump(func(from, to int) {
		if _, ok := a.loops[to]; ok || to > from {
			return
		}
		redo = true
		if _, ok := a.pcOf[to]; !ok {
			a.pcOf[to] = len(a.f.resume)
			a.f.resume = append(a.f.resume, to)
		}
	})
	if len(a.pcOf) == 1 && !redo {
		return nil, false
	}
	last := 0
	for _, pc := range a.pcOf {
		last = max(last, pc)
	}
	return a.f.resume[:last+1], redo
}

// findLast finds for each block to which PC the last call before it was to return: the
// same on all ways that lead there, or unknown.
func (a *assembler) findLast() {
	const unseen = -2
	a.last = slices.Repeat([]int{unseen}, len(a.f.blocks))
	changed := false
	comes := func(to, last int) {
		switch a.last[to] {
		case last, unknown:
			return
		case unseen:
			a.last[to] = last
		default:
			a.last[to] = unknown
		}
		changed = true
	}
	for pc, k := range a.f.resume {
		if k >= 0 && a.live[k] {
			comes(k, pc)
		}
	}
	for changed = true; changed; {
		changed = false
		for k, block := range a.f.blocks {
			last := a.last[k]
			if !a.live[k] || last == unseen {
				continue
			}
			for _, i := range block {
				switch {
				case i.op == opJump, i.op == opJumpIf:
					comes(int(i.a), last)
				case i.isGoCall() && i.how != neverReturns && i.b != 0:
					last = int(i.b)
				}
			}
			if stop(block) < 0 && k+1 < len(a.last) {
				comes(k+1, last)
			}
		}
	}
}

const unknown = -1
