package conformance

import (
	"slices"
	"strings"
	"sync"
)

// maxObservations bounds what a driver can report in one scenario.
const maxObservations = 1000

// observations are what the driver reports of one run.
type observations struct {
	wanted bool          // the driver reports
	news   chan struct{} // holds a token when there may be something new

	mu    sync.Mutex
	lines []string
}

func newObservations() *observations { return &observations{news: make(chan struct{}, 1)} }

// add takes lines from the driver; false if it reported too many.
func (o *observations) add(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			o.lines = append(o.lines, line)
		}
	}
	select {
	case o.news <- struct{}{}:
	default:
	}
	return len(o.lines) <= maxObservations
}

// take removes the first line that is one of the choices.
func (o *observations) take(choices ...string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.lines, func(line string) bool { return slices.Contains(choices, line) })
	if i >= 0 {
		o.lines = slices.Delete(o.lines, i, i+1)
	}
	return i >= 0
}

// left are the lines that no step has taken.
func (o *observations) left() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.lines)
}
