package shrink

import "slices"

// The Go compiler gives every function the same frame:
//
//	SP := the global SP
//	block                         left to unwind: the goroutine is to be switched
//	  loop                        repeated to go on with another block
//	    block … block             one for each block of code
//	      br_table PC_B           PC_B is the argument of the function
//	    end
//	    code of block 0
//	    end
//	    code of block 1 …
//	  end
//	end
//	return 1
//
// A block starts behind each call, where the function is resumed after its goroutine was
// switched, and wherever the code jumps to. To jump is to set PC_B and to repeat the loop.
//
// A PC is the index of a function, shifted left by 16 bits, plus the value of PC_B. A
// call pushes it on the stack of the goroutine. The table maps PC_B to blocks.

const (
	globalSP = 0
	globalG  = 2

	localPC = 0 // PC_B, and scratch
	localSP = 1

	// Of functions that were rewritten and that call others.
	localBase   = 2 // the PC of the function
	localLast   = 3 // the PC where the last call returns to
	addedLocals = 2
)

type locals struct {
	count int
	typ   byte
}

const (
	i32 = 0x7f
	i64 = 0x7e
)

// function is a function of Go, taken apart.
type function struct {
	pc     int // its index in PCs
	locals []locals
	blocks [][]instr
	table  []int // block by PC_B

	resume     []int // block by PC_B, as renumbered; -1: none
	deferBlock int   // block that goes on after a panic; 0: none
	usesBase   bool  // it has the added locals

	was map[int][]int // values of PC_B behind calls, by what they are now
}

// parse takes a function apart. It returns nil if the function has not the frame above.
// Those are some that are written in assembly.
func parse(body []byte, pc int, known known) *function {
	f := &function{pc: pc}
	r := &reader{b: body}
	for range r.uint() {
		f.locals = append(f.locals, locals{r.uint(), r.byte()})
	}
	if len(f.locals) == 0 || f.locals[0] != (locals{1, i32}) {
		return nil
	}
	var code []instr
	for r.more() {
		code = append(code, decode(r))
	}
	if !f.split(code) {
		return nil
	}
	for k := range f.blocks {
		if !f.findCalls(k, known) {
			return nil
		}
	}
	return f
}

// split finds the blocks of a function, and turns branches of its frame into jumps.
func (f *function) split(code []instr) bool {
	s := &splitter{f: f, cursor: cursor{code: code}}
	return s.head() && s.blocks() && s.tail() && f.dropTail(s.loop)
}

// splitter goes through the code of a function.
type splitter struct {
	cursor
	f       *function
	loop    bool // the frame has one
	unwinds bool // the frame has a way out to switch the goroutine
	last    int  // the last block
}

// head takes the frame up to the code of the first block.
func (s *splitter) head() bool {
	if !s.take(opGlobalGet, globalSP) || !s.take(opLocalSet, localSP) {
		return false
	}
	outside, starts := 0, 0 // blocks of WebAssembly that are not, and that are, blocks of code
	for s.at(0).op == opBlock || s.at(0).op == opLoop {
		if s.at(0).op == opBlock {
			starts++
		} else if s.loop {
			return false
		} else {
			s.loop, outside, starts = true, starts, 0
		}
		s.p++
	}
	if !s.take(opLocalGet, localPC) || s.at(0).op != opBrTable {
		return false
	}
	s.f.table = s.at(0).to
	s.p++
	s.last = s.f.table[len(s.f.table)-1]
	if slices.Max(s.f.table) > s.last {
		return false
	}
	if !s.loop {
		outside = starts - (s.last + 1)
		starts = s.last + 1
	}
	s.unwinds = outside == 1
	return starts == s.last+1 && outside >= 0 && outside <= 1 && s.take(opEnd, 0)
}

// blocks takes the code of all blocks, and the end of the last.
func (s *splitter) blocks() bool {
	depth := 0
	block := []instr{}
	for s.p < len(s.code) {
		i := s.at(0)
		s.p++
		switch i.op {
		case opBlock, opLoop, opIf:
			depth++
		case opEnd:
			if depth > 0 {
				depth--
				break
			}
			s.f.blocks = append(s.f.blocks, block)
			block = nil
			if len(s.f.blocks) > s.last {
				return true // that was the end of the loop, of the frame or of the function
			}
			continue
		case opBrTable:
			return false
		case opBr, opBrIf:
			var ok bool
			if block, i, ok = s.branch(block, i, depth); !ok {
				return false
			}
		}
		block = append(block, i)
	}
	return false
}

// branch makes a branch that leaves a block, within which it is at some depth, a jump. It
// takes the instructions away that set PC_B for it.
func (s *splitter) branch(block []instr, i instr, depth int) ([]instr, instr, bool) {
	toLoop := depth + s.last - len(s.f.blocks)
	toUnwind := toLoop
	if s.loop {
		toUnwind++
	}
	n := len(block)
	switch {
	case int(i.a) < depth:
		return block, i, true
	case s.loop && i.is(opBr, int64(toLoop)):
		if n < 2 || !block[n-1].is(opLocalSet, localPC) || block[n-2].op != opI32Const {
			return nil, i, false
		}
		pc := int(block[n-2].a)
		if pc < 0 || pc >= len(s.f.table) {
			return nil, i, false
		}
		return block[:n-2], instr{op: opJump, a: int64(s.f.table[pc])}, true
	case s.unwinds && i.is(opBrIf, int64(toUnwind)):
		return block, instr{op: opBrIf, a: unwind}, true
	}
	return nil, i, false
}

// unwind is the label of the branch that leaves a function to switch the goroutine.
const unwind = -1

// tail tells whether the rest of a function is as it should be.
func (s *splitter) tail() bool {
	if s.loop && (!s.take(opUnreachable, 0) || !s.take(opEnd, 0)) {
		return false
	}
	if s.unwinds && (!s.take(opI32Const, 1) || !s.take(opEnd, 0)) {
		return false
	}
	return s.p == len(s.code)
}

// dropTail takes the last instruction of a function without loop away: it is not code
// of the last block.
func (f *function) dropTail(loop bool) bool {
	if loop {
		return true
	}
	k := len(f.blocks) - 1
	n := len(f.blocks[k])
	if n == 0 || f.blocks[k][n-1].op != opUnreachable {
		return false
	}
	f.blocks[k] = f.blocks[k][:n-1]
	return true
}

// cursor looks for known sequences of instructions.
type cursor struct {
	code []instr
	p    int
}

func (c *cursor) at(n int) instr {
	if c.p+n < len(c.code) {
		return c.code[c.p+n]
	}
	return instr{op: opUnreachable}
}

// take steps over an instruction if it is as told.
func (c *cursor) take(op opcode, a int64) bool {
	if c.p < len(c.code) && c.at(0).is(op, a) {
		c.p++
		return true
	}
	return false
}

// takeAny steps over an instruction if it has the opcode.
func (c *cursor) takeAny(op opcode) (instr, bool) {
	if c.p < len(c.code) && c.at(0).op == op {
		c.p++
		return c.code[c.p-1], true
	}
	return instr{}, false
}
