//go:build js && wasm

package webbluetooth

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// connect connects the toy of the fake.
func connect(t testing.TB, p device.Peripheral) (device.Link, error) {
	t.Helper()
	return p.Connect(context.Background(), device.Wanted{Services: table})
}

func TestConnect(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	link, err := connect(t, choose(t, s))
	require.NoError(t, err)
	assert.Equal(t, []string{"choose", "connect", "services", "characteristics fff0", "characteristics 180f"}, f.ops())
	assert.True(t, link.Has(device.Tx))
	assert.True(t, link.Has(device.Rx))
	assert.True(t, link.Has(device.RxBLEBattery))
	assert.False(t, link.Has(device.TxCommand))
	assert.Equal(t, device.DefaultGap, link.Gap())
	assert.False(t, isClosed(link.Done()))
	assert.Empty(t, c.pending())

	require.NoError(t, link.Close())
	require.NoError(t, link.Close())
	assert.True(t, isClosed(link.Done()))
	assert.Equal(t, []string{"disconnect"}, f.ops())
	assert.Zero(t, f.number(`fake.listeners`))
}

func TestFirstServiceOfTheTableCounts(t *testing.T) {
	// The toy lists them the other way round, and in capitals.
	f := newFake(t, `{ "`+otherService+`": { "`+otherTxUUID+`": `+both+` },
		"0000FFF0-0000-1000-8000-00805F9B34FB": { "0000FFF1-0000-1000-8000-00805F9B34FB": `+both+` } }`)
	s, _ := testScanner(t)
	link, err := connect(t, choose(t, s))
	require.NoError(t, err)
	defer link.Close()
	f.ops()
	require.NoError(t, link.Write(context.Background(), device.Tx, []byte{1}, false))
	assert.Equal(t, []string{"write- FFF1 01"}, f.ops())
}

func TestCharacteristicMissingInTheFirstService(t *testing.T) {
	f := newFake(t, `{ "`+mainService+`": { "`+rxUUID+`": { notify: true } }, "`+otherService+`": { "`+otherTxUUID+`": `+both+` } }`)
	s, _ := testScanner(t)
	link, err := connect(t, choose(t, s))
	require.NoError(t, err)
	defer link.Close()
	f.ops()
	require.NoError(t, link.Write(context.Background(), device.Tx, []byte{1}, false))
	assert.Equal(t, []string{"write- aaa1 01"}, f.ops())
}

func TestServiceWithoutCharacteristics(t *testing.T) {
	f := newFake(t, usual)
	none := `["reject", "NotFoundError", "No Characteristics found in service."]`
	f.plan("characteristics", none, `["ok"]`, none, `["ok"]`)
	s, _ := testScanner(t)
	link, err := connect(t, choose(t, s))
	require.NoError(t, err)
	defer link.Close()
	assert.False(t, link.Has(device.Tx))
	assert.True(t, link.Has(device.RxBLEBattery))
	assert.ErrorIs(t, link.Write(context.Background(), device.Tx, []byte{1}, false), device.ErrNoEndpoint)
}

func TestServicesThatComeLate(t *testing.T) {
	const all, none = `["ok"]`, `["reject", "NotFoundError", "Nothing found."]`
	for name, c := range map[string]struct {
		services, characteristics []string
		looks                     int
	}{
		"none at first":                   {services: []string{none}, looks: 2},
		"none for a while":                {services: []string{none, none, none}, looks: 4},
		"without their characteristics":   {characteristics: []string{none, none}, looks: 2},
		"one after the other":             {characteristics: []string{all, none}, looks: 2},
		"none, then some, and in the end": {services: []string{none}, characteristics: []string{all, none}, looks: 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, usual)
			s, clock := testScanner(t)
			clock.looks = true
			p := choose(t, s)
			f.plan("services", c.services...)
			f.plan("characteristics", c.characteristics...)
			var link device.Link
			done := start(func() (err error) {
				link, err = connect(t, p)
				return err
			})
			for i := range c.looks - 1 {
				assert.True(t, idle(t, done))
				clock.fire(lookPauses[i])
			}
			require.NoError(t, result(t, done))
			defer link.Close()
			for _, e := range []device.Endpoint{device.Tx, device.Rx, device.RxBLEBattery} {
				assert.True(t, link.Has(e), e)
			}
			assert.Empty(t, clock.pending())
		})
	}
}

func TestConnectionIsLostAtOnce(t *testing.T) {
	for _, step := range []string{"services", "characteristics"} {
		f := newFake(t, usual)
		s, clock := testScanner(t)
		clock.looks = true
		p := choose(t, s)
		f.plan(step, `["gone", "reject", "NetworkError", "GATT Server is disconnected."]`)
		var link device.Link
		done := start(func() (err error) {
			link, err = connect(t, p)
			return err
		})
		assert.True(t, idle(t, done))
		clock.fire(againPause)
		require.NoError(t, result(t, done))
		assert.NoError(t, link.Write(context.Background(), device.Tx, []byte{1}, false))
		assert.Empty(t, clock.pending())
		require.NoError(t, link.Close())
		assert.Zero(t, f.number(`fake.listeners`))
	}
}

