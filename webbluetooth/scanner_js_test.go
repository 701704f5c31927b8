//go:build js && wasm

package webbluetooth

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// scan runs a Scan to its end and tells what was called.
func scan(s *Scanner) (started bool, found []device.Peripheral, err error) {
	err = s.Scan(context.Background(), func() { started = true }, func(p device.Peripheral) { found = append(found, p) })
	return started, found, err
}

func TestScanFinds(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	started, found, err := scan(s)
	require.NoError(t, err)
	assert.True(t, started)
	require.Len(t, found, 1)
	assert.Equal(t, device.Advertisement{Address: "id-1", Name: "LVS-Z001"}, found[0].Advertisement())
	assert.Empty(t, c.pending())

	options, _ := jsx.String(f.eval(`JSON.stringify(fake.options)`))
	assert.JSONEq(t, `{"filters":[{"namePrefix":"LVS-"}],"optionalServices":["`+mainService+`","`+batteryService+`"]}`, options)

	_, again, err := scan(s)
	require.NoError(t, err)
	require.Len(t, again, 1)
	assert.Same(t, found[0], again[0], "the same toy is the same peripheral")
}

func TestScanForAllDevices(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	s.SetAllDevices(true)
	_, found, err := scan(s)
	require.NoError(t, err)
	assert.Len(t, found, 1)
	assert.Equal(t, 1, f.number(`fake.options.acceptAllDevices === true && !("filters" in fake.options) && fake.options.optionalServices.length === 2 ? 1 : 0`))
}

func TestScanWithManufacturerData(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	s.options.Filters = func() []device.Filter {
		return []device.Filter{{Manufacturer: &device.ManufacturerData{Company: 620, Data: []byte{0xff, 0x21}}}}
	}
	_, _, err := scan(s)
	require.NoError(t, err)
	assert.Equal(t, 620, f.number(`fake.options.filters[0].manufacturerData[0].companyIdentifier`))
	assert.Equal(t, 0x21, f.number(`fake.options.filters[0].manufacturerData[0].dataPrefix[1]`))
}

func TestChooserClosedIsNoError(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.plan("choose", `["reject", "NotFoundError", "User cancelled the requestDevice() chooser."]`)
	started, found, err := scan(s)
	assert.NoError(t, err)
	assert.False(t, started)
	assert.Empty(t, found)
}

func TestScanRefused(t *testing.T) {
	for name, c := range map[string]struct {
		plan   string
		reason error
		class  error
	}{
		"no adapter": {`["reject", "NotFoundError", "Bluetooth adapter not available."]`, ErrNoAdapter, device.ErrUnsupported},
		"no gesture": {`["throw", "SecurityError", "Must be handling a user gesture to show a permission request."]`, ErrNoGesture, device.ErrNotAllowed},
		"policy": {`["reject", "SecurityError", "Access to the feature \"bluetooth\" is disallowed by permissions policy."]`,
			ErrBlockedByPolicy, device.ErrNotAllowed},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, usual)
			s, clock := testScanner(t)
			f.plan("choose", c.plan)
			started, found, err := scan(s)
			assert.False(t, started)
			assert.Empty(t, found)
			assert.ErrorIs(t, err, c.reason)
			assert.ErrorIs(t, err, c.class)
			var thrown *jsx.Exception
			assert.ErrorAs(t, err, &thrown)
			var whole *Error
			require.ErrorAs(t, err, &whole)
			assert.Equal(t, "open the device chooser", whole.Op)
			assert.Empty(t, clock.pending())

			_, found, err = scan(s) // and the next one works
			assert.NoError(t, err)
			assert.Len(t, found, 1)
		})
	}
}

func TestScanWithoutWebBluetooth(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	for _, source := range []string{`undefined`, `null`, `({})`} {
		f.eval(`Object.defineProperty(navigator, "bluetooth", { value: ` + source + `, configurable: true })`)
		started, _, err := scan(s)
		assert.False(t, started)
		assert.ErrorIs(t, err, ErrNoWebBluetooth)
		assert.ErrorIs(t, err, device.ErrUnsupported)
		assert.ErrorContains(t, err, "chrome://flags/#enable-web-bluetooth")
		assert.ErrorIs(t, s.Available(context.Background()), ErrNoWebBluetooth)
	}
}

