// Package patience tells how long to look at a toy that was just connected. Its services
// may be listed after the connection is made, and it may lack some that others of its kind
// have.
package patience

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// How long a toy must have shown nothing new until it counts as all there.
const (
	Missing  = 3 * time.Second         // it has shown nothing, or lacks something that it needs
	Stranger = 1500 * time.Millisecond // it has nothing of what is needed
	Optional = 600 * time.Millisecond  // it lacks something that not every such toy has
	Others   = 600 * time.Millisecond  // it has nothing of what is needed, but what another protocol needs
)

// Memory is what is known of a toy from one connection to the next. The zero value is ready
// for use.
type Memory struct {
	mu     sync.Mutex
	waited []string // the services that it had when waiting for more was in vain
}

// Forget makes the next connection begin anew.
func (m *Memory) Forget() { m.note(nil) }

func (m *Memory) note(services []string) {
	m.mu.Lock()
	m.waited = services
	m.mu.Unlock()
}

// showsNoMore reports whether more than these services was waited for in vain. The next
// protocol that is tried on the toy need not wait for them again.
func (m *Memory) showsNoMore(services []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(services) > 0 && slices.Equal(m.waited, services)
}

// Look is what one look has shown.
type Look struct {
	Services  []string // UUIDs, in lower case
	Endpoints int      // that were found
	Has       func(device.Endpoint) bool
	Whole     bool // services that are wanted and there have all their characteristics
}

// Lack is what is wrong with a toy that was looked at for long enough.
type Lack struct {
	Missing error // a *device.MissingError; nil if the toy has nothing of what is needed
	Detail  error // what it shows
}

// Watch takes the looks at a toy during one connection.
type Watch struct {
	Wanted *device.Wanted
	Memory *Memory

	found int           // services and endpoints
	quiet time.Duration // since a look has shown something new
}

// Take takes a look, and the time that has passed since the one before. Done: the toy is all
// there, or was given its time. Lack is nil if it can be driven as it is.
func (w *Watch) Take(l *Look, passed time.Duration) (done bool, lack *Lack) {
	found := len(l.Services) + l.Endpoints
	same := found > 0 && found == w.found
	w.quiet += passed
	if found != w.found {
		w.found, w.quiet = found, 0
	}
	wait, lack := w.judge(l)
	if lack == nil && (w.quiet >= wait || (l.Whole || same) && w.Wanted.Complete(l.Has)) {
		w.Memory.Forget() // the next connection begins anew
		return true, nil
	}
	if w.quiet < wait && !w.Memory.showsNoMore(l.Services) {
		return false, lack
	}
	w.Memory.note(l.Services)
	return true, lack
}

// judge tells for how long more is to be waited for, and what is wrong with what there is.
func (w *Watch) judge(l *Look) (time.Duration, *Lack) {
	missing := w.Wanted.Check(l.Has)
	switch {
	case l.Endpoints == 0 || !w.Wanted.Needs.Any(l.Has):
		wait := Stranger
		if len(l.Services) == 0 {
			wait = Missing
		} else if slices.ContainsFunc(w.Wanted.Others, func(s device.Service) bool { return slices.Contains(l.Services, ascii.ToLower(s.UUID)) }) {
			wait = Others
		}
		return wait, &Lack{nil, lacking(w.Wanted.Services, l.Services)}
	case missing != nil:
		return Missing, &Lack{missing, shown(l.Services)}
	}
	return Optional, nil
}

// lacking tells which services were looked for and which were found.
func lacking(wanted []device.Service, found []string) error {
	uuids := make([]string, len(wanted))
	for i, s := range wanted {
		uuids[i] = s.UUID
	}
	return errors.New("needed, with their characteristics: " + list(uuids) + "; " + shown(found).Error())
}

// shown tells which services were found.
func shown(uuids []string) error { return errors.New("the device shows: " + list(uuids)) }

// list names the first few of some services.
func list(uuids []string) string {
	const most = 8
	switch {
	case len(uuids) == 0:
		return "none"
	case len(uuids) > most:
		return strings.Join(uuids[:most], ", ") + ", …"
	}
	return strings.Join(uuids, ", ")
}
