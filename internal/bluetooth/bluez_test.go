//go:build linux

package bluetooth_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bluetooth"
	"github.com/gobuttplug/gobuttplug/internal/fakebluez"
)

// soon bounds what a test waits for.
const soon = 20 * time.Second

const (
	hushAddress  = "09:09:09:09:09:09"
	hushIdentity = "Z:11:0082059AD3BD;"
)

var (
	txFlags = []string{"write", "write-without-response"}
	lovense = device.Wanted{
		Services: []device.Service{{UUID: fakebluez.LovenseService, Characteristics: []device.Characteristic{
			{Endpoint: device.Tx, UUID: fakebluez.LovenseTx}, {Endpoint: device.Rx, UUID: fakebluez.LovenseRx},
		}}},
		Needs: device.Needs{{device.Tx, device.Rx}},
	}
	hismith = device.Wanted{
		Services: []device.Service{
			{UUID: fakebluez.HismithModelService, Characteristics: []device.Characteristic{{Endpoint: device.RxBLEModel, UUID: fakebluez.HismithModel}}},
			{UUID: fakebluez.HismithService, Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: fakebluez.HismithTx}}},
		},
		Needs: device.Needs{{device.Tx, device.RxBLEModel}},
	}
)

// startBus starts a message bus. make setup installs what it needs.
func startBus(t *testing.T, policy string) *fakebluez.Bus {
	t.Helper()
	bus, err := fakebluez.StartBus(policy)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, bus.Close()) })
	return bus
}

// lab is a BlueZ and a scanner that uses it.
type lab struct {
	t       *testing.T
	bus     *fakebluez.Bus
	bluez   *fakebluez.BlueZ
	scanner *bluetooth.Scanner
	logged  chan string
}

func newLab(t *testing.T, o bluetooth.Options) *lab {
	t.Helper()
	t.Parallel()
	l := &lab{t: t, bus: startBus(t, fakebluez.Open), logged: make(chan string, 16)}
	l.bluez = l.start()
	o.Bus, o.Log = l.bus.Address, func(line string) { l.logged <- line }
	l.scanner = bluetooth.New(o)
	t.Cleanup(func() { assert.NoError(t, l.scanner.Close()) })
	return l
}

// start starts a BlueZ.
func (l *lab) start() *fakebluez.BlueZ {
	b, err := fakebluez.Start(l.bus.Address)
	require.NoError(l.t, err)
	l.t.Cleanup(func() { _ = b.Close() })
	return b
}

// scan looks around until stop is called, which gives the error of Scan.
func (l *lab) scan() (found <-chan device.Peripheral, stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	peripherals := make(chan device.Peripheral, 64)
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- l.scanner.Scan(ctx, func() { close(started) }, func(p device.Peripheral) { peripherals <- p })
	}()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	l.t.Cleanup(func() { _ = stop() })
	select {
	case <-started:
	case err := <-ended:
		ended <- err
		l.t.Fatal("scanning did not begin:", err)
	case <-time.After(soon):
		l.t.Fatal("scanning did not begin")
	}
	return peripherals, stop
}

// find looks for a toy.
func (l *lab) find(toy *fakebluez.Toy) device.Peripheral {
	l.t.Helper()
	found, stop := l.scan()
	for {
		p := receive(l.t, found)
		if p.Advertisement().Address == toy.Address {
			require.NoError(l.t, stop())
			return p
		}
	}
}

func (l *lab) connect(p device.Peripheral, wanted device.Wanted) device.Link {
	l.t.Helper()
	link, err := p.Connect(l.t.Context(), wanted)
	require.NoError(l.t, err)
	return link
}

func (l *lab) addHush() *fakebluez.Toy {
	return l.bluez.Add(fakebluez.Lovense("LVS-Z001", hushAddress, hushIdentity))
}

func receive[T any](t *testing.T, from <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(soon):
		t.Fatal("it took too long")
	}
	return value
}

