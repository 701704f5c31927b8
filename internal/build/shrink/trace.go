package shrink

// nilPage is how many bytes from 0 on Go never uses.
const nilPage = 4096

// trace has each function tell that it runs.
func (m *module) trace() {
	if len(m.bodies) > nilPage {
		fail("the module has more than %d functions", nilPage)
	}
	for n, body := range m.bodies {
		var mark []byte
		for _, i := range []instr{{op: opI32Const, a: int64(n)}, {op: opI32Const, a: 1}, {op: opI32Store8}} {
			mark = i.append(mark)
		}
		m.bodies[n] = startingWith(mark, body)
	}
}
