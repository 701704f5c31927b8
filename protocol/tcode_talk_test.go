package protocol_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// connect makes a toy ready that a transport takes to speak a protocol, and says what it
// says to each write.
func connectAs(t *testing.T, name string, toy *faketoy.Toy, saying func(written string)) (*worker.Worker, error) {
	t.Helper()
	spec, _ := protocol.All().Lookup(name)
	ctx, cancel := context.WithCancel(t.Context())
	var talking sync.WaitGroup
	defer talking.Wait()
	defer cancel()
	if saying != nil {
		talking.Go(func() {
			for ctx.Err() == nil {
				for _, op := range toy.Ops() {
					saying(op)
				}
				time.Sleep(time.Millisecond)
			}
		})
	}
	known := catalog.Builtin(protocol.All().Has)
	adv := device.Advertisement{Address: "port", Name: "Port", Protocols: []string{name}}
	return worker.Connect(ctx, toy, adv, spec, func(name, id string) (*device.Definition, error) {
		def, ok := known.Define(name, id)
		if !ok {
			return nil, errors.New("no definition")
		}
		return def, nil
	}, worker.Options{})
}

// TestAPortThatIsNoTCodeDevice: whatever may be behind a serial port.
func TestAPortThatIsNoTCodeDevice(t *testing.T) {
	for name, test := range map[string]struct {
		says  string // over and over
		every time.Duration
		want  error
	}{
		"silent":              {"", time.Second, protocol.ErrNotTCode},
		"another protocol":    {"ok\r\n", time.Second, protocol.ErrNotTCode},
		"half a line":         {"TCode v0.", time.Second, protocol.ErrNotTCode},
		"another encoding":    {"T\x00C\x00o\x00d\x00e\x00 \x00v\x000\x00.\x003\x00\r\x00\n\x00", time.Second, protocol.ErrNotTCode},
		"no version":          {"TCode vX.Y\nTCode v3\n", time.Second, protocol.ErrNotTCode},
		"a line now and then": {"hello\n", 200 * time.Millisecond, protocol.ErrNotTCode},
		"a line without end":  {strings.Repeat("x", 500), 50 * time.Millisecond, protocol.ErrTooTalkative},
		"lines without end":   {strings.Repeat("hello\n", 100), 50 * time.Millisecond, protocol.ErrTooTalkative},
		"binary without end":  {strings.Repeat("\xff\x00\x80", 200), 50 * time.Millisecond, protocol.ErrTooTalkative},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := faketoy.New(0, device.Tx, device.Rx)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var talking sync.WaitGroup
				talking.Go(func() {
					for ctx.Err() == nil && test.says != "" {
						toy.Notify(device.Rx, []byte(test.says))
						time.Sleep(test.every)
					}
				})
				defer talking.Wait()
				defer cancel()
				start := time.Now()
				_, err := connectAs(t, "tcode-v03", toy, nil)
				require.ErrorIs(t, err, test.want)
				assert.Less(t, time.Since(start), 10*time.Second)
				select {
				case <-toy.Done():
				default:
					assert.Fail(t, "the port is still open")
				}
			})
		})
	}
}

// TestAnAddressWhereNothingIs: a datagram is refused.
func TestAnAddressWhereNothingIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := faketoy.New(0, device.Tx, device.Rx)
		_, err := connectAs(t, "tcode-v03", toy, func(string) { _ = toy.Close() })
		assert.ErrorIs(t, err, device.ErrDisconnected)
		assert.ErrorContains(t, err, "Check the port or address")
	})
}

// TestABoardThatStartsWhenItsPortIsOpened: it hears nothing in its first two seconds.
func TestABoardThatStartsWhenItsPortIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := faketoy.New(0, device.Tx, device.Rx)
		start := time.Now()
		w, err := connectAs(t, "tcode-v03", toy, func(op string) {
			answers := map[string]string{"tx 44 31 0A": "TCode v0.4\n", "tx 44 30 0A": "\x1b[0mMine\x07 2\n", "tx 44 32 0A": "L0 0 9999 Up\nV0 100 9999\n"}
			if time.Since(start) > 1900*time.Millisecond && answers[op] != "" {
				toy.Notify(device.Rx, []byte(answers[op]))
			}
		})
		require.NoError(t, err)
		def := w.Definition()
		assert.Equal(t, "[0mMine 2 (T-Code v0.4)", def.Name)
		require.Len(t, def.Features, 2)
		assert.Equal(t, "Up (L0)", def.Features[0].Description)
		assert.Equal(t, "V0", def.Features[1].Description)
		assert.Equal(t, device.Range{Max: 9999}, def.Features[1].Outputs[0].Range)
		require.NoError(t, w.Close())
	})
}