func TestConnectionIsLostAtOnceAndNobodyWaits(t *testing.T) {
	f := newFake(t, usual)
	s, clock := testScanner(t)
	clock.looks = true
	p := choose(t, s)
	f.plan("services", `["gone", "hang"]`)
	ctx, cancel := context.WithCancel(context.Background())
	done := start(func() error {
		_, err := p.Connect(ctx, device.Wanted{Services: table})
		return err
	})
	assert.True(t, idle(t, done))
	cancel()
	assert.ErrorIs(t, result(t, done), device.ErrDisconnected)
	assert.Empty(t, clock.pending())
}

func TestConnectFails(t *testing.T) {
	const strange = "12345678-0000-1000-8000-00805f9b34fb"
	for name, c := range map[string]struct {
		toy     string
		plan    [2]string
		is      []error
		text    string
		repeats bool // the plan's entry is for every try to connect
		looks   bool // the plan's entry is for every look for services
	}{
		"no needed service": {toy: `{ "` + strange + `": {} }`, is: []error{ErrNoService, device.ErrNoEndpoint},
			text: "needed, with their characteristics: " + mainService + ", " + otherService + ", " + batteryService + "; the device shows: " + strange},
		"no service at all": {plan: [2]string{"services", `["reject", "NotFoundError", "No Services found in device."]`}, looks: true,
			is: []error{ErrNoService}, text: "the device shows: none"},
		"services are null":    {plan: [2]string{"services", `["value", null]`}, looks: true, is: []error{ErrNoService}},
		"services are garbage": {plan: [2]string{"services", `["value", [null, 1n, {}, { uuid: 5 }, new Proxy({}, { get() { throw 1 } })]]`}, looks: true, is: []error{ErrNoService}},
		"services without their methods": {plan: [2]string{"services", `["value", [{ uuid: "` + mainService + `" }]]`},
			text: "find the characteristics: JavaScript has no method getCharacteristics"},
		"getPrimaryServices throws": {plan: [2]string{"services", `["throw", "TypeError", "broken"]`}, text: "find the services: TypeError: broken"},
		"no access": {plan: [2]string{"services", `["reject", "SecurityError", "Origin is not allowed to access any service."]`},
			is: []error{ErrServiceHidden, device.ErrNotAllowed}},
		"gone while looking for services": {looks: true, plan: [2]string{"services", `["gone", "reject", "NetworkError", "GATT Server is disconnected."]`},
			is: []error{device.ErrDisconnected}, text: "find the services"},
		"gone and hung while looking for services": {looks: true, plan: [2]string{"services", `["gone", "hang"]`}, is: []error{device.ErrDisconnected}},
		"gone while looking for characteristics": {looks: true, plan: [2]string{"characteristics", `["gone", "hang"]`},
			is: []error{device.ErrDisconnected}, text: "find the characteristics"},
		"gone, but the browser says all is well": {looks: true, plan: [2]string{"characteristics", `["ok"], ["gone", "ok"]`}, is: []error{device.ErrDisconnected}},
		"characteristics are garbage":            {plan: [2]string{"characteristics", `["value", [null, 1n]]`}, looks: true, is: []error{ErrNoService}},
		"not paired": {plan: [2]string{"connect", `["reject", "NetworkError", "Authentication failed."]`},
			is: []error{ErrNotPaired, device.ErrNotAllowed}},
		"out of reach": {plan: [2]string{"connect", `["reject", "NetworkError", "Connection failed for unknown reason."]`}, repeats: true,
			is: []error{ErrUnreachable, device.ErrDisconnected}, text: "connect LVS-Z001: open the connection"},
		"connect throws": {plan: [2]string{"connect", `["throw", "TypeError", "broken"]`}, text: "TypeError: broken"},
	} {
		t.Run(name, func(t *testing.T) {
			toy := c.toy
			if toy == "" {
				toy = usual
			}
			f := newFake(t, toy)
			s, clock := testScanner(t)
			p := choose(t, s)
			if entry := c.plan[1]; c.repeats || c.looks {
				f.plan(c.plan[0], slices.Repeat([]string{entry}, 2*(len(lookPauses)+1))...)
			} else if entry != "" {
				f.plan(c.plan[0], entry)
			}
			done := start(func() error {
				_, err := connect(t, p)
				return err
			})
			if c.repeats {
				for _, pause := range connectPauses {
					clock.fire(pause)
				}
			}
			err := result(t, done)
			require.Error(t, err)
			for _, want := range c.is {
				assert.ErrorIs(t, err, want)
			}
			assert.ErrorContains(t, err, "connect LVS-Z001: ")
			assert.ErrorContains(t, err, c.text)
			assert.Zero(t, f.number(`fake.device.gatt.connected`))
			assert.Zero(t, f.number(`fake.listeners`))
			assert.Empty(t, clock.pending())

			f.eval(`fake.plan = {}`)
			f.eval(`fake.device.table = (` + usual + `)`)
			link, err := connect(t, p) // the next try is not spoilt
			require.NoError(t, err)
			require.NoError(t, link.Close())
		})
	}
}

