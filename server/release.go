package server

// Release stops and disconnects the toy at an address, because something else has a right
// to it now, and tells the clients why. It is no error if there is no such toy.
func (v *Server) Release(address string, why error) {
	v.mu.Lock()
	var released *toy
	for _, t := range v.toys {
		if t.address == address {
			released = t
		}
	}
	v.mu.Unlock()
	if released == nil {
		return
	}
	v.disconnect(released)
	v.report(label(released)+" was let go: "+sentence(why.Error()), why)
}
