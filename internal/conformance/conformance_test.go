package conformance

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// The client of this module gets through every scenario, and no step is skipped.
func TestOwnClient(t *testing.T) {
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var results []Result
				h := New(Options{Result: func(r Result) { results = append(results, r) }})
				defer h.Close()
				driven := Drive(t.Context(), s.Name, within{h, s.Name}, func(line string) {
					if err := h.Observe(s.Name, line); err != ErrIdle { // the end of the connection ends the scenario
						assert.NoError(t, err)
					}
				})
				h.tasks.Wait()
				require.Len(t, results, 1)
				require.NoError(t, results[0].Err())
				require.NoError(t, driven)
				assert.True(t, results[0].Passed)
				for _, step := range results[0].Steps {
					assert.Equal(t, Passed, step.Outcome, step.Step)
				}
				synctest.Wait()
			})
		})
	}
}

func TestDriveUnknownScenario(t *testing.T) {
	require.ErrorIs(t, Drive(t.Context(), "nonsense", nil, nil), ErrUnknownScenario)
}

const (
	hello    = `[{"RequestServerInfo":{"Id":1,"ClientName":"Test","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`
	scanning = `[{"StartScanning":{"Id":2}}]`
)

// Clients that do something wrong fail, and are told what it was.
func TestClientsThatFail(t *testing.T) {
	for _, test := range []struct {
		name, scenario string
		frames         []string // what the client sends, one each second
		observed       string   // what the driver reports at once
		why            string
	}{
		{"other first message", "core_protocol", []string{`[{"Ping":{"Id":1}}]`}, "", "came first; a session begins with RequestServerInfo"},
		{"old client", "core_protocol", []string{`[{"RequestServerInfo":{"Id":1,"ClientName":"Test","MessageVersion":3}}]`}, "", "RequestServerInfo has a field \"MessageVersion\""},
		{"newer client", "core_protocol", []string{strings.Replace(hello, `Major":4`, `Major":5`, 1)}, "", "is not for version 4.0"},
		{"no minor version", "core_protocol", []string{`[{"RequestServerInfo":{"Id":1,"ClientName":"Test","ProtocolVersionMajor":4}}]`}, "", "RequestServerInfo has no ProtocolVersionMinor"},
		{"extra field", "core_protocol", []string{hello, `[{"StartScanning":{"Id":2,"Fast":true}}]`}, "", `StartScanning has a field "Fast"`},
		{"null", "core_protocol", []string{hello, `[{"StopCmd":{"Id":2,"DeviceIndex":null}}]`}, "", "StopCmd.DeviceIndex is null; what is not set must be left out"},
		{"decimal point", "core_protocol", []string{hello, `[{"OutputCmd":{"Id":2,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5.0}}}}]`}, "", "OutputCmd.Command.Vibrate.Value is 5.0; it must be written as a whole number"},
		{"array", "core_protocol", []string{hello, `[{"OutputCmd":{"Id":2,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":[5]}}}}]`}, "", "OutputCmd.Command.Vibrate.Value is an array; it must be"},
		{"no JSON", "core_protocol", []string{`{"`}, "", "could not be read"},
		{"binary frame", "core_protocol", []string{"\x00"}, "", ErrBinary.Error()},
		{"wrong value", "core_protocol", []string{hello, scanning, `[{"RequestDeviceList":{"Id":3}}]`, `[{"OutputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":51}}}}]`}, "",
			"waited 5s for OutputCmd Vibrate 50 to feature 0 of device 0; what came was [{\"OutputCmd\":{\"Id\":4"},
		{"silence", "core_protocol", nil, "", "waited 5s for RequestServerInfo"},
		{"no ping", "ping_required", []string{hello}, "", "no Ping came in time"},
		{"ping too late", "ping_required", []string{hello, `[{"Ping":{"Id":2}}]`}, "", "no Ping came in time"},
		{"ping where none should come", "ping_timeout", []string{hello + `[{"Ping":{"Id":2}}]`}, "", "this scenario needs them switched off"},
		{"no new connection", "reconnection", []string{hello, scanning}, "", "no client connected within 10s"},
		{"connection kept", "old_server", []string{hello}, "", "waited 5s for the end of the connection"},
		{"devices shown twice", "list_before_reply", []string{hello, `[{"RequestDeviceList":{"Id":3}}]`},
			"connected\ndevice-added 0\ndevice-added 1\ndevice-added 2\ndevice-added 1\ndone", "observed once too often: device-added 1"},
		{"wrong reading", "core_protocol", []string{hello}, "connected soon", "waited 5s for the observation connected; observed were connected soon"},
		{"Id in use", "core_protocol", []string{hello, `[` + strings.Repeat(`{"StopCmd":{"Id":2}},`, 2) + `{"StopCmd":{"Id":3}}]`}, "wait", "has the Id of a request that has no reply yet"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := playFrames(t, test.scenario, test.frames, test.observed)
				require.False(t, r.Passed)
				require.ErrorContains(t, r.Err(), test.why)
			})
		})
	}
}

// playFrames plays a scenario to a client that sends these frames and reads nothing.
func playFrames(t *testing.T, scenario string, frames []string, observed string) Result {
	t.Helper()
	var result Result
	h := New(Options{Result: func(r Result) { result = r }})
	p := newPipe()
	require.NoError(t, h.Enter(scenario, p, observed != ""))
	if observed != "" {
		require.NoError(t, h.Observe(scenario, observed))
	}
	for _, frame := range frames {
		if frame == "\x00" {
			p.up <- nil
			continue
		}
		p.up <- []byte(frame)
		time.Sleep(time.Second) // of the bubble
	}
	h.tasks.Wait()
	h.Close()
	return result
}

