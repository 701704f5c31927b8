package shrink

// opcode is an instruction of WebAssembly, or one of ours that stands for several.
type opcode int

const (
	opUnreachable  opcode = 0x00
	opNop          opcode = 0x01
	opBlock        opcode = 0x02
	opLoop         opcode = 0x03
	opIf           opcode = 0x04
	opElse         opcode = 0x05
	opEnd          opcode = 0x0b
	opBr           opcode = 0x0c
	opBrIf         opcode = 0x0d
	opBrTable      opcode = 0x0e
	opReturn       opcode = 0x0f
	opCall         opcode = 0x10
	opCallIndirect opcode = 0x11
	opDrop         opcode = 0x1a
	opSelect       opcode = 0x1b
	opLocalGet     opcode = 0x20
	opLocalSet     opcode = 0x21
	opLocalTee     opcode = 0x22
	opGlobalGet    opcode = 0x23
	opGlobalSet    opcode = 0x24
	opI32Load      opcode = 0x28
	opI32Load8U    opcode = 0x2d
	opI64Load32U   opcode = 0x35 // the last of the loads
	opI32Store     opcode = 0x36 // the first of the stores
	opI64Store     opcode = 0x37
	opI32Store8    opcode = 0x3a
	opI64Store32   opcode = 0x3e // the last of the stores
	opMemorySize   opcode = 0x3f
	opMemoryGrow   opcode = 0x40
	opI32Const     opcode = 0x41
	opI64Const     opcode = 0x42
	opF32Const     opcode = 0x43
	opF64Const     opcode = 0x44
	opI32Eqz       opcode = 0x45
	opI32Eq        opcode = 0x46
	opI64Eqz       opcode = 0x50
	opI64Eq        opcode = 0x51
	opI64GeU       opcode = 0x5a
	opF64Ge        opcode = 0x66 // the last of the comparisons
	opI32Popcnt    opcode = 0x69
	opI32Add       opcode = 0x6a
	opI32Sub       opcode = 0x6b
	opI32Mul       opcode = 0x6c
	opI32And       opcode = 0x71
	opI32Or        opcode = 0x72
	opI32Shl       opcode = 0x74
	opI32ShrU      opcode = 0x76
	opI32Rotr      opcode = 0x78
	opI64Clz       opcode = 0x79
	opI64Popcnt    opcode = 0x7b
	opI64Add       opcode = 0x7c
	opI64ShrU      opcode = 0x88
	opI64Rotr      opcode = 0x8a
	opF32Abs       opcode = 0x8b
	opF32Sqrt      opcode = 0x91
	opF32Copysign  opcode = 0x98
	opF64Abs       opcode = 0x99
	opF64Sqrt      opcode = 0x9f
	opF64Copysign  opcode = 0xa6
	opI32WrapI64   opcode = 0xa7
	opI64ExtendU   opcode = 0xad // i64.extend_i32_u
	opI64Extend32S opcode = 0xc4 // the last of the conversions
	opPrefixed     opcode = 0xfc
	opMemoryCopy   opcode = 0xfc0a
	opMemoryFill   opcode = 0xfc0b

	// Ours; a Go function is rewritten in terms of these.
	opJump     opcode = 0x10000 + iota // go on with block a
	opJumpIf                           // the same if the i32 on the stack is not 0
	opGoCall                           // call function a of Go; b tells where it returns
	opGoCallTo                         // the same for the function whose PC, an i64, is on the stack
	opNilCheck                         // panic if the i32 on the stack is not 0; b was the PC of the panic
)

const void = -0x40 // the type of a block without result

// instr is one instruction.
type instr struct {
	op   opcode
	a    int64  // index, label, constant, block type or alignment
	b    int64  // offset of a memory access, table of an indirect call, return PC of a call of Go
	how  ending // of a call of Go
	rest []byte // what follows the opcode of those that are kept as they are
	to   []int  // labels of a branch table
}

// ending tells what follows a call of Go.
type ending uint8

const (
	resumes      ending = iota // the caller can be left, and resumed behind the call
	mustFinish                 // leaving the caller is an error
	neverReturns               // the callee panics
)

