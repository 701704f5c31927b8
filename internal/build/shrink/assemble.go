package shrink

// assembler writes the body of a function. The frame that it writes differs from the
// compiler's in this:
//
//   - Jumps forwards branch to their block. Loops from which nothing can be resumed are
//     loops. PC_B is left for the rest.
//   - Only blocks that are jumped to or resumed have a label.
//   - A call passes its PC to the callee, which pushes it (see entry). The values of PC_B
//     are small, so the callee can tell that from being resumed. The PC is kept in a local
//     variable, and most calls add 1 to it.
//   - To unwind, a function returns where it stands.
type assembler struct {
	f        *function
	code     []byte
	scopes   []scope
	labelled []bool      // by block: it has a label
	live     []bool      // by block: it can be reached
	loops    map[int]int // last block by first
	pcOf     map[int]int // PC_B by block
	last     []int       // by block: the PC in localLast at its start, or unknown
	nilPanic int64       // index of the function that panics for a nil pointer
}

// scope is a construct of WebAssembly that is open.
type scope struct {
	kind  scopeKind
	block int
}

type scopeKind uint8

const (
	inner    scopeKind = iota // part of the code of a block
	label                     // ends before the block
	loopTop                   // a loop that starts with the block
	dispatch                  // the loop that goes on where PC_B tells
)

// assemble writes a function whose calls were renumbered.
func (f *function) assemble(nilPanic int64) []byte {
	a := &assembler{f: f, nilPanic: nilPanic}
	a.dropFallthrough()
	a.reach()
	a.findLoops()
	a.findLabels()
	a.findLast()
	table, redo := a.dispatchTable()

	declared := f.locals
	if f.usesBase {
		declared = append([]locals{{1 + addedLocals, i32}}, f.locals[1:]...)
	}
	a.code = appendUint(a.code, len(declared))
	for _, l := range declared {
		a.code = append(appendUint(a.code, l.count), l.typ)
	}
	a.code = append(a.code, entry...)
	a.put(opGlobalGet, globalSP)
	a.put(opLocalSet, localSP)
	if f.usesBase {
		a.put(opI32Const, int64(f.pc)<<16)
		a.put(opLocalTee, localBase)
		a.put(opLocalGet, localPC)
		a.put(opI32Or, 0)
		a.put(opLocalSet, localLast)
	}
	if redo {
		a.open(opLoop, scope{dispatch, 0})
	}
	a.region(0, len(f.blocks)-1, table)
	if redo {
		a.close()
	}
	a.put(opUnreachable, 0)
	a.put(opEnd, 0)
	return a.code
}

// entry starts every function that can be called in Go's way. Its argument is 0, where to
// resume, or, if it is more than 16 bits, the PC where to return.
var entry = func() (b []byte) {
	for _, i := range []instr{
		{op: opLocalGet, a: localPC}, {op: opI32Const, a: 16}, {op: opI32ShrU},
		{op: opIf, a: void},
		{op: opGlobalGet, a: globalSP}, {op: opI32Const, a: 8}, {op: opI32Sub}, {op: opGlobalSet, a: globalSP},
		{op: opGlobalGet, a: globalSP}, {op: opLocalGet, a: localPC}, {op: opI64ExtendU}, {op: opI64Store, a: 3},
		{op: opI32Const}, {op: opLocalSet, a: localPC},
		{op: opEnd},
	} {
		b = i.append(b)
	}
	return b
}()

// region writes the blocks from lo to hi. They follow a table if there is one.
func (a *assembler) region(lo, hi int, table []int) {
	inLoop := make([]bool, hi+1) // by block: it belongs to a loop within this region
	for start, end := range a.loops {
		if start >= lo && end <= hi && !a.isOpen(start) {
			for k := start + 1; k <= end; k++ {
				inLoop[k] = true
			}
		}
	}
	for k := hi; k > lo; k-- {
		if a.labelled[k] && !inLoop[k] {
			a.open(opBlock, scope{label, k})
		}
	}
	if table != nil {
		a.open(opBlock, scope{label, lo})
		a.put(opLocalGet, localPC)
		jump := instr{op: opBrTable}
		for _, k := range table {
			if k < 0 || !a.live[k] {
				k = lo
			}
			to, _ := a.find(label, k)
			jump.to = append(jump.to, to)
		}
		a.code = jump.append(a.code)
		a.close()
	}
	for k := lo; k <= hi; k++ {
		if k > lo && a.labelled[k] {
			a.close()
		}
		if end, ok := a.loops[k]; ok && !a.isOpen(k) {
			a.open(opLoop, scope{loopTop, k})
			a.region(k, end, nil)
			a.close()
			k = end
			continue
		}
		if a.live[k] {
			a.block(k)
		}
	}
}