func TestScanInAnInsecureContext(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.eval(`Object.defineProperty(navigator, "bluetooth", { value: undefined, configurable: true })`)
	f.eval(`Object.defineProperty(globalThis, "isSecureContext", { value: false, configurable: true })`)
	defer f.eval(`delete globalThis.isSecureContext`)
	_, _, err := scan(s)
	assert.ErrorIs(t, err, ErrInsecureContext)
	assert.ErrorIs(t, err, device.ErrNotAllowed)
}

func TestScanStartsAfterTheGrace(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	f.plan("choose", `["hang"]`)
	started := make(chan struct{})
	found := 0
	done := start(func() error {
		return s.Scan(context.Background(), func() { close(started) }, func(device.Peripheral) { found++ })
	})
	settled(t)
	assert.False(t, isClosed(started))
	c.fire(DefaultStartGrace)
	eventually(t, "the scan has started", func() bool { return isClosed(started) })
	assert.True(t, idle(t, done))
	f.eval(`fake.settle()`)
	require.NoError(t, result(t, done))
	assert.Equal(t, 1, found)
}

func TestScanFailsAfterTheStart(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	f.plan("choose", `["hang"]`)
	started := make(chan struct{})
	done := start(func() error {
		return s.Scan(context.Background(), func() { close(started) }, func(device.Peripheral) {})
	})
	c.fire(DefaultStartGrace)
	eventually(t, "the scan has started", func() bool { return isClosed(started) })
	f.eval(`fake.settle("NotFoundError", "User selected a device that doesn't exist anymore.")`)
	err := result(t, done)
	assert.ErrorIs(t, err, ErrVanished)
}

func TestScanIsCancelled(t *testing.T) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	f.plan("choose", `["hang"]`)
	ctx, cancel := context.WithCancel(context.Background())
	found := 0
	done := start(func() error { return s.Scan(ctx, func() {}, func(device.Peripheral) { found++ }) })
	assert.True(t, idle(t, done))

	assert.ErrorIs(t, s.Scan(context.Background(), func() {}, func(device.Peripheral) {}), ErrChooserBusy)

	cancel()
	require.NoError(t, result(t, done))
	assert.Empty(t, c.pending())
	f.eval(`fake.settle()`) // a choice that comes too late
	settled(t)
	assert.Zero(t, found)

	_, list, err := scan(s)
	require.NoError(t, err)
	assert.Len(t, list, 1)

	f.ops()
	require.NoError(t, s.Scan(ctx, func() {}, func(device.Peripheral) { found++ }))
	assert.Empty(t, f.ops(), "no chooser for a scan that was cancelled before")
}

func TestScanSurvivesGarbage(t *testing.T) {
	for name, value := range map[string]string{
		"null": `null`, "number": `1`, "BigInt": `1n`, "no id": `{}`, "id of another type": `{ id: 7 }`,
		"hostile": `new Proxy({}, { get(_, p) { if (p === "then") return undefined; throw new Error("no") } })`,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, usual)
			s, _ := testScanner(t)
			f.plan("choose", `["value", `+value+`]`)
			_, found, err := scan(s)
			assert.Error(t, err)
			assert.Empty(t, found)
		})
	}
}

func TestScanWithoutFilters(t *testing.T) {
	newFake(t, usual)
	started, _, err := scan(New(Options{}))
	assert.False(t, started)
	assert.ErrorIs(t, err, errNoFilters)
}

func TestAvailable(t *testing.T) {
	ctx := context.Background()
	f := newFake(t, usual)
	s, _ := testScanner(t)
	assert.NoError(t, s.Available(ctx))

	f.plan("available", `["value", false]`)
	err := s.Available(ctx)
	assert.ErrorIs(t, err, ErrNoAdapter)
	assert.ErrorIs(t, err, device.ErrUnsupported)

	f.plan("available", `["reject", "NotAllowedError", "Web Bluetooth is not allowed in a fenced frame tree."]`)
	assert.ErrorIs(t, s.Available(ctx), ErrBlockedByPolicy)

	f.eval(`Object.defineProperty(document, "featurePolicy", { value: { allowsFeature: () => false }, configurable: true })`)
	assert.ErrorIs(t, s.Available(ctx), ErrBlockedByPolicy)
	f.eval(`delete document.featurePolicy`)

	f.plan("available", `["hang"]`)
	stopped, cancel := context.WithCancelCause(ctx)
	cancel(errors.New("enough"))
	assert.ErrorContains(t, s.Available(stopped), "enough")
}
