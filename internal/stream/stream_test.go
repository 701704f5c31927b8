package stream_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/stream"
)

func link(t *testing.T) (*stream.Link, net.Conn) {
	ours, theirs := net.Pipe()
	l := stream.NewLink(ours, "the port", nil)
	t.Cleanup(func() { _ = l.Close(); _ = theirs.Close() })
	return l, theirs
}

func TestBothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, toy := link(t)
		got := ""
		require.NoError(t, l.Subscribe(t.Context(), device.Rx, func(data []byte) { got += string(data) }))
		_, err := toy.Write([]byte("hel"))
		require.NoError(t, err)
		_, err = toy.Write([]byte("lo\n"))
		require.NoError(t, err)
		synctest.Wait()
		assert.Equal(t, "hello\n", got)
		require.NoError(t, l.Unsubscribe(t.Context(), device.Rx))
		_, err = toy.Write([]byte("unheard"))
		require.NoError(t, err)

		heard := bufio.NewReader(toy)
		go func() { assert.NoError(t, l.Write(t.Context(), device.Tx, []byte("one\n"), true)) }()
		line, err := heard.ReadString('\n')
		require.NoError(t, err)
		assert.Equal(t, "one\n", line)
		synctest.Wait()
		l.WriteNow(device.Tx, []byte("two\n"), false, nil)
		line, err = heard.ReadString('\n')
		require.NoError(t, err)
		assert.Equal(t, "two\n", line)
		assert.Equal(t, "hello\n", got)
	})
}

func TestWhatAStreamHasNot(t *testing.T) {
	l, _ := link(t)
	assert.True(t, l.Has(device.Tx) && l.Has(device.Rx) && !l.Has(device.Firmware))
	assert.ErrorIs(t, l.Write(t.Context(), device.Firmware, nil, false), device.ErrNoEndpoint)
	assert.ErrorIs(t, l.Subscribe(t.Context(), device.Tx, nil), device.ErrNoEndpoint)
	_, err := l.Read(t.Context(), device.Rx)
	assert.ErrorIs(t, err, device.ErrUnsupported)
	assert.EqualError(t, err, "read from the port: not supported here")
	l.WriteNow(device.Firmware, nil, false, func(failure error) { err = failure })
	assert.EqualError(t, err, "write to the port: the device has no such characteristic")
}

func TestAToyThatIsUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, toy := link(t)
		failed := make(chan error)
		go func() { failed <- l.Write(t.Context(), device.Tx, []byte("x"), false) }()
		synctest.Wait()
		require.NoError(t, toy.Close())
		assert.ErrorIs(t, <-failed, device.ErrDisconnected)
		<-l.Done()
		assert.ErrorIs(t, l.Write(t.Context(), device.Tx, []byte("x"), false), device.ErrDisconnected)
		assert.ErrorIs(t, l.Subscribe(t.Context(), device.Rx, nil), device.ErrDisconnected)
		require.NoError(t, l.Close())
		require.NoError(t, l.Close())
	})
}

// TestAToyThatTakesNothing: the pipe has no buffer and nobody reads.
func TestAToyThatTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _ := link(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		assert.ErrorIs(t, l.Write(ctx, device.Tx, []byte("x"), false), context.DeadlineExceeded, "the caller's time")
		for range 100 {
			l.WriteNow(device.Tx, []byte("x"), false, func(error) {})
		}
		start := time.Now()
		assert.ErrorIs(t, l.Write(t.Context(), device.Tx, []byte("x"), false), device.ErrTimeout)
		assert.Equal(t, 5*time.Second, time.Since(start))
		<-l.Done()
	})
}

