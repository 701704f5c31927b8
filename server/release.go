package server

// Release stops and disconnects the toy at an address because something else has a right to it now,
// and tells the clients why. If it has dropped out, it is not tried any longer. If there is no such
// toy, Release does nothing.
func (v *Server) Release(address string, why error) {
	v.mu.Lock()
	for _, t := range v.connected() {
		if t.address == address {
			v.letGo(t, nil, why)
			v.report(label(t)+" was let go: "+sentence(why.Error()), why)
			return
		}
	}
	v.letGo(nil, v.absentAt(address), why)
}

// LetGo stops and disconnects the device of an index because its owner wants that. If it has
// dropped out, it is not tried any longer. It reports whether there was such a device.
func (v *Server) LetGo(index uint32) bool {
	v.mu.Lock()
	t, a := v.toys[index], v.absent[index]
	v.letGo(t, a, nil)
	return t != nil || a != nil
}

// letGo ends a toy that is connected or absent; nil is none. The caller holds mu, which is
// released.
func (v *Server) letGo(t *toy, a *absence, why error) {
	if t != nil {
		t.leaving = true
	}
	if a != nil {
		v.endAbsence(a, why)
	}
	v.unlock()
	if a != nil {
		v.dismiss([]*absence{a})
	}
	if t != nil {
		v.disconnect(t)
	}
}
