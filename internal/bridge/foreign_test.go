package bridge_test

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestForeignConnection(t *testing.T) {
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		f := bridge.NewForeign(3, out)
		var ms []message.Message
		conn, err := f.Connect(t.Context(), func(m message.Message) { ms = append(ms, m) })
		require.NoError(t, err)
		require.NoError(t, conn.Send(t.Context(), &message.Ping{Header: message.Header{ID: 1}}, &message.StartScanning{Header: message.Header{ID: 2}}))

		f.Deliver([]byte(`[{"Ok":{"Id":1}},{"Nonsense":{"Id":2}}]`))
		require.Len(t, ms, 2)
		assert.Equal(t, &message.Ok{Header: message.Header{ID: 1}}, ms[0])
		assert.IsType(t, &client.Invalid{}, ms[1])
		assert.EqualValues(t, 2, ms[1].MessageID())

		require.NoError(t, conn.Err(), "it has not ended")
		require.NoError(t, conn.Close())
		require.NoError(t, conn.Close())
		<-conn.Done()
		f.Deliver([]byte(`[{"Ok":{"Id":3}}]`))
		assert.Len(t, ms, 2, "nothing comes after the end")
		assert.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), client.ErrClosed)
	})
	frame := func(name string, id float64) []any {
		return []any{"frame", 3.0, []any{map[string]any{name: map[string]any{"Id": id}}}}
	}
	assert.Equal(t, []any{frame("Ping", 1), frame("StartScanning", 2), []any{"closed", 3.0, 1000.0, ""}}, events)
}

func TestForeignHangUp(t *testing.T) {
	events := handed(t, func(t *testing.T, out *bridge.Outbox) {
		f := bridge.NewForeign(3, out)
		f.HangUp()
		<-f.Done()
		out.Gone(3, f.Err())
		require.NoError(t, f.Close())
	})
	require.Len(t, events, 1, "the page knows already that it is closed")
	assert.Equal(t, "closed", events[0].([]any)[3])
}
