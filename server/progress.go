package server

import "context"

// Stage is how far the connection of a toy has come; see Options.Progress.
type Stage uint8

// The stages of a connection, in their order. The first two may come again, because a toy that may
// speak several protocols is tried with one after the other. The last two end it.
const (
	Connecting  Stage = iota // the connection is being opened
	Identifying              // it is open; the model is being found out, and the toy made ready
	Ready                    // the toy is announced
	Refused                  // it was not connected; clients are told why, unless GiveUp ended it
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

// GiveUp ends the connecting of every toy that is not ready yet. Clients are not told, because
// somebody wanted it. Toys that have dropped out are tried on.
func (v *Server) GiveUp() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.giveUp()
	v.tries, v.giveUp = context.WithCancel(v.ctx)
}