func TestFindsWhatIsWanted(t *testing.T) {
	l := newLab(t, bluetooth.Options{Wanted: func(adv *device.Advertisement) bool { return adv.Name != "Television" }})
	l.bluez.Add(&fakebluez.Toy{Name: "Television", Address: "00:00:00:00:00:01"})
	l.bluez.Add(&fakebluez.Toy{
		Name: "Toy", Address: "00:00:00:00:00:02", UUIDs: []string{"0000FFE5-0000-1000-8000-00805F9B34FB"},
		ManufacturerData: map[uint16][]byte{93: {0x27, 1}, 7: {}},
	})
	found, stop := l.scan()
	assert.Equal(t, device.Advertisement{
		Address: "00:00:00:00:00:02", Name: "Toy", Services: []string{fakebluez.HismithService},
		ManufacturerData: []device.ManufacturerData{{Company: 7, Data: []byte{}}, {Company: 93, Data: []byte{0x27, 1}}},
	}, receive(t, found).Advertisement())
	late := l.bluez.Add(&fakebluez.Toy{Address: "00:00:00:00:00:03"})
	adv := receive(t, found).Advertisement()
	assert.Equal(t, late.Address, adv.Address)
	assert.Empty(t, adv.Name)
	assert.NotNil(t, adv.ManufacturerData, "nil would mean that it can't be known")
	assert.NotNil(t, adv.Services)
	assert.Equal(t, 1, l.bluez.Discovering())
	require.NoError(t, stop())
	assert.Zero(t, l.bluez.Discovering())
}

func TestWhatIsRememberedButNotNearIsNotFound(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	p := l.find(hush)
	link := l.connect(p, lovense)
	found, stop := l.scan()
	assert.Same(t, p, receive(t, found), "a toy that is connected, perhaps by a program that crashed, does not advertise")
	hush.Silence()
	hush.Drop()
	receive(t, link.Done())
	require.NoError(t, stop())
	found, stop = l.scan()
	other := l.bluez.Add(&fakebluez.Toy{Name: "Other", Address: "00:00:00:00:00:06"})
	assert.Equal(t, other.Address, receive(t, found).Advertisement().Address)
	require.NoError(t, stop())
	assert.Empty(t, found)
}

func TestDrivesAToy(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	link := l.connect(l.find(hush), lovense)
	assert.True(t, link.Has(device.Tx))
	assert.False(t, link.Has(device.Firmware))
	assert.Equal(t, device.DefaultGap, link.Gap())
	notified := make(chan string, 16)
	require.NoError(t, link.Subscribe(t.Context(), device.Rx, func(data []byte) { notified <- "first " + string(data) }))
	require.NoError(t, link.Subscribe(t.Context(), device.Rx, func(data []byte) { notified <- string(data) }))
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("DeviceType;"), false))
	assert.Equal(t, fakebluez.Write{Characteristic: fakebluez.LovenseTx, Data: []byte("DeviceType;")}, receive(t, hush.Writes()))
	assert.Equal(t, hushIdentity, receive(t, notified))
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("Battery;"), true))
	assert.True(t, receive(t, hush.Writes()).Response)
	assert.Equal(t, "85;", receive(t, notified))
	for i := range byte(20) {
		assert.True(t, hush.Notify(fakebluez.Notification{Characteristic: fakebluez.LovenseRx, Data: []byte{i}}))
	}
	for i := range byte(20) {
		assert.Equal(t, string(i), receive(t, notified), "in order")
	}
	require.NoError(t, link.Unsubscribe(t.Context(), device.Rx))
	require.NoError(t, link.Unsubscribe(t.Context(), device.Rx))
	require.NoError(t, link.Unsubscribe(t.Context(), device.Firmware))
	assert.False(t, hush.Notify(fakebluez.Notification{Characteristic: fakebluez.LovenseRx, Data: []byte("x")}))
	link.WriteNow(device.Tx, []byte("Vibrate:0;"), false, nil)
	assert.Equal(t, "Vibrate:0;", string(receive(t, hush.Writes()).Data))

	_, err := link.Read(t.Context(), device.Firmware)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)
	_, err = link.Read(t.Context(), device.Tx)
	assert.ErrorIs(t, err, device.ErrUnsupported)
	assert.ErrorContains(t, err, "read tx of LVS-Z001")
	err = link.Write(t.Context(), device.Tx, make([]byte, 513), false)
	assert.ErrorIs(t, err, bluetooth.ErrTooLong)
	assert.ErrorContains(t, err, "it has 513 bytes")

	require.NoError(t, link.Close())
	require.NoError(t, link.Close())
	<-link.Done()
	assert.ErrorIs(t, link.Write(t.Context(), device.Tx, []byte("x"), false), device.ErrDisconnected)
}