func TestScanner(t *testing.T) {
	var toy net.Conn
	refuse := error(nil)
	s := stream.New("serial ports", stream.Source{Address: "serial:/dev/x", Name: "serial port /dev/x", Protocol: "tcode-v03",
		Open: func(context.Context) (io.ReadWriteCloser, error) {
			if refuse != nil {
				return nil, refuse
			}
			var ours net.Conn
			ours, toy = net.Pipe()
			return ours, nil
		}})
	assert.Equal(t, "serial ports", s.Name())
	scan := func() (all []device.Peripheral) {
		begun := false
		require.NoError(t, s.Scan(t.Context(), func() { begun = true }, func(p device.Peripheral) { all = append(all, p) }))
		assert.True(t, begun)
		return all
	}
	p := scan()[0]
	assert.Equal(t, device.Advertisement{Address: "serial:/dev/x", Name: "serial port /dev/x", Protocols: []string{"tcode-v03"}}, p.Advertisement())
	refuse = errors.New("taken")
	_, err := p.Connect(t.Context(), device.Wanted{})
	require.ErrorIs(t, err, refuse)
	assert.EqualError(t, err, "open serial port /dev/x: taken")
	refuse = nil
	l, err := p.Connect(t.Context(), device.Wanted{})
	require.NoError(t, err)
	assert.Empty(t, scan(), "it is in use")
	require.NoError(t, toy.Close())
	<-l.Done()
	assert.Len(t, scan(), 1, "plugged in again")
	require.NoError(t, l.Close())
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, s.Scan(ended, func() {}, func(device.Peripheral) { assert.Fail(t, "found after the end") }))
}

// slow takes three bytes at a time.
type slow struct{ net.Conn }

func (s slow) Write(data []byte) (int, error) { return s.Conn.Write(data[:min(len(data), 3)]) }

func TestAStreamThatTakesPieces(t *testing.T) {
	ours, theirs := net.Pipe()
	l := stream.NewLink(slow{ours}, "the port", nil)
	written := make(chan error, 1)
	go func() { written <- l.Write(t.Context(), device.Tx, []byte("L05000I300\n"), false) }()
	line, err := bufio.NewReader(theirs).ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "L05000I300\n", line)
	require.NoError(t, <-written)
	require.NoError(t, l.Close())
}

// TestNothingIsWrittenToAStreamThatIsClosed: its number may be that of another file.
func TestNothingIsWrittenToAStreamThatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 { // which of two ways a select takes is chance
			ours, theirs := net.Pipe()
			r := &recorder{Conn: ours, closed: make(chan struct{})}
			l := stream.NewLink(r, "the port", nil)
			for range 3 { // the first is taken when the stream is closed
				l.WriteNow(device.Tx, []byte("x"), false, func(error) {})
			}
			synctest.Wait()
			require.NoError(t, l.Close())
			synctest.Wait()
			assert.Equal(t, 1, r.writes)
			require.NoError(t, theirs.Close())
		}
	})
}

type recorder struct {
	net.Conn
	closed chan struct{}
	writes int
}

func (r *recorder) Close() error { close(r.closed); return r.Conn.Close() }

func (r *recorder) Write(data []byte) (int, error) {
	r.writes++
	<-r.closed
	return len(data), nil
}

// TestAToyThatVanishesWithoutAWord: what is written to a socket seems to arrive for long.
func TestAToyThatVanishesWithoutAWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		l := stream.NewLink(ours, "the socket", []byte("D1\n"))
		var asked, lost atomic.Int64
		go func() {
			lines := bufio.NewScanner(theirs)
			for lines.Scan() {
				if lines.Text() != "D1" {
					continue
				}
				if asked.Add(1) == 2 || lost.Load() > 0 {
					continue // a datagram may get lost
				}
				_, _ = theirs.Write([]byte("TCode v0.3\n"))
			}
		}()
		var heard atomic.Int64
		require.NoError(t, l.Subscribe(t.Context(), device.Rx, func([]byte) { heard.Add(1) }))
		time.Sleep(62 * time.Second)
		assert.EqualValues(t, 12, asked.Load(), "it is asked whether it is there")
		select {
		case <-l.Done():
			assert.Fail(t, "it is there")
		default:
		}
		lost.Store(1)
		start := time.Now()
		<-l.Done()
		assert.LessOrEqual(t, time.Since(start), 20*time.Second)
		assert.ErrorIs(t, l.Write(t.Context(), device.Tx, []byte("x"), false), device.ErrDisconnected)
		require.NoError(t, l.Close())
		require.NoError(t, theirs.Close())
	})
}
