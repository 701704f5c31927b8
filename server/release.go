package server

// Release stops and disconnects the toy at an address, because something else has a right
// to it now, and tells the clients why. If it has dropped out, it is not tried any longer.
// It is no error if there is no such toy.
func (v *Server) Release(address string, why error) {
	if t := v.letGo(func(t *toy) bool { return t.address == address }, why); t != nil {
		v.report(label(t)+" was let go: "+sentence(why.Error()), why)
	}
}

// LetGo stops and disconnects a device because its owner wants that. If it has dropped out,
// it is not tried any longer. It reports false if there is no such device.
func (v *Server) LetGo(index uint32) bool {
	return v.letGo(func(t *toy) bool { return t.index == index }, nil) != nil
}

// letGo ends the toy, connected or absent, that is meant; nil if there is none.
func (v *Server) letGo(meant func(*toy) bool, why error) *toy {
	var connected *toy
	var ended []*absence
	v.mu.Lock()
	for _, t := range v.toys {
		if meant(t) {
			connected = t
			t.leaving = true
		}
	}
	for _, a := range v.absences() {
		if meant(a.toy) {
			v.endAbsence(a, why)
			ended = append(ended, a)
		}
	}
	sessions := keys(v.sessions)
	v.mu.Unlock()
	flush(sessions)
	v.dismiss(ended)
	switch {
	case connected != nil:
		v.disconnect(connected)
	case len(ended) > 0:
		connected = ended[0].toy
	}
	return connected
}
