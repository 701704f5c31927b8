package server

import (
	"github.com/gobuttplug/gobuttplug/message"
)

// stopOf is a stop of the outputs of a toy.
type stopOf struct {
	toy      *toy
	features []uint32 // nil: all
}

// stop runs a StopCmd. Outputs stop whoever set them going; of the subscriptions only the
// client's own end.
func (s *Session) stop(m *message.StopCmd) message.Message {
	v := s.srv
	v.mu.Lock()
	stops, no := v.selection(s, m)
	if no == nil && m.Inputs {
		s.dropSubscriptions(func(k subKey) bool {
			return m.DeviceIndex == nil || k.toy.index == *m.DeviceIndex &&
				(m.FeatureIndex == nil || k.feature == *m.FeatureIndex)
		})
	}
	v.mu.Unlock()
	if no != nil {
		return no
	}
	if !m.Outputs {
		return &message.Ok{}
	}
	if err := v.runStops(stops); err != nil && m.DeviceIndex != nil {
		return failed(label(stops[0].toy)+" could not be stopped: ", err)
	}
	return &message.Ok{}
}

// selection is what a StopCmd is about. Absent toys come back as it says; one that it is
// for in particular can't be stopped now, so that is no success. The caller holds mu.
func (v *Server) selection(s *Session, m *message.StopCmd) ([]stopOf, *message.Error) {
	for _, a := range v.absent {
		if m.DeviceIndex == nil || *m.DeviceIndex == a.toy.index {
			a.stopFor(s, m)
		}
	}
	if m.DeviceIndex == nil {
		return v.everything(), nil
	}
	if a := v.absent[*m.DeviceIndex]; a != nil && s.local && !m.Outputs {
		return nil, nil
	}
	t, no := v.toy(*m.DeviceIndex)
	if no != nil {
		return nil, no
	}
	if m.FeatureIndex == nil {
		return []stopOf{{toy: t}}, nil
	}
	if _, no := t.feature(*m.FeatureIndex); no != nil {
		return nil, no
	}
	return []stopOf{{t, []uint32{*m.FeatureIndex}}}, nil
}

// everything is all toys. The caller holds mu.
func (v *Server) everything() []stopOf {
	var stops []stopOf
	for _, t := range v.connected() {
		stops = append(stops, stopOf{toy: t})
	}
	return stops
}

// stopFor takes note of a StopCmd of a client. The caller holds Server.mu.
func (a *absence) stopFor(s *Session, m *message.StopCmd) {
	var features []uint32
	if m.FeatureIndex != nil {
		features = []uint32{*m.FeatureIndex}
	}
	if m.Outputs {
		a.stop(features)
	}
	if m.Inputs {
		a.unsubscribe(s, func(k subKey) bool { return features == nil || k.feature == features[0] })
	}
}

// abandoned is what must be stopped because a session has ended: the features that it
// drove, and everything if no client is left. The caller holds mu.
func (v *Server) abandoned(s *Session) []stopOf {
	if s.greeted && len(v.sessions) == 0 {
		return v.everything()
	}
	for _, a := range v.absent {
		if features := a.toy.drivenBy(s); len(features) > 0 {
			a.stop(features)
		}
	}
	var stops []stopOf
	for _, t := range v.toys {
		if features := t.drivenBy(s); len(features) > 0 {
			stops = append(stops, stopOf{t, features})
		}
	}
	return stops
}

// drivenBy takes the features whose last command came from a session. The caller holds
// Server.mu.
func (t *toy) drivenBy(s *Session) (features []uint32) {
	for feature, driver := range t.driver {
		if driver == s {
			features = append(features, feature)
			delete(t.driver, feature)
		}
	}
	return features
}

// runStops stops outputs. It goes on after an error and returns the last.
func (v *Server) runStops(stops []stopOf) (failure error) {
	for _, one := range stops {
		if err := one.toy.guard.Stop(one.features, true, false); err != nil {
			v.log(label(one.toy) + " could not be stopped: " + err.Error())
			failure = err
		}
	}
	return failure
}