func (a *assembler) isOpen(loop int) bool {
	_, ok := a.find(loopTop, loop)
	return ok
}

// block writes the code of a block.
func (a *assembler) block(k int) {
	last := a.last[k]
	for _, i := range a.f.blocks[k] {
		switch i.op {
		case opBlock, opLoop, opIf:
			a.open(i.op, scope{inner, 0})
		case opEnd:
			a.close()
		case opLocalGet, opLocalSet, opLocalTee:
			if i.a > localSP && a.f.usesBase {
				i.a += addedLocals
			}
			a.code = i.append(a.code)
		case opJump, opJumpIf:
			a.jump(k, i)
		case opNilCheck:
			a.open(opIf, scope{inner, 0})
			a.put(opLocalGet, localBase)
			a.put(opI32Const, nilCheckPC)
			a.put(opI32Or, 0)
			a.put(opCall, a.nilPanic)
			a.put(opReturn, 0)
			a.close()
		case opGoCall, opGoCallTo:
			a.call(i, last)
			if i.how != neverReturns && i.b != 0 {
				last = int(i.b)
			}
		default:
			a.code = i.append(a.code)
		}
	}
}

func (a *assembler) jump(k int, i instr) {
	to := int(i.a)
	branch := map[opcode]opcode{opJump: opBr, opJumpIf: opBrIf}[i.op]
	kind := label
	if to <= k {
		kind = loopTop
	}
	if depth, ok := a.find(kind, to); ok {
		a.put(branch, int64(depth))
		return
	}
	if i.op == opJumpIf {
		a.open(opIf, scope{inner, 0})
		defer a.close()
	}
	a.put(opI32Const, int64(a.pcOf[to]))
	a.put(opLocalSet, localPC)
	depth, ok := a.find(dispatch, 0)
	if !ok {
		fail("a jump has no target")
	}
	a.put(opBr, int64(depth))
}

// call writes a call. last is the PC in localLast.
func (a *assembler) call(i instr, last int) {
	if i.op == opGoCallTo {
		a.put(opI64Const, 16)
		a.put(opI64ShrU, 0)
		a.put(opI32WrapI64, 0)
		a.put(opLocalSet, localPC)
	}
	switch {
	case i.b == 0:
		a.put(opLocalGet, localBase)
	case i.how == neverReturns || last == unknown:
		a.put(opLocalGet, localBase)
		a.put(opI32Const, i.b)
		a.put(opI32Or, 0)
	default: // mostly plus 1, which compresses better than ever new numbers
		a.put(opLocalGet, localLast)
		a.put(opI32Const, i.b-int64(last))
		a.put(opI32Add, 0)
	}
	if i.b != 0 && i.how != neverReturns {
		a.put(opLocalTee, localLast)
	}
	if i.op == opGoCallTo {
		a.put(opLocalGet, localPC)
		a.code = instr{op: opCallIndirect, a: i.a}.append(a.code)
	} else {
		a.put(opCall, i.a)
	}
	if i.how == neverReturns {
		a.put(opReturn, 0)
		return
	}
	a.put(opGlobalGet, globalSP)
	a.put(opLocalSet, localSP)
	a.open(opIf, scope{inner, 0})
	if i.how == mustFinish {
		a.put(opUnreachable, 0)
	} else {
		a.put(opI32Const, 1)
		a.put(opReturn, 0)
	}
	a.close()
}

func (a *assembler) put(op opcode, operand int64) {
	a.code = instr{op: op, a: operand}.append(a.code)
}

func (a *assembler) open(op opcode, s scope) {
	a.put(op, void)
	a.scopes = append(a.scopes, s)
}

func (a *assembler) close() {
	a.put(opEnd, 0)
	a.scopes = a.scopes[:len(a.scopes)-1]
}

// find returns the label, as WebAssembly counts, of an open scope.
func (a *assembler) find(kind scopeKind, block int) (int, bool) {
	for n := len(a.scopes) - 1; n >= 0; n-- {
		if a.scopes[n] == (scope{kind, block}) {
			return len(a.scopes) - 1 - n, true
		}
	}
	return 0, false
}
