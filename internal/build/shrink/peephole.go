package shrink

// simplify replaces instructions of a block by fewer that do the same.
func simplify(block []instr) []instr {
	block = foldAddresses(dropNops(block))
	for {
		n := len(block)
		block = rewrite(block)
		if len(block) == n {
			return block
		}
	}
}

func dropNops(block []instr) []instr {
	out := block[:0]
	for _, i := range block {
		if i.op != opNop {
			out = append(out, i)
		}
	}
	return out
}

// foldAddresses moves the offset of an address on the stack of the goroutine, which the
// compiler adds as a 64-bit number, into the load or store that uses the address.
func foldAddresses(block []instr) []instr {
	for p := 0; p < len(block); p++ {
		c := cursor{block, p}
		if !c.take(opLocalGet, localSP) || !c.take(opI64ExtendU, 0) {
			continue
		}
		offset := int64(0)
		if i, ok := c.takeAny(opI64Const); ok {
			offset = i.a
			if offset < 0 || offset >= 1<<31 || !c.take(opI64Add, 0) {
				continue
			}
		}
		if !c.take(opI32WrapI64, 0) {
			continue
		}
		rest := block[c.p:]
		if user := userOf(rest); user != nil {
			user.b += offset
			block = append(block[:p+1], rest...)
		} else if offset > 0 {
			block[p+1] = instr{op: opI32Const, a: offset}
			block[p+2] = instr{op: opI32Add}
			block = append(block[:p+3], rest...)
		} else {
			block = append(block[:p+1], rest...)
		}
	}
	return block
}

// userOf finds the load or store that takes the topmost value as its address; nil if
// something else takes it.
func userOf(code []instr) *instr {
	above := 0
	for n := range code {
		takes, leaves, known := code[n].effect()
		if !known {
			return nil
		}
		if takes > above {
			if code[n].isLoad() && above == 0 || code[n].isStore() && above == 1 {
				return &code[n]
			}
			return nil
		}
		above += leaves - takes
	}
	return nil
}

// rewrite goes once over a block.
func rewrite(block []instr) []instr {
	out := block[:0]
	for p := 0; p < len(block); {
		c := cursor{block, p}
		if i, ok := c.simpler(); ok {
			out = append(out, i...)
			p = c.p
			continue
		}
		out = append(out, block[p])
		p++
	}
	return out
}

// simpler takes a sequence for which there is a shorter one, and returns that.
func (c *cursor) simpler() ([]instr, bool) {
	start := c.p
	switch c.at(0).op {
	case opI64ExtendU:
		// A condition as a number, and back.
		c.p++
		if c.take(opI64Eqz, 0) {
			return []instr{{op: opI32Eqz}}, true
		}
		if c.take(opI32WrapI64, 0) {
			return nil, true
		}
	case opI32Eqz:
		c.p++
		if c.take(opI32Eqz, 0) {
			switch c.at(0).op {
			case opIf, opJumpIf, opBrIf, opNilCheck:
				return nil, true
			}
		}
	case opIf:
		c.p++
		if jump, ok := c.takeAny(opJump); ok && c.take(opEnd, 0) {
			return []instr{{op: opJumpIf, a: jump.a}}, true
		}
	case opLocalGet:
		// The frame, and then the return address, are taken off the stack.
		if n, ok := c.popSP(); ok {
			m, _ := c.popSP()
			if c.at(0).is(opI32Const, 0) && c.at(1).op == opReturn {
				return []instr{{op: opLocalGet, a: localSP}, {op: opI32Const, a: n + m}, {op: opI32Add}, {op: opGlobalSet, a: globalSP}}, true
			}
		}
	}
	c.p = start
	return nil, false
}

// popSP takes SP += n.
func (c *cursor) popSP() (n int64, ok bool) {
	start := c.p
	if c.take(opLocalGet, localSP) {
		if i, ok := c.takeAny(opI32Const); ok && c.take(opI32Add, 0) && c.take(opLocalTee, localSP) && c.take(opGlobalSet, globalSP) {
			return i.a, true
		}
	}
	c.p = start
	return 0, false
}
