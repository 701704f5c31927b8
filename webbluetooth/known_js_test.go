//go:build js && wasm

package webbluetooth

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

// known lists the toys of earlier visits, of which there is one.
func known(t *testing.T, s *Scanner) device.Peripheral {
	t.Helper()
	list, err := s.Known(context.Background())
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

func TestToysOfEarlierVisits(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	p := known(t, s)
	assert.Equal(t, device.Advertisement{Address: "id-1", Name: "LVS-Z001"}, p.Advertisement())
	link, err := connect(t, p)
	require.NoError(t, err)
	assert.Equal(t, []string{"devices", "connect", "services", "characteristics fff0", "characteristics 180f"}, f.ops(), "no chooser")
	assert.Same(t, p, known(t, s), "it is one toy")
	assert.Same(t, p, choose(t, s), "however it is found")
	require.NoError(t, link.Close())
}

func TestAToyOfAnEarlierVisitIsWaitedFor(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.eval(`fake.device.watchAdvertisements = fake.watching`)
	p := known(t, s)
	var link device.Link
	done := start(func() (err error) { link, err = connect(t, p); return err })
	assert.True(t, idle(t, done))
	assert.Equal(t, []string{"devices", "watch"}, f.ops())
	f.eval(`fake.device.dispatchEvent(new Event("advertisementreceived"))`)
	require.NoError(t, result(t, done))
	assert.Equal(t, []string{"unwatch", "connect"}, f.ops()[:2])
	require.NoError(t, link.Close())
	f.ops()

	link, err := connect(t, p)
	require.NoError(t, err)
	assert.Equal(t, "connect", f.ops()[0], "it was seen")
	require.NoError(t, link.Close())
	assert.Zero(t, f.number(`fake.listeners`))
}

func TestAToyOfAnEarlierVisitIsNotThere(t *testing.T) {
	f := newFake(t, usual)
	s, clock := testScanner(t)
	f.eval(`fake.device.watchAdvertisements = fake.watching`)
	p := known(t, s)
	done := start(func() error { _, err := connect(t, p); return err })
	assert.True(t, idle(t, done))
	clock.fire(DefaultConnectTimeout)
	err := result(t, done)
	assert.ErrorIs(t, err, device.ErrTimeout)
	assert.ErrorContains(t, err, "wait for it to come near")
	assert.Equal(t, []string{"devices", "watch", "unwatch", "disconnect"}, f.ops())
	assert.Zero(t, f.number(`fake.listeners`))

	f.plan("watch", `["reject", "InvalidStateError", "Pending watch advertisements request."]`)
	link, err := connect(t, p)
	require.NoError(t, err, "where it can't be watched for, it is tried")
	require.NoError(t, link.Close())
}

func TestBrowsersThatCantTellOfEarlierVisits(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	f.eval(`delete fake.bluetooth.getDevices`)
	_, err := s.Known(context.Background())
	assert.ErrorIs(t, err, device.ErrUnsupported)
	f.eval(`delete navigator.bluetooth`)
	f.eval(`Object.defineProperty(navigator, "bluetooth", { value: undefined, configurable: true })`)
	_, err = s.Known(context.Background())
	assert.ErrorIs(t, err, ErrNoWebBluetooth)
}

func TestKnownSurvivesGarbage(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	for _, plan := range []string{`["value", null]`, `["value", [null, 1n, {}, { id: 5 }]]`} {
		f.plan("devices", plan)
		list, err := s.Known(context.Background())
		require.NoError(t, err)
		assert.Empty(t, list)
	}
	f.plan("devices", `["reject", "NotAllowedError", "Not allowed."]`)
	_, err := s.Known(context.Background())
	assert.ErrorIs(t, err, ErrBlockedByPolicy)
	f.plan("devices", `["throw", "TypeError", "broken"]`)
	_, err = s.Known(context.Background())
	assert.ErrorContains(t, err, "broken")
}

func TestForget(t *testing.T) {
	ctx := context.Background()
	f := newFake(t, usual)
	s, _ := testScanner(t)
	p := known(t, s)
	f.ops()
	require.NoError(t, s.Forget(ctx, "id-1"))
	require.NoError(t, s.Forget(ctx, "id-1"), "once is enough")
	assert.Equal(t, []string{"forget"}, f.ops())
	assert.NotSame(t, p, known(t, s))
	f.plan("forget", `["reject", "TypeError", "broken"]`)
	assert.ErrorContains(t, s.Forget(ctx, "id-1"), "broken")
	f.eval(`fake.device.forget = undefined`)
	assert.ErrorIs(t, s.Forget(ctx, "id-1"), device.ErrUnsupported)
}

// What a server does with a toy that drops out: the same object is connected again, with a
// connection that hangs in between.
func TestAToyIsConnectedAgainAfterATryThatHung(t *testing.T) {
	f := newFake(t, usual)
	s, clock := testScanner(t)
	p := choose(t, s)
	link, err := connect(t, p)
	require.NoError(t, err)
	f.eval(`fake.device.drop()`)
	eventually(t, "the loss is noticed", func() bool { return isClosed(link.Done()) })
	f.ops()

	f.plan("connect", `["hang"]`) // as Chromium does while the toy is out of reach
	ctx, cancel := context.WithCancel(context.Background())
	done := start(func() error { _, err := p.Connect(ctx, device.Wanted{Services: table}); return err })
	assert.True(t, idle(t, done))
	cancel()
	require.ErrorIs(t, result(t, done), context.Canceled)
	assert.Equal(t, []string{"connect", "disconnect"}, f.ops(), "it is called off")
	assert.Empty(t, clock.pending())

	again, err := connect(t, p)
	require.NoError(t, err)
	assert.Equal(t, []string{"connect", "services", "characteristics fff0", "characteristics 180f"}, f.ops(), "all is looked up again")
	f.eval(`fake.settle()`) // the one that hung succeeds, when there is another one
	settled(t)
	assert.False(t, isClosed(again.Done()))
	assert.NoError(t, again.Write(context.Background(), device.Tx, []byte{1}, false))
	require.NoError(t, again.Close())
	assert.Zero(t, f.number(`fake.listeners`))
}

func TestAToyThatComesBackWithOtherServices(t *testing.T) {
	f := newFake(t, usual)
	s, _ := testScanner(t)
	p := choose(t, s)
	needs := device.Wanted{Services: table, Needs: device.Needs{{device.Tx}}}
	link, err := p.Connect(context.Background(), needs)
	require.NoError(t, err)
	f.eval(`fake.device.table = { "` + batteryService + `": { "` + batteryUUID + `": { read: true } } }; fake.device.drop()`)
	eventually(t, "the loss is noticed", func() bool { return isClosed(link.Done()) })
	_, err = p.Connect(context.Background(), needs)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)

	f.eval(`fake.device.table = (` + usual + `)`)
	f.eval(`fake.late["` + mainService + `"] = 1500`)
	c := &clock{t: t, fake: f}
	s.after = c.after
	p = choose(t, s)
	again, err := p.Connect(context.Background(), needs)
	require.NoError(t, err, "it is given its time")
	require.NoError(t, again.Close())
}