func decode(r *reader) instr {
	i := instr{op: opcode(r.byte())}
	switch op := i.op; {
	case op == opBlock, op == opLoop, op == opIf, op == opI32Const, op == opI64Const:
		i.a = r.int()
	case op == opBr, op == opBrIf, op == opCall, op >= opLocalGet && op <= opGlobalSet:
		i.a = int64(r.uint())
	case op == opCallIndirect, op >= opI32Load && op <= opI64Store32:
		i.a, i.b = int64(r.uint()), int64(r.uint())
	case op == opBrTable:
		for range r.uint() + 1 {
			i.to = append(i.to, r.uint())
		}
	case op == opMemorySize, op == opMemoryGrow:
		i.rest = r.bytes(1)
	case op == opF32Const:
		i.rest = r.bytes(4)
	case op == opF64Const:
		i.rest = r.bytes(8)
	case op == opPrefixed:
		i.op = opPrefixed<<8 | opcode(r.uint())
		switch {
		case i.op == opMemoryCopy:
			i.rest = r.bytes(2)
		case i.op == opMemoryFill:
			i.rest = r.bytes(1)
		case i.op > opPrefixed<<8|7:
			fail("instruction %#x is unknown", int(i.op))
		}
	case op <= opNop, op == opElse, op == opEnd, op == opReturn, op == opDrop, op == opSelect:
	case op >= opI32Eqz && op <= opI64Extend32S:
	default:
		fail("instruction %#x is unknown", int(op))
	}
	return i
}

func (i instr) append(b []byte) []byte {
	if i.op > 0xff {
		b = append(b, byte(i.op>>8))
	}
	b = append(b, byte(i.op))
	switch op := i.op; {
	case op == opBlock, op == opLoop, op == opIf, op == opI32Const, op == opI64Const:
		return appendInt(b, i.a)
	case op == opBr, op == opBrIf, op == opCall, op >= opLocalGet && op <= opGlobalSet:
		return appendUint(b, int(i.a))
	case op == opCallIndirect, op >= opI32Load && op <= opI64Store32:
		return appendUint(appendUint(b, int(i.a)), int(i.b))
	case op == opBrTable:
		b = appendUint(b, len(i.to)-1)
		for _, label := range i.to {
			b = appendUint(b, label)
		}
		return b
	}
	return append(b, i.rest...)
}

// is tells whether an instruction is op with a as its operand.
func (i instr) is(op opcode, a int64) bool { return i.op == op && i.a == a }

func (i instr) isLoad() bool  { return i.op >= opI32Load && i.op <= opI64Load32U }
func (i instr) isStore() bool { return i.op >= opI32Store && i.op <= opI64Store32 }

// effect tells how many values an instruction takes from the stack and how many it
// leaves there. Those that transfer control, and calls, have none that is known.
func (i instr) effect() (takes, leaves int, known bool) {
	switch op := i.op; {
	case op == opNop:
		return 0, 0, true
	case op == opDrop, op == opLocalSet, op == opGlobalSet:
		return 1, 0, true
	case op == opSelect:
		return 3, 1, true
	case op == opLocalGet, op == opGlobalGet, op >= opI32Const && op <= opF64Const:
		return 0, 1, true
	case i.isStore():
		return 2, 0, true
	case op == opLocalTee, i.isLoad(), op == opI32Eqz, op == opI64Eqz,
		op > opF64Ge && op <= opI32Popcnt, op >= opI64Clz && op <= opI64Popcnt,
		op >= opF32Abs && op <= opF32Sqrt, op >= opF64Abs && op <= opF64Sqrt,
		op >= opI32WrapI64 && op <= opI64Extend32S, op >= opPrefixed<<8 && op <= opPrefixed<<8|7:
		return 1, 1, true
	case op > opI32Eqz && op <= opF64Ge, op >= opI32Add && op <= opI32Rotr,
		op >= opI64Add && op <= opI64Rotr, op > opF32Sqrt && op <= opF32Copysign,
		op > opF64Sqrt && op <= opF64Copysign:
		return 2, 1, true
	case op == opMemoryCopy, op == opMemoryFill:
		return 3, 0, true
	}
	return 0, 0, false
}
