package shrink

// findCalls replaces the sequences for calls and nil checks in a block, whose parts this
// package writes in another way. It tells whether nothing unexpected was found.
func (f *function) findCalls(k int, known known) bool {
	var out []instr
	c := cursor{code: f.blocks[k]}
	for c.p < len(c.code) {
		if i, ok := c.call(f.pc, known); ok {
			if i.b >= int64(len(f.table)) {
				return false
			}
			out = append(out, i)
			continue
		}
		out = append(out, c.at(0))
		c.p++
	}
	// What is left must not touch the frame, or tell where the function is.
	depth := 0
	for n, i := range out {
		switch {
		case i.op == opBlock, i.op == opLoop, i.op == opIf:
			depth++
		case i.op == opEnd:
			depth--
		case i.is(opBrIf, unwind), i.is(opLocalSet, localPC), i.is(opLocalTee, localPC):
			return false
		case i.op == opI64Const && i.a>>16 == int64(f.pc) && i.a&0xffff != 0:
			return false
		case i.isGoCall() && i.how != mustFinish && i.b != 0:
			// It must resume where the next block starts.
			if depth != 0 || n != len(out)-1 || f.table[i.b] != k+1 {
				return false
			}
		}
	}
	f.blocks[k] = out
	return depth == 0
}

// known are the functions of the Go runtime, by index, that calls depend on.
type known struct {
	nilPanic  int64          // runtime.sigpanic
	panics    map[int64]bool // those that never return
	panicWrap int64          // runtime.panicwrap
}

func (i instr) isGoCall() bool { return i.op == opGoCall || i.op == opGoCallTo }

// call takes a call of Go:
//
//	SP -= 8; push the PC where to resume; call with 0 for PC_B
//	SP := the global SP; leave if the call returned 1
//
// or one that panics if a pointer is nil:
//
//	if the value on the stack is not 0; such a call; end
func (c *cursor) call(pc int, known known) (instr, bool) {
	start := c.p
	if c.take(opIf, void) {
		if call, ok := c.plainCall(pc); ok && call.is(opGoCall, known.nilPanic) && c.take(opEnd, 0) {
			return instr{op: opNilCheck, b: call.b}, true
		}
		c.p = start
		return instr{}, false
	}
	call, ok := c.plainCall(pc)
	switch {
	case !ok:
		c.p = start
	case call.op == opGoCall && call.how == resumes && known.panics[call.a]:
		call.how = neverReturns
	}
	return call, ok
}

func (c *cursor) plainCall(pc int) (instr, bool) {
	call := instr{op: opGoCall}
	if !c.take(opLocalGet, localSP) || !c.take(opI32Const, 8) || !c.take(opI32Sub, 0) ||
		!c.take(opLocalTee, localSP) || !c.take(opGlobalSet, globalSP) || !c.take(opLocalGet, localSP) {
		return call, false
	}
	back, ok := c.takeAny(opI64Const)
	if !ok || back.a>>16 != int64(pc) {
		return call, false
	}
	call.b = back.a & 0xffff
	if store, ok := c.takeAny(opI64Store); !ok || store.b != 0 {
		return call, false
	}
	if c.take(opI64Const, 16) {
		call.op = opGoCallTo
		if !c.take(opI64ShrU, 0) || !c.take(opI32WrapI64, 0) || !c.take(opLocalSet, localPC) ||
			!c.take(opI32Const, 0) || !c.take(opLocalGet, localPC) {
			return call, false
		}
		callee, ok := c.takeAny(opCallIndirect)
		if !ok || callee.b != 0 {
			return call, false
		}
		call.a = callee.a // the type
	} else {
		if !c.take(opI32Const, 0) {
			return call, false
		}
		callee, ok := c.takeAny(opCall)
		if !ok {
			return call, false
		}
		call.a = callee.a
	}
	if !c.take(opGlobalGet, globalSP) || !c.take(opLocalSet, localSP) {
		return call, false
	}
	if c.take(opBrIf, unwind) {
		return call, true
	}
	call.how = mustFinish
	return call, c.take(opIf, void) && c.take(opUnreachable, 0) && c.take(opEnd, 0)
}

// calls tells whether the code has a call of a function.
func (f *function) calls(index int64) bool {
	for _, block := range f.blocks {
		for _, i := range block {
			if i.is(opGoCall, index) {
				return true
			}
		}
	}
	return false
}
