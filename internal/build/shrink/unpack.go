package shrink

// unpackColumn is a function of WebAssembly that unpacks one column of the table of
// functions and returns where the packed numbers of the next column start. It does what
// packed.unpack does.
func unpackColumn() []byte {
	const (
		src = iota // parameters
		to
		stride
		count
		how
		sum
		v // locals
		shift
		next
		params = 6
	)
	get := func(n int64) instr { return instr{op: opLocalGet, a: n} }
	set := func(n int64) instr { return instr{op: opLocalSet, a: n} }
	num := func(n int64) instr { return instr{op: opI32Const, a: n} }
	op := func(op opcode) instr { return instr{op: op} }
	open := func(op opcode) instr { return instr{op: op, a: void} }
	is := func(p packing) []instr { return []instr{get(how), num(int64(p)), op(opI32Eq), open(opIf)} }

	var code []instr
	add := func(i ...instr) { code = append(code, i...) }
	add(open(opBlock), open(opLoop))
	add(get(count), op(opI32Eqz), instr{op: opBrIf, a: 1})
	// v = the number at src
	add(num(0), set(v), num(0), set(shift), open(opLoop))
	add(get(src), instr{op: opI32Load8U}, instr{op: opLocalTee, a: next})
	add(num(0x7f), op(opI32And), get(shift), op(opI32Shl), get(v), op(opI32Or), set(v))
	add(get(src), num(1), op(opI32Add), set(src), get(shift), num(7), op(opI32Add), set(shift))
	add(get(next), num(0x80), op(opI32And), instr{op: opBrIf, a: 0}, op(opEnd))

	add(is(sums)...)
	add(get(sum), get(v), op(opI32Add), instr{op: opLocalTee, a: sum}, set(v), op(opEnd))
	add(is(offsets)...)
	add(get(v), open(opIf), get(sum), get(sum), get(v), op(opI32Add), set(sum), set(v), op(opEnd), op(opEnd))
	add(is(quarters)...)
	add(num(0), get(v), op(opI32Eqz), op(opI32Sub), get(v), num(4), op(opI32Mul), num(4), op(opI32Sub), op(opI32Or), set(v), op(opEnd))

	add(get(to), get(v), instr{op: opI32Store, a: 2})
	add(get(to), get(stride), op(opI32Add), set(to), get(count), num(1), op(opI32Sub), set(count))
	add(instr{op: opBr, a: 0}, op(opEnd), op(opEnd), get(src), op(opEnd))
	return body(next-params+1, code)
}

// unpackAll is the function that the module starts with: it unpacks the columns.
func (p *packed) unpackAll(unpackColumn int) []byte {
	code := []instr{{op: opI32Const, a: int64(p.at)}}
	for _, c := range p.columns {
		for _, n := range []int{c.to, c.stride, c.count, int(c.how), c.start} {
			code = append(code, instr{op: opI32Const, a: int64(n)})
		}
		code = append(code, instr{op: opCall, a: int64(unpackColumn)})
	}
	return body(0, append(code, instr{op: opDrop}, instr{op: opEnd}))
}

// body writes the body of a function with n locals of 32 bits.
func body(n int, code []instr) []byte {
	b := []byte{0}
	if n > 0 {
		b = append(appendUint([]byte{1}, n), i32)
	}
	for _, i := range code {
		b = i.append(b)
	}
	return b
}
