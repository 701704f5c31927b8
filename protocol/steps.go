package protocol

import "time"

// stepper moves a toy that only knows places to go to at once: a move is made of steps.
type stepper struct {
	place int32 // that the toy was told last
	move  *move // that goes on; nil for none
}

// move is where a toy goes, and in how many steps.
type move struct{ goal, steps int32 }

// begin begins a move with a step at a time.
func (s *stepper) begin(c Command, step time.Duration) {
	s.move = &move{c.Value, max(1, int32(c.Duration/step))}
}

// end ends the move where it is.
func (s *stepper) end() { s.move = nil }

// next is the next step: its place, what to do when the toy has taken it, and whether another
// one follows. Taken is nil if the move is over.
func (s *stepper) next() (place int32, taken func(), again bool) {
	m := s.move
	if m == nil || m.steps == 0 || s.place == m.goal {
		return s.place, nil, false
	}
	place = s.place + (m.goal-s.place)/m.steps
	return place, func() {
		s.place = place
		m.steps--
	}, m.steps > 1
}
