//go:build !js

package bluetooth

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/patience"
)

// lookAgain is the wait before looking for more, whether it was told of or not.
const lookAgain = 200 * time.Millisecond

// open connects, and finds what plays the endpoints. If it fails, the caller shuts the link.
func (l *link) open(ctx context.Context, wanted *device.Wanted) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(l.ctx, func() { cancel(device.ErrDisconnected) })()

	c, err := l.scanner.radio.connect(ctx, l.peripheral.Advertisement().Address)
	if err != nil {
		return failure("connect "+l.name, err)
	}
	l.mu.Lock()
	l.connection = c
	l.mu.Unlock()
	watched := !l.closing.Load() && l.scanner.start(func() {
		select {
		case <-c.lost():
			l.shut()
		case <-l.done:
		}
	})
	if !watched {
		c.disconnect() // it was given up too early for end to know of the connection
		return failure("connect "+l.name, device.ErrDisconnected)
	}
	endpoints, err := l.discover(ctx, c, wanted)
	if err == nil && l.closing.Load() {
		err = device.ErrDisconnected
	}
	if err != nil {
		return failure("connect "+l.name+": find the characteristics", err)
	}
	l.mu.Lock()
	l.endpoints = endpoints
	l.mu.Unlock()
	return nil
}

// discover finds the characteristics of the endpoints. It looks again until those that the
// toy needs are there, or the toy has had its time to show them: services may be listed
// after the connection is made.
func (l *link) discover(ctx context.Context, c connection, wanted *device.Wanted) (map[device.Endpoint]*endpoint, error) {
	watch := patience.Watch{Wanted: wanted, Memory: &l.peripheral.memory}
	for last := time.Now(); ; {
		found, err := c.services(ctx)
		if err != nil {
			return nil, err
		}
		endpoints := l.resolve(wanted.Services, found)
		uuids := make([]string, len(found))
		for i, s := range found {
			uuids[i] = strings.ToLower(s.uuid)
		}
		now := time.Now()
		done, lack := watch.Take(&patience.Look{
			Services: uuids, Endpoints: len(endpoints), Whole: true, Has: func(e device.Endpoint) bool { return endpoints[e] != nil },
		}, now.Sub(last))
		switch last = now; {
		case done && lack == nil:
			return endpoints, nil
		case done && lack.Missing == nil:
			return nil, &said{ErrNoService, lack.Detail}
		case done:
			return nil, &said{lack.Missing, lack.Detail}
		}
		timer := time.NewTimer(lookAgain)
		select {
		case <-c.changed():
		case <-timer.C:
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		timer.Stop()
		if err != nil {
			return nil, err
		}
	}
}

// resolve finds the characteristics of the endpoints. Of several that fit, the first
// counts, in the order of wanted.
func (l *link) resolve(wanted []device.Service, found []service) map[device.Endpoint]*endpoint {
	endpoints := map[device.Endpoint]*endpoint{}
	for _, want := range wanted {
		for _, have := range found {
			if !strings.EqualFold(have.uuid, want.UUID) {
				continue
			}
			for _, c := range want.Characteristics {
				at := slices.IndexFunc(have.characteristics, func(h *characteristic) bool { return strings.EqualFold(h.uuid, c.UUID) })
				if at < 0 || endpoints[c.Endpoint] != nil {
					continue
				}
				endpoints[c.Endpoint] = &endpoint{characteristic: have.characteristics[at], other: sync.OnceFunc(func() {
					l.scanner.options.Log(l.name + ": " + string(c.Endpoint) +
						": writes go with response or without as the characteristic allows, not as the protocol asks for")
				})}
			}
		}
	}
	return endpoints
}
