package trace_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/trace"
)

// finder finds one toy.
type finder struct {
	device.Scanner
	toy *faketoy.Toy
	err error // of connecting
}

func (f *finder) Scan(_ context.Context, started func(), found func(device.Peripheral)) error {
	started()
	found(f)
	return nil
}
func (*finder) Advertisement() device.Advertisement { return device.Advertisement{Name: "LVS-Z001"} }
func (f *finder) Connect(context.Context, device.Wanted) (device.Link, error) {
	return f.toy, f.err
}

func connect(t *testing.T, s device.Scanner) (link device.Link, err error) {
	t.Helper()
	require.NoError(t, s.Scan(t.Context(), func() {}, func(p device.Peripheral) {
		link, err = p.Connect(t.Context(), device.Wanted{})
	}))
	return link, err
}

func TestWhatGoesOverALinkIsSeen(t *testing.T) {
	f := &finder{toy: faketoy.New(0, device.Tx, device.Rx)}
	var seen []trace.Event
	link, err := connect(t, trace.Over(f, func(e trace.Event) { seen = append(seen, e) }))
	require.NoError(t, err)

	require.NoError(t, link.Write(t.Context(), device.Tx, []byte{1}, true))
	link.WriteNow(device.Tx, []byte{2}, false, func(error) { t.Error("it did not fail") })
	f.toy.Answer(device.Rx, []byte{3})
	_, err = link.Read(t.Context(), device.Rx)
	require.NoError(t, err)
	heard := 0
	require.NoError(t, link.Subscribe(t.Context(), device.Rx, func([]byte) { heard++ }))
	require.True(t, f.toy.Notify(device.Rx, []byte{4}))
	assert.Equal(t, 1, heard)

	wrong := errors.New("busy")
	f.toy.OnOp = func(context.Context, string) error { return wrong }
	require.ErrorIs(t, link.Write(t.Context(), device.Tx, []byte{5}, false), wrong)
	assert.Equal(t, []trace.Event{
		{"LVS-Z001", trace.Write, device.Tx, []byte{1}, nil},
		{"LVS-Z001", trace.Write, device.Tx, []byte{2}, nil},
		{"LVS-Z001", trace.Read, device.Rx, []byte{3}, nil},
		{"LVS-Z001", trace.Notify, device.Rx, []byte{4}, nil},
		{"LVS-Z001", trace.Write, device.Tx, []byte{5}, wrong},
	}, seen)
}

func TestAToyThatIsNotConnectedHasNoLink(t *testing.T) {
	wrong := errors.New("gone")
	link, err := connect(t, trace.Over(&finder{err: wrong}, func(trace.Event) { t.Error("nothing happened") }))
	require.ErrorIs(t, err, wrong)
	assert.Nil(t, link)
}
