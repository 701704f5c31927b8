//go:build js && wasm

package webbluetooth

import (
	"context"
	"slices"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/patience"
)

// connectPauses are the waits before connecting is tried again: the first try often
// fails when the toy has just been switched on or let go by something else.
var connectPauses = [...]time.Duration{250 * time.Millisecond, time.Second}

// lookPauses are the waits before looking for services again, of which the last one goes
// on: a browser may announce a connection before it has listed them all.
var lookPauses = [...]time.Duration{
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond,
	400 * time.Millisecond, 500 * time.Millisecond, 600 * time.Millisecond, 850 * time.Millisecond,
}

// maxAttributes bounds the services of a toy and the characteristics of a service.
const maxAttributes = 256

// open connects, looks for the services and resolves the endpoints. If it fails, the
// caller shuts the link. The Op of the error is the step that failed.
func (l *link) open(ctx context.Context, wanted *device.Wanted) *Error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := l.after(l.options.ConnectTimeout, func() { cancel(device.ErrTimeout) })
	defer stop()

	if l.gatt = jsx.Get(l.object, "gatt"); jsx.IsNullish(l.gatt) {
		return &Error{Op: "open the connection", Reason: ErrVanished}
	}
	unlisten, err := jsx.Listen(l.object, "gattserverdisconnected", func(safejs.Value) { l.shut() })
	if err != nil {
		return failure("open the connection", err, gattReason)
	}
	l.mu.Lock()
	l.unlisten = unlisten
	l.mu.Unlock()
	if l.closing.Load() {
		unlisten()
	}

	if err := l.see(ctx); err != nil {
		return failure("wait for it to come near", err, connectReason)
	}
	if err := l.connect(ctx); err != nil {
		return failure("open the connection", err, connectReason)
	}
	endpoints, failed := l.discover(ctx, wanted)
	if failed != nil {
		return failed
	}
	l.mu.Lock()
	l.endpoints = endpoints
	l.mu.Unlock()
	if l.closing.Load() {
		return &Error{Op: "find the characteristics", Reason: device.ErrDisconnected}
	}
	return nil
}

// connect opens the GATT connection.
func (l *link) connect(ctx context.Context) error {
	for try := 0; ; try++ {
		_, err := l.run(ctx, operation{
			connects: true,
			begin:    func() (safejs.Value, error) { return jsx.Call(l.gatt, "connect") },
			finish: func(err error) {
				// Browsers can't cancel connecting: it may succeed when nobody wants it any more.
				if err == nil && l.peripheral.unused() {
					_, _ = jsx.Call(l.gatt, "disconnect")
				}
			},
		})
		if err == nil || try == len(connectPauses) || connectReason(err) != ErrUnreachable {
			return err
		}
		if pause := l.after.wait(ctx, connectPauses[try], l.done); pause != nil {
			return pause
		}
	}
}

// discover finds the characteristics of the endpoints. It looks again until those that the
// toy needs are there, or the toy has had its time to show them.
func (l *link) discover(ctx context.Context, wanted *device.Wanted) (map[device.Endpoint]*characteristic, *Error) {
	watch := patience.Watch{Wanted: wanted, Memory: &l.peripheral.memory}
	passed := time.Duration(0)
	for try := 0; ; try++ {
		found, err := l.attributes(ctx, l.gatt, "getPrimaryServices")
		if err != nil {
			return nil, failure("find the services", err, gattReason)
		}
		endpoints, whole, err := l.resolve(ctx, wanted.Services, found)
		if err != nil {
			return nil, failure("find the characteristics", err, gattReason)
		}
		uuids := make([]string, len(found))
		for i, s := range found {
			uuids[i] = s.uuid
		}
		done, lack := watch.Take(&patience.Look{
			Services: uuids, Endpoints: len(endpoints), Whole: whole, Has: func(e device.Endpoint) bool { return endpoints[e] != nil },
		}, passed)
		switch {
		case done && lack == nil:
			return endpoints, nil
		case done && lack.Missing == nil:
			return nil, &Error{Op: "find the services", Reason: ErrNoService, Cause: lack.Detail}
		case done:
			return nil, &Error{Op: "find the characteristics", Reason: lack.Missing, Cause: lack.Detail}
		}
		passed = lookPauses[min(try, len(lookPauses)-1)]
		if err := l.after.wait(ctx, passed, l.done); err != nil {
			return nil, failure("find the services", err, gattReason)
		}
	}
}

// attribute is a service that the toy has, or a characteristic of one.
type attribute struct {
	uuid   string
	object safejs.Value
}

// attributes lists what a method of the toy's server or of a service finds, as far as the
// browser lets us see it.
func (l *link) attributes(ctx context.Context, of safejs.Value, method string) ([]attribute, error) {
	v, err := l.run(ctx, operation{
		begin: func() (safejs.Value, error) { return jsx.Call(of, method) },
	})
	if jsx.IsException(err, "NotFoundError") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	items := jsx.Items(v, maxAttributes)
	found := make([]attribute, len(items))
	for i, item := range items {
		found[i] = attribute{ascii.ToLower(jsx.StringOrEmpty(item, "uuid")), item}
	}
	return found, nil
}

// resolve finds the characteristics of the endpoints. Of several that fit, the first
// counts, in the order of wanted. Whole tells that every service that is wanted and found
// has all of its characteristics.
func (l *link) resolve(ctx context.Context, wanted []device.Service, found []attribute) (endpoints map[device.Endpoint]*characteristic, whole bool, err error) {
	endpoints, whole = map[device.Endpoint]*characteristic{}, true
	for _, want := range wanted {
		for _, have := range found {
			if have.uuid != ascii.ToLower(want.UUID) || !gives(want, endpoints) {
				continue
			}
			all, err := l.attributes(ctx, have.object, "getCharacteristics")
			if err != nil {
				return nil, false, err
			}
			for _, c := range want.Characteristics {
				uuid := ascii.ToLower(c.UUID)
				at := slices.IndexFunc(all, func(a attribute) bool { return a.uuid == uuid })
				whole = whole && at >= 0
				if at < 0 || endpoints[c.Endpoint] != nil {
					continue
				}
				endpoints[c.Endpoint] = newCharacteristic(all[at].object, func(line string) {
					l.options.Log(l.name + ": " + string(c.Endpoint) + ": " + line)
				})
			}
		}
	}
	return endpoints, whole, nil
}

// gives reports whether a service may have an endpoint that is not resolved yet.
func gives(s device.Service, resolved map[device.Endpoint]*characteristic) bool {
	return slices.ContainsFunc(s.Characteristics, func(c device.Characteristic) bool { return resolved[c.Endpoint] == nil })
}
