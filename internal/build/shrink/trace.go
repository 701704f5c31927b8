package shrink

// nilPage is how many bytes from 0 on Go never uses.
const nilPage = 4096

// trace has each function tell that it runs.
func (m *module) trace() {
	if len(m.bodies) > nilPage {
		fail("the module has more than %d functions", nilPage)
	}
	for n, body := range m.bodies {
		r := &reader{b: body}
		for range r.uint() {
			r.uint()
			r.byte()
		}
		traced := append([]byte{}, body[:r.p]...)
		for _, i := range []instr{{op: opI32Const, a: int64(n)}, {op: opI32Const, a: 1}, {op: opI32Store8}} {
			traced = i.append(traced)
		}
		m.bodies[n] = append(traced, body[r.p:]...)
	}
}
