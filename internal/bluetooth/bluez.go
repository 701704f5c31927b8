//go:build linux

package bluetooth

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/gobuttplug/gobuttplug/device"
)

// bluez is the radio of Linux.
type bluez struct {
	address string        // of the bus; "" for the system's
	opening chan struct{} // full while bus is in use
	bus     *bus          // nil if there is none
}

func newRadio(o *Options) radio { return &bluez{address: o.Bus, opening: make(chan struct{}, 1)} }

// open gives the connection to the bus, a new one if need be.
func (z *bluez) open(ctx context.Context) (*bus, error) {
	select {
	case z.opening <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-z.opening }()
	if z.bus != nil && z.bus.alive() {
		return z.bus, nil
	}
	z.shut()
	b, err := openBus(ctx, z.address)
	if err == nil {
		z.bus = b
	}
	return b, err
}

func (z *bluez) shut() {
	if z.bus != nil {
		_ = z.bus.conn.Close() // there is nothing to be done about it
		z.bus = nil
	}
}

func (z *bluez) close() {
	z.opening <- struct{}{}
	defer func() { <-z.opening }()
	z.shut()
}

// powered picks the adapter to use: the first that is switched on.
func powered(all objects) (dbus.ObjectPath, error) {
	var paths []dbus.ObjectPath
	for path, faces := range all {
		if _, ok := faces[adapterFace]; ok {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		if property[bool](all[path][adapterFace], "Powered") {
			return path, nil
		}
	}
	if len(paths) == 0 {
		return "", ErrNoAdapter
	}
	return "", ErrOff
}

// scan implements radio.
func (z *bluez) scan(ctx context.Context, started func(), seen func(device.Advertisement)) error {
	b, err := z.open(ctx)
	if err != nil {
		return err
	}
	all, err := b.objects(ctx)
	if err != nil {
		return err
	}
	adapter, err := powered(all)
	if err != nil {
		return err
	}
	s := &scan{
		bus: b, adapter: adapter, wake: make(chan struct{}, 1),
		fresh: map[dbus.ObjectPath]properties{}, known: map[dbus.ObjectPath]*sighting{},
	}
	w := &watch{below: adapter, signal: s.signal, gone: func() { s.fail(ErrNoDaemon) }}
	if err := b.watch(w); err != nil {
		return err
	}
	defer b.unwatch(w)
	rule := "type='signal',sender='" + bluezName + "',interface='" + propertiesFace + "',arg0='" + deviceFace +
		"',path_namespace='" + string(adapter) + "'"
	if err := b.match(ctx, rule); err != nil {
		return err
	}
	defer b.unmatch(rule)
	stop, err := b.discover(ctx, adapter)
	if err != nil {
		return err
	}
	defer stop()
	// Devices that BlueZ remembers may be far away by now. Near are those that it has
	// just heard of, and those that are connected: these advertise no more, after a
	// program that had them ended suddenly, for example.
	if all, err = b.objects(ctx); err != nil {
		return err
	}
	for path, faces := range all {
		if p, ok := faces[deviceFace]; ok && within(path, adapter) {
			_, near := p["RSSI"]
			s.known[path] = &sighting{properties: p, near: near || property[bool](p, "Connected")}
		}
	}
	started()
	for {
		s.report(ctx, seen)
		select {
		case <-s.wake:
		case <-ctx.Done():
			return nil
		}
		if err := s.failed(); err != nil {
			return err
		}
	}
}

func within(path, other dbus.ObjectPath) bool {
	return strings.HasPrefix(string(path), string(other)+"/")
}

// scan is a scan that is going on.
type scan struct {
	bus     *bus
	adapter dbus.ObjectPath
	wake    chan struct{} // gets a value when there is something to do
	known   map[dbus.ObjectPath]*sighting

	mu    sync.Mutex
	fresh map[dbus.ObjectPath]properties // what was told since; with nil, that the device is gone
	err   error                          // why it can't go on
}

// sighting is a device that is known.
type sighting struct {
	properties
	near     bool      // it was heard of, or is connected
	news     bool      // it tells something that was not reported yet
	reported time.Time // last
}

// signal takes what BlueZ tells.
func (s *scan) signal(signal *dbus.Signal) {
	path := signal.Path
	told := changes(signal, deviceFace)
	switch {
	case path == s.adapter:
		if on, ok := changes(signal, adapterFace)["Powered"].Value().(bool); ok && !on {
			s.fail(ErrOff)
		}
		return
	case signal.Name == managerFace+".InterfacesAdded":
		path, _ = argument[dbus.ObjectPath](signal, 0)
		faces, _ := argument[map[string]properties](signal, 1)
		told = faces[deviceFace]
	case signal.Name == managerFace+".InterfacesRemoved":
		path, _ = argument[dbus.ObjectPath](signal, 0)
		faces, _ := argument[[]string](signal, 1)
		if path == s.adapter && slices.Contains(faces, adapterFace) {
			s.fail(ErrNoAdapter)
			return
		}
		if slices.Contains(faces, deviceFace) {
			s.mu.Lock()
			s.fresh[path] = nil
			s.mu.Unlock()
			poke(s.wake)
		}
		return
	}
	if told == nil {
		return
	}
	s.mu.Lock()
	if s.fresh[path] == nil {
		s.fresh[path] = properties{}
	}
	maps.Copy(s.fresh[path], told)
	s.mu.Unlock()
	poke(s.wake)
}

func (s *scan) fail(err error) {
	s.mu.Lock()
	if s.err == nil {
		s.err = err
	}
	s.mu.Unlock()
	poke(s.wake)
}

func (s *scan) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// report takes in what was told, and reports the devices that are near.
func (s *scan) report(ctx context.Context, seen func(device.Advertisement)) {
	s.mu.Lock()
	fresh := s.fresh
	s.fresh = map[dbus.ObjectPath]properties{}
	s.mu.Unlock()
	for path, told := range fresh {
		known := s.known[path]
		if told == nil {
			delete(s.known, path)
			continue
		}
		if known == nil {
			known = &sighting{properties: properties{}, news: true}
			s.known[path] = known
			if _, whole := told["Address"]; !whole {
				_ = s.bus.call(ctx, path, propertiesFace+".GetAll", &known.properties, deviceFace) // if it is gone, it has no address
			}
		}
		if connected, ok := told["Connected"].Value().(bool); ok {
			// A toy that is gone is reported at once when it is heard of again.
			known.near, known.reported = connected, time.Time{}
		}
		for name, value := range told {
			known.properties[name] = value
			switch name {
			case "RSSI", "ManufacturerData", "Name", "UUIDs":
				known.near = true
				known.news = known.news || name != "RSSI"
			}
		}
	}
	now := time.Now()
	for path, known := range s.known {
		_, told := fresh[path]
		due := known.reported.IsZero() || told && (known.news || now.Sub(known.reported) >= seenAgain)
		if !known.near || !due {
			continue
		}
		known.reported, known.news = now, false
		if adv, ok := advertisement(known.properties); ok {
			seen(adv)
		}
	}
}

// advertisement makes one of what BlueZ knows of a device. Lists that it does not have are
// empty, not nil: nil would mean that they can't be known.
func advertisement(p properties) (device.Advertisement, bool) {
	adv := device.Advertisement{
		Address:          property[string](p, "Address"),
		Name:             property[string](p, "Name"),
		ManufacturerData: []device.ManufacturerData{},
		Services:         []string{},
	}
	for company, data := range property[map[uint16]dbus.Variant](p, "ManufacturerData") {
		bytes, _ := data.Value().([]byte)
		adv.ManufacturerData = append(adv.ManufacturerData, device.ManufacturerData{Company: company, Data: bytes})
	}
	slices.SortFunc(adv.ManufacturerData, func(a, b device.ManufacturerData) int { return int(a.Company) - int(b.Company) })
	for _, uuid := range property[[]string](p, "UUIDs") {
		adv.Services = append(adv.Services, strings.ToLower(uuid))
	}
	return adv, adv.Address != ""
}

// discover has BlueZ look around until stop is called. Several may want it at a time,
// which BlueZ does not let one program do.
func (b *bus) discover(ctx context.Context, adapter dbus.ObjectPath) (stop func(), err error) {
	select {
	case b.discovering <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-b.discovering }()
	if b.users == 0 {
		filter := properties{"Transport": dbus.MakeVariant("le"), "DuplicateData": dbus.MakeVariant(false)}
		err := b.call(ctx, adapter, adapterFace+".SetDiscoveryFilter", nil, filter)
		if err == nil {
			err = b.call(ctx, adapter, adapterFace+".StartDiscovery", nil)
		}
		switch {
		case errors.Is(err, ErrUnreachable): // the adapter, not a device
			return nil, ErrNoAdapter
		case err != nil && !errors.Is(err, ErrBusy): // busy: it is going on already
			return nil, err
		}
	}
	b.users++
	return sync.OnceFunc(func() {
		b.discovering <- struct{}{}
		defer func() { <-b.discovering }()
		if b.users--; b.users == 0 {
			ctx, cancel := context.WithTimeout(context.Background(), endTimeout)
			defer cancel()
			_ = b.call(ctx, adapter, adapterFace+".StopDiscovery", nil) // BlueZ stops when we are gone, at the latest
		}
	}), nil
}