func TestConnectsAgain(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	p := l.find(hush)
	link := l.connect(p, lovense)
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrConnected)

	hush.Drop()
	receive(t, link.Done())
	link = l.connect(p, lovense) // as a server does whose toy was out of reach

	require.NoError(t, link.Close())
	link = l.connect(p, lovense) // it waits for the end of the connection before

	hush.Drop()
	receive(t, link.Done())
	hush.Forget()
	link = l.connect(p, lovense) // it is looked for, though nobody scans
	assert.Zero(t, l.bluez.Discovering())
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("Vibrate:1;"), false))
	assert.Equal(t, "Vibrate:1;", string(receive(t, hush.Writes()).Data))

	require.NoError(t, link.Close())
	receive(t, link.Done())
	hush.Await(false) // Close does not wait
}

func TestLookingForAToyDoesNotEndTheScan(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	found, stop := l.scan()
	p := receive(t, found)
	hush.Forget()
	looks, first := l.bluez.Hold("GetManagedObjects")
	connected := make(chan error, 1)
	go func() {
		_, err := p.Connect(t.Context(), lovense)
		connected <- err
	}()
	receive(t, looks)
	looks, second := l.bluez.Hold("GetManagedObjects")
	first()
	receive(t, looks) // it was not there, so it is looked for
	hush.Advertise()
	second()
	require.NoError(t, receive(t, connected))
	assert.Equal(t, 1, l.bluez.Discovering())
	require.NoError(t, stop())
	assert.Zero(t, l.bluez.Discovering())
}

func TestLookedForInVain(t *testing.T) {
	l := newLab(t, bluetooth.Options{ConnectTimeout: 300 * time.Millisecond})
	hush := l.addHush()
	p := l.find(hush)
	require.NoError(t, l.bluez.Close())
	l.bluez = l.start() // with no toy near
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrUnreachable)
	assert.ErrorContains(t, err, "does not advertise")
	assert.Zero(t, l.bluez.Discovering())
}

func TestServicesThatAreListedLate(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	toy := fakebluez.Hismith("Sinloli", "00:00:00:00:00:04", 0x22, 4)
	toy.LateServices[0].Characteristics[0].Flags = []string{"write"}
	l.bluez.Add(toy)
	p := l.find(toy)
	link := l.connect(p, hismith)
	value, err := link.Read(t.Context(), device.RxBLEModel)
	require.NoError(t, err)
	assert.Equal(t, []byte{0x22, 4}, value)
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte{0xCC}, false))
	assert.True(t, receive(t, toy.Writes()).Response, "the characteristic does not allow the other")
	assert.Contains(t, receive(t, l.logged), "Sinloli: tx: writes go with response or without as the characteristic allows")
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte{0xCC}, false))
	assert.Empty(t, l.logged, "it is told once")
}

func TestToysThatLackWhatIsNeeded(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	half := l.bluez.Add(&fakebluez.Toy{Name: "Half", Address: "00:00:00:00:00:05", Services: []fakebluez.Service{
		{UUID: fakebluez.LovenseService, Characteristics: []fakebluez.Characteristic{{UUID: fakebluez.LovenseTx, Flags: txFlags}}},
	}})
	p := l.find(half)
	_, err := p.Connect(t.Context(), lovense)
	var missing *device.MissingError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []device.Endpoint{device.Rx}, missing.Endpoints)
	assert.ErrorContains(t, err, "the device shows: "+fakebluez.LovenseService)

	begin := time.Now()
	_, err = p.Connect(t.Context(), hismith)
	assert.ErrorIs(t, err, bluetooth.ErrNoService)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)
	assert.Less(t, time.Since(begin), time.Second, "it was waited for already")
	half.Await(false)
}

