package server

// Clients is how many sessions are open, also those that have not shaken hands yet.
func (v *Server) Clients() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.open)
}