// What needs observations is skipped for a driver that reports none.
func TestWithoutObservations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := playFrames(t, "unknown_message", []string{hello, scanning,
			`[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":50}}}}]`}, "")
		require.NoError(t, r.Err())
		assert.True(t, r.Passed)
		outcomes := map[Outcome]int{}
		for _, s := range r.Steps {
			outcomes[s.Outcome]++
		}
		assert.Equal(t, map[Outcome]int{Passed: 4, Skipped: 3}, outcomes)
	})
}

// Requests before the step that they belong to are kept while an observation is waited
// for, and the rest is answered at the end.
func TestObservationsThatComeLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var result Result
		h := New(Options{Result: func(r Result) { result = r }})
		p := newPipe()
		require.NoError(t, h.Enter("unknown_message", p, true))
		for _, frame := range []string{hello, scanning, `[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":50}}}}]`, `[{"StopCmd":{"Id":4}}]`} {
			p.up <- []byte(frame)
		}
		synctest.Wait()
		require.NoError(t, h.Observe("unknown_message", "connected\n device-added  2\ndevice-added 0\ndevice-added 1\n"))
		synctest.Wait()
		require.NoError(t, h.Observe("unknown_message", "done"))
		h.tasks.Wait()
		require.NoError(t, result.Err())
		var sent []string
		for len(p.down) > 0 {
			frame := string(<-p.down)
			if strings.Contains(frame, "Ok") {
				sent = append(sent, frame)
			}
		}
		assert.Equal(t, []string{`[{"Ok":{"Id":2}}]`, `[{"Ok":{"Id":3}}]`, `[{"Ok":{"Id":4}}]`}, sent)
		h.Close()
	})
}

func TestHarnessEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var result Result
		h := New(Options{Result: func(r Result) { result = r }})
		require.NoError(t, h.Enter("core_protocol", newPipe(), false))
		synctest.Wait()
		assert.ErrorIs(t, h.Enter("core_protocol", newPipe(), false), ErrBusy)
		assert.ErrorIs(t, h.Observe("reconnection", "done"), ErrIdle)
		assert.ErrorIs(t, h.Observe("core_protocol", strings.Repeat("done\n", 2*maxObservations)), ErrFull)
		h.Close()
		require.ErrorContains(t, result.Err(), ErrClosed.Error())
		assert.ErrorIs(t, h.Enter("core_protocol", newPipe(), false), ErrClosed)
		assert.ErrorIs(t, h.Enter("nonsense", newPipe(), false), ErrUnknownScenario)
	})
}

func TestResults(t *testing.T) {
	r := Result{Scenario: "core_protocol", Steps: []StepResult{
		{Step: "connects", Outcome: Passed, Millis: 3}, {Step: "scans", Outcome: Failed, Why: "no"}, {Step: "ends", Outcome: Skipped},
	}}
	var text bytes.Buffer
	require.NoError(t, r.Write(&text, Text))
	assert.Equal(t, `FAIL core_protocol
  passed   1 connects
  failed   2 scans
             no
  skipped  3 ends
`, text.String())
	assert.EqualError(t, r.Err(), "core_protocol: the client scans: no")

	text.Reset()
	require.NoError(t, r.Write(&text, JSON))
	var back Result
	require.NoError(t, json.Unmarshal(text.Bytes(), &back))
	assert.Equal(t, r, back)
	assert.Equal(t, 1, strings.Count(text.String(), "\n"))
}

func TestScenarios(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Scenarios() {
		assert.False(t, seen[s.Name])
		seen[s.Name] = true
		assert.NotEmpty(t, s.About)
		assert.Greater(t, len(s.Steps()), 2)
		assert.Contains(t, drives, s.Name)
	}
	assert.Len(t, drives, len(seen))
	_, err := Find("nonsense")
	require.ErrorIs(t, err, ErrUnknownScenario)
	assert.ErrorContains(t, err, `"nonsense"; there are core_protocol, `)
}

// The harness refuses what a server would refuse.
func TestRefusals(t *testing.T) {
	for _, m := range []message.Message{
		&message.OutputCmd{DeviceIndex: 3, Type: device.Vibrate},
		&message.OutputCmd{FeatureIndex: 8, Type: device.Vibrate},
		&message.OutputCmd{Type: device.Rotate},
		&message.OutputCmd{Type: device.Vibrate, Value: 101},
		&message.OutputCmd{Type: device.Vibrate, Value: -1},
	} {
		assert.NotEmpty(t, refuseOutput(m.(*message.OutputCmd)), describe(m))
	}
	assert.Empty(t, refuseOutput(&message.OutputCmd{FeatureIndex: 2, Type: device.Rotate, Value: -100}))
	assert.NotEmpty(t, refuseInput(&message.InputCmd{DeviceIndex: 3, Type: device.Battery, Command: device.Read}))
	assert.NotEmpty(t, refuseInput(&message.InputCmd{FeatureIndex: 3, Type: device.Battery, Command: device.Subscribe}))
	assert.Empty(t, refuseInput(&message.InputCmd{FeatureIndex: 3, Type: device.Battery, Command: device.Read}))
}