func TestOperationsThatFail(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	link := l.connect(l.find(hush), lovense)
	write := func() error { return link.Write(t.Context(), device.Tx, []byte("x"), false) }
	for _, tt := range []struct {
		err  *dbus.Error
		want error
	}{
		{fakebluez.Error("Failed", "ATT error: 0x0f"), bluetooth.ErrNotPaired},
		{fakebluez.Error("Failed", "ATT error: 0x0d"), bluetooth.ErrTooLong},
		{fakebluez.Error("InvalidValueLength", "Invalid Length"), bluetooth.ErrTooLong},
		{fakebluez.Error("NotAuthorized", "Operation Not Authorized"), bluetooth.ErrNotPaired},
		{fakebluez.Error("NotPermitted", "Write not permitted"), device.ErrUnsupported},
		{fakebluez.Error("InProgress", "In Progress"), bluetooth.ErrBusy},
		{fakebluez.Error("Failed", "Not connected"), device.ErrDisconnected},
		{fakebluez.Error("Failed", "Operation failed with ATT error: 0x80"), nil},
	} {
		l.bluez.Fail("WriteValue", tt.err)
		err := write()
		var e *bluetooth.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, "write tx of LVS-Z001", e.Op)
		assert.ErrorContains(t, err, tt.err.Error())
		if tt.want != nil {
			assert.ErrorIs(t, err, tt.want)
		}
	}
	l.bluez.Fail("WriteValue", nil)
	assert.NoError(t, write())
	l.bluez.Fail("StartNotify", fakebluez.Error("NotSupported", "Operation is not supported"))
	assert.ErrorIs(t, link.Subscribe(t.Context(), device.Rx, func([]byte) {}), device.ErrUnsupported)
	l.bluez.Fail("StartNotify", nil)
	assert.NoError(t, link.Subscribe(t.Context(), device.Rx, func([]byte) {}))
}

func TestOneOperationAtATime(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	link := l.connect(l.find(hush), lovense)
	entered, release := l.bluez.Hold("WriteValue")
	ctx, cancel := context.WithCancelCause(t.Context())
	given := errors.New("given up")
	go func() {
		<-entered
		cancel(given)
	}()
	assert.ErrorIs(t, link.Write(ctx, device.Tx, []byte("1"), false), given)
	second := make(chan error, 1)
	go func() { second <- link.Write(t.Context(), device.Tx, []byte("2"), false) }()
	link.WriteNow(device.Tx, []byte("now"), false, nil) // it waits in BlueZ, but not for its turn
	receive(t, entered)                                 // WriteNow's
	assert.Empty(t, entered, "the other one waits")
	release()
	require.NoError(t, receive(t, second))
	seen := map[string]bool{}
	for range 3 {
		seen[string(receive(t, hush.Writes()).Data)] = true
	}
	assert.Equal(t, map[string]bool{"1": true, "2": true, "now": true}, seen)
}

func TestAToyThatDoesNotAnswerIsDisconnected(t *testing.T) {
	l := newLab(t, bluetooth.Options{OperationTimeout: 100 * time.Millisecond})
	hush := l.addHush()
	link := l.connect(l.find(hush), lovense)
	_, release := l.bluez.Hold("WriteValue")
	defer release()
	err := link.Write(t.Context(), device.Tx, []byte("1"), true)
	assert.ErrorIs(t, err, device.ErrTimeout)
	receive(t, link.Done())
	hush.Await(false)
}

func TestConnectingThatIsGivenUp(t *testing.T) {
	l := newLab(t, bluetooth.Options{ConnectTimeout: 100 * time.Millisecond})
	hush := l.addHush()
	p := l.find(hush)
	_, release := l.bluez.Hold("Connect")
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, device.ErrTimeout)
	release()
}

func TestConnectingIsTriedAgain(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	p := l.find(l.addHush())
	l.bluez.Fail("Connect", fakebluez.Error("Failed", "le-connection-abort-by-local"))
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrUnreachable)
	l.bluez.FailOnce("Connect", fakebluez.Error("Failed", "le-connection-abort-by-local"))
	l.connect(p, lovense)
}

func TestAdapterThatIsSwitchedOff(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	p := l.find(hush)
	link := l.connect(p, lovense)
	ended := make(chan error, 1)
	started := make(chan struct{})
	go func() { ended <- l.scanner.Scan(t.Context(), func() { close(started) }, func(device.Peripheral) {}) }()
	receive(t, started)
	l.bluez.Power(false)
	assert.ErrorIs(t, receive(t, ended), bluetooth.ErrOff, "the scan ends")
	receive(t, link.Done())
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrOff)
	err = l.scanner.Scan(t.Context(), func() { t.Error("started") }, nil)
	assert.ErrorIs(t, err, bluetooth.ErrOff)
	assert.NotErrorIs(t, err, device.ErrNotAllowed, "or a server would not try again")
	assert.ErrorContains(t, err, "look for devices: Bluetooth is switched off")
	l.bluez.Power(true)
	l.connect(p, lovense)
}

