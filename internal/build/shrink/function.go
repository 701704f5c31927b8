package shrink

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

	firstPC = 0x1000 // the index, in PCs, of the first function of the module
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
	c := cursor{code: code}
	if !c.take(opGlobalGet, globalSP) || !c.take(opLocalSet, localSP) {
		return false
	}
	outside, loop := 0, false // of the blocks of code
	starts := 0
	for c.at(0).op == opBlock || c.at(0).op == opLoop {
		if c.at(0).op == opLoop {
			if loop {
				return false
			}
			loop, outside, starts = true, starts, 0
		} else {
			starts++
		}
		c.p++
	}
	if !c.take(opLocalGet, localPC) || c.at(0).op != opBrTable {
		return false
	}
	f.table = c.at(0).to
	c.p++
	last := f.table[len(f.table)-1]
	if !loop {
		outside = starts - (last + 1)
		starts = last + 1
	}
	if starts != last+1 || outside < 0 || outside > 1 || !c.take(opEnd, 0) {
		return false
	}
	unwinds := outside == 1
	depth := 0
	block := []instr{}
	for c.p < len(c.code) {
		i := c.at(0)
		c.p++
		switch i.op {
		case opBlock, opLoop, opIf:
			depth++
		case opEnd:
			if depth > 0 {
				depth--
				break
			}
			f.blocks = append(f.blocks, block)
			block = nil
			if len(f.blocks) <= last {
				continue
			}
			// That was the end of the loop, of the frame or of the function.
			return c.tail(loop, unwinds) && f.dropTail(loop)
		case opBrTable:
			return false
		case opBr, opBrIf:
			inBlock := depth
			toLoop := inBlock + last - len(f.blocks)
			toUnwind := toLoop
			if loop {
				toUnwind++
			}
			switch n := len(block); {
			case int(i.a) < inBlock:
			case loop && i.is(opBr, int64(toLoop)):
				if n < 2 || !block[n-1].is(opLocalSet, localPC) || block[n-2].op != opI32Const {
					return false
				}
				pc := int(block[n-2].a)
				if pc < 0 || pc >= len(f.table) {
					return false
				}
				block = block[:n-2]
				i = instr{op: opJump, a: int64(f.table[pc])}
			case unwinds && i.is(opBrIf, int64(toUnwind)):
				i = instr{op: opBrIf, a: unwind}
			default:
				return false
			}
		}
		block = append(block, i)
	}
	return false
}

// unwind is the label of the branch that leaves a function to switch the goroutine.
const unwind = -1

// tail tells whether the rest of a function is as it should be.
func (c *cursor) tail(loop, unwinds bool) bool {
	if loop && !c.take(opUnreachable, 0) {
		return false
	}
	if unwinds {
		return (!loop || c.take(opEnd, 0)) && c.take(opI32Const, 1) && c.take(opEnd, 0) && c.p == len(c.code)
	}
	return (!loop || c.take(opEnd, 0)) && c.p == len(c.code)
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
