package server

import "context"

// Stage is how far the connection of a toy has come.
type Stage uint8

// The stages of a connection, in their order. A toy that may speak several protocols is
// connected for each of them.
const (
	Connecting  Stage = iota // the connection is being opened
	Identifying              // it is open; the model is being found out, and the toy made ready
	Ready                    // the toy is announced
	Refused                  // it was not connected; clients are told why, unless it was given up
)

// String is "connecting", "identifying", "ready" or "refused".
func (s Stage) String() string {
	switch s {
	case Connecting:
		return "connecting"
	case Identifying:
		return "identifying"
	case Ready:
		return "ready"
	}
	return "refused"
}

func (v *Server) progress(name string, s Stage) {
	if v.options.Progress != nil {
		v.options.Progress(name, s)
	}
}

// settled tells how connecting a toy has ended.
func (v *Server) settled(name string, err error) {
	if err == nil {
		v.progress(name, Ready)
	} else {
		v.progress(name, Refused)
	}
}

// GiveUp ends the connecting of every toy that is not ready yet. Clients are told nothing
// of it: somebody wanted it.
func (v *Server) GiveUp() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.giveUp()
	v.tries, v.giveUp = context.WithCancel(v.ctx)
}