func TestNoAdapter(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	ended := make(chan error, 1)
	started := make(chan struct{})
	go func() { ended <- l.scanner.Scan(t.Context(), func() { close(started) }, nil) }()
	receive(t, started)
	l.bluez.RemoveAdapter()
	assert.ErrorIs(t, receive(t, ended), bluetooth.ErrNoAdapter)
	assert.ErrorIs(t, l.scanner.Scan(t.Context(), nil, nil), bluetooth.ErrNoAdapter)
}

func TestBlueZThatRestarts(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	p := l.find(hush)
	link := l.connect(p, lovense)
	ended := make(chan error, 1)
	started := make(chan struct{})
	go func() { ended <- l.scanner.Scan(t.Context(), func() { close(started) }, func(device.Peripheral) {}) }()
	receive(t, started)
	require.NoError(t, l.bluez.Close())
	receive(t, link.Done())
	assert.ErrorIs(t, receive(t, ended), bluetooth.ErrNoDaemon)
	err := l.scanner.Scan(t.Context(), nil, nil)
	assert.ErrorIs(t, err, bluetooth.ErrNoDaemon)
	assert.ErrorContains(t, err, "sudo systemctl start bluetooth")
	_, err = p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrNoDaemon)

	l.bluez = l.start()
	hush = l.addHush()
	link = l.connect(p, lovense)
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("x"), false))
	assert.Equal(t, "x", string(receive(t, hush.Writes()).Data))
}

func TestABusThatEnds(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	p := l.find(l.addHush())
	link := l.connect(p, lovense)
	require.NoError(t, l.bus.Close())
	receive(t, link.Done())
	assert.ErrorIs(t, l.scanner.Scan(t.Context(), nil, nil), bluetooth.ErrNoBus)
}

func TestNoPermission(t *testing.T) {
	bus := startBus(t, fakebluez.Open+`<deny send_destination="org.bluez"/>`)
	b, err := fakebluez.Start(bus.Address)
	require.NoError(t, err)
	defer b.Close()
	s := bluetooth.New(bluetooth.Options{Bus: bus.Address})
	defer s.Close()
	err = s.Scan(t.Context(), nil, nil)
	assert.ErrorIs(t, err, bluetooth.ErrNoPermission)
	assert.ErrorIs(t, err, device.ErrNotAllowed)
	assert.ErrorContains(t, err, "usermod -aG bluetooth")
}

func TestCloseDisconnectsToys(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	p := l.find(hush)
	link := l.connect(p, lovense)
	require.NoError(t, l.scanner.Close())
	assert.False(t, hush.Connected())
	receive(t, link.Done())
	_, err := p.Connect(t.Context(), lovense)
	assert.ErrorIs(t, err, bluetooth.ErrClosed)
	assert.ErrorIs(t, l.scanner.Scan(t.Context(), nil, nil), bluetooth.ErrClosed)
}

// Any program on the bus can send us signals that look like BlueZ's.
func TestSignalsOfOthersDoNotCount(t *testing.T) {
	l := newLab(t, bluetooth.Options{})
	hush := l.addHush()
	link := l.connect(l.find(hush), lovense)
	notified := make(chan string, 16)
	require.NoError(t, link.Subscribe(t.Context(), device.Rx, func(data []byte) { notified <- string(data) }))
	stranger, err := dbus.Connect(l.bus.Address)
	require.NoError(t, err)
	defer stranger.Close()
	var names []string
	require.NoError(t, stranger.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Store(&names))
	path := dbus.ObjectPath("/org/bluez/hci0/dev_09_09_09_09_09_09")
	for _, name := range names {
		if name[0] != ':' {
			continue
		}
		m := &dbus.Message{Type: dbus.TypeSignal, Body: []any{"org.bluez.Device1", map[string]dbus.Variant{"Connected": dbus.MakeVariant(false)}, []string{}}}
		m.Headers = map[dbus.HeaderField]dbus.Variant{
			dbus.FieldDestination: dbus.MakeVariant(name), dbus.FieldPath: dbus.MakeVariant(path),
			dbus.FieldInterface: dbus.MakeVariant("org.freedesktop.DBus.Properties"), dbus.FieldMember: dbus.MakeVariant("PropertiesChanged"),
			dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(m.Body...)),
		}
		require.NoError(t, stranger.Send(m, nil).Err)
	}
	require.NoError(t, stranger.BusObject().Call("org.freedesktop.DBus.ListNames", 0).Err) // they have been delivered
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("Battery;"), false))
	assert.Equal(t, "85;", receive(t, notified))
}