// TestABoardThatHasHeardEveryQuestion answers them late, and says more than was asked.
func TestABoardThatHasHeardEveryQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := faketoy.New(0, device.Tx, device.Rx)
		var talking sync.WaitGroup
		defer talking.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		say := func(lines ...string) {
			for _, line := range lines {
				toy.Notify(device.Rx, []byte(line+"\r\n"))
				time.Sleep(10 * time.Millisecond)
			}
		}
		asked, start := 0, time.Now()
		w, err := connectAs(t, "tcode-v03", toy, func(op string) {
			switch op {
			case "tx 44 31 0A":
				if asked++; asked == 3 {
					talking.Go(func() { say("TCode v0.3", "TCode v0.3", "TCode v0.3", "Mine 2") })
				}
			case "tx 44 32 0A":
				say("L0 0 9999 Up", "L0 0 9999 Up", "V0 0 9999")
				talking.Go(func() {
					for ctx.Err() == nil {
						say("wifi: no network")
						time.Sleep(100 * time.Millisecond)
					}
				})
			}
		})
		require.NoError(t, err)
		assert.Less(t, time.Since(start), 5*time.Second)
		def := w.Definition()
		assert.Equal(t, "Mine 2 (T-Code v0.3)", def.Name)
		require.Len(t, def.Features, 2, "one of them was told twice")
		require.NoError(t, w.Close())
	})
}

func TestMotors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := faketoy.New(0, device.Tx, device.Generic0)
		toy.Answer(device.Generic0, []byte("Pad\x00 of µ\nStrong\nWeak"))
		w, err := connectAs(t, "motors", toy, nil)
		require.NoError(t, err)
		toy.Ops()
		assert.Equal(t, "Pad of", w.Definition().Name)
		require.NoError(t, w.Output(device.Command{Feature: 1, Type: device.Vibrate, Value: 100}))
		synctest.Wait()
		assert.Equal(t, []string{"tx 00 64"}, toy.Ops())
		require.NoError(t, w.Close())
		assert.Contains(t, toy.Ops(), "tx 00 00")
	})
	for _, told := range []string{"", "Pad", "\nStrong", "Pad" + strings.Repeat("\nmotor", 17)} {
		synctest.Test(t, func(t *testing.T) {
			toy := faketoy.New(0, device.Tx, device.Generic0)
			toy.Answer(device.Generic0, []byte(told))
			_, err := connectAs(t, "motors", toy, nil)
			assert.ErrorIs(t, err, protocol.ErrUnexpectedReply)
		})
	}
}

// TestWhatTheUserSetStaysWhenAToyTellsItsFeatures, where it fits.
func TestWhatTheUserSetStaysWhenAToyTellsItsFeatures(t *testing.T) {
	limit := &device.Range{Min: 1, Max: 5}
	output := func(max int32) device.Output {
		return device.Output{Type: device.Vibrate, Range: device.Range{Max: max}}
	}
	set := output(9)
	set.Limit, set.Disabled = limit, true
	s := protocol.NewState(&device.Definition{Features: []device.Feature{{Outputs: []device.Output{set}}}}, &device.Advertisement{}, nil)
	s.Redefine("Other", []device.Feature{{Outputs: []device.Output{output(8)}}})
	assert.Equal(t, &device.Definition{Name: "Other", Features: []device.Feature{{Outputs: []device.Output{output(8)}}}}, s.Def)
	s.Def.Features[0].Outputs[0] = set
	s.Redefine("New", []device.Feature{{Outputs: []device.Output{output(9)}}, {Index: 1, Outputs: []device.Output{output(9)}}})
	assert.Equal(t, []device.Feature{{Outputs: []device.Output{set}}, {Index: 1, Outputs: []device.Output{output(9)}}}, s.Def.Features)
}

func TestToysAtSerialPorts(t *testing.T) {
	for name, test := range map[string]struct {
		command device.Command
		want    string // on, then off
	}{
		"kizuna":          {device.Command{Type: device.Rotate, Value: 9}, "tx 39 0D 0A; tx 30 0D 0A"},
		"nextlevelracing": {device.Command{Feature: 7, Type: device.Vibrate, Value: 255}, "tx 4D 37 32 35 35 0D; tx 4D 37 30 0D"},
	} {
		synctest.Test(t, func(t *testing.T) {
			toy := faketoy.New(0, device.Tx, device.Rx)
			w, err := connectAs(t, name, toy, nil)
			require.NoError(t, err)
			require.NoError(t, w.Output(test.command))
			synctest.Wait()
			test.command.Value = 0
			require.NoError(t, w.Output(test.command))
			synctest.Wait()
			assert.Equal(t, test.want, strings.Join(toy.Ops(), "; "))
			require.NoError(t, w.Close())
		})
	}
}