func TestConnectTriesAgain(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	p := choose(t, s)
	f.plan("connect", `["reject", "NetworkError", "Connection attempt failed."]`)
	done := start(func() error {
		link, err := connect(t, p)
		if err == nil {
			err = link.Close()
		}
		return err
	})
	c.fire(connectPauses[0])
	assert.NoError(t, result(t, done))
}

func TestConnectTimeout(t *testing.T) {
	for _, step := range []string{"connect", "services", "characteristics"} {
		t.Run(step, func(t *testing.T) {
			f := newFake(t, usual)
			s, c := testScanner(t)
			p := choose(t, s)
			f.plan(step, `["hang"]`)
			done := start(func() error {
				_, err := connect(t, p)
				return err
			})
			assert.True(t, idle(t, done))
			c.fire(DefaultConnectTimeout)
			err := result(t, done)
			assert.ErrorIs(t, err, device.ErrTimeout)
			assert.Empty(t, c.pending())

			// What was hung succeeds when nobody wants it any more.
			f.eval(`fake.settle()`)
			settled(t)
			assert.Equal(t, 0, f.number(`fake.device.gatt.connected ? 1 : 0`))
			assert.Zero(t, f.number(`fake.listeners`))
		})
	}
}

func TestLateConnectionIsLeftToTheNextOne(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	p := choose(t, s)
	f.plan("connect", `["hang"]`)
	done := start(func() error {
		_, err := connect(t, p)
		return err
	})
	c.fire(DefaultConnectTimeout)
	require.ErrorIs(t, result(t, done), device.ErrTimeout)

	link, err := connect(t, p)
	require.NoError(t, err)
	defer link.Close()
	f.eval(`fake.settle()`)
	settled(t)
	assert.False(t, isClosed(link.Done()))
	assert.NoError(t, link.Write(context.Background(), device.Tx, []byte{1}, false))
}

func TestConnectIsCancelled(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	p := choose(t, s)
	f.plan("services", `["hang"]`)
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	done := start(func() error {
		_, err := p.Connect(ctx, device.Wanted{Services: table})
		return err
	})
	assert.True(t, idle(t, done))
	cancel(enough)
	assert.ErrorIs(t, result(t, done), enough)
	assert.Equal(t, 0, f.number(`fake.device.gatt.connected ? 1 : 0`))
	assert.Empty(t, c.pending())
}

func TestConnectTwice(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	p := choose(t, s)
	link, err := connect(t, p)
	require.NoError(t, err)
	f.ops()
	again := choose(t, s)
	_, err = connect(t, again)
	assert.ErrorIs(t, err, ErrConnected)
	assert.Equal(t, []string{"choose"}, f.ops())
	assert.False(t, isClosed(link.Done()), "the connection goes on")
	require.NoError(t, link.Write(context.Background(), device.Tx, []byte{1}, false))
	require.NoError(t, link.Close())
}

func TestReconnect(t *testing.T) {
	ctx := context.Background()
	f := newFake(t, usual)
	s, _ := testScanner(t)
	p := choose(t, s)
	first, err := connect(t, p)
	require.NoError(t, err)
	f.eval(`fake.device.drop()`)
	eventually(t, "the loss is noticed", func() bool { return isClosed(first.Done()) })

	second, err := connect(t, choose(t, s))
	require.NoError(t, err)
	defer second.Close()
	assert.NoError(t, second.Write(ctx, device.Tx, []byte{1}, false), "the characteristics are fresh")
	assert.ErrorIs(t, first.Write(ctx, device.Tx, []byte{1}, false), device.ErrDisconnected)
	require.NoError(t, first.Close())
	assert.False(t, isClosed(second.Done()), "closing the old link leaves the new one alone")
}

func TestDeviceWithoutGATT(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.eval(`fake.device.gatt = null`)
	_, err := connect(t, choose(t, s))
	assert.ErrorIs(t, err, ErrVanished)
}

func TestNamelessDevice(t *testing.T) {
	f := newFake(t, `{}`)
	s, _ := testScanner(t)
	f.eval(`fake.device.name = null`)
	p := choose(t, s)
	assert.Empty(t, p.Advertisement().Name)
	_, err := connect(t, p)
	assert.ErrorContains(t, err, "connect device id-1")
}

func TestTimersAreReal(t *testing.T) {
	f := newFake(t, usual)
	s := New(Options{AllDevices: true, ConnectTimeout: time.Millisecond})
	p := choose(t, s)
	f.plan("connect", `["hang"]`)
	_, err := connect(t, p)
	assert.ErrorIs(t, err, device.ErrTimeout)
}
