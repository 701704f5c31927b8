package legacy

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// The scripts in testdata/vN.txt are sessions of version N. A line begins with
//
//	==      the name of a step, which starts with a new translator that knows device 1
//	client  a frame of the old client, followed by
//	v4      what it becomes: messages of version 4, or the Error that answers it
//	server  a message of the version 4 server, followed by
//	old     what the old client gets, a line for each frame; no line if it gets nothing
//
// and ends with JSON. Errors are compared without their text.
func TestScripts(t *testing.T) {
	for version := range uint32(Newest + 1) {
		path := filepath.Join("testdata", "v"+number(version)+".txt")
		for _, step := range readScript(t, path) {
			t.Run("v"+number(version)+"/"+step.name, func(t *testing.T) { step.run(t, New(version)) })
		}
	}
}

type step struct {
	name  string
	lines []line
}

type line struct {
	kind, text string
	number     int
}

func readScript(t testing.TB, path string) []step {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	var steps []step
	scanner := bufio.NewScanner(file)
	for n := 1; scanner.Scan(); n++ {
		text := strings.TrimSpace(scanner.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		kind, rest, _ := strings.Cut(text, " ")
		if kind == "==" {
			steps = append(steps, step{name: rest})
			continue
		}
		require.NotEmpty(t, steps, "%s: a script starts with ==", path)
		last := &steps[len(steps)-1]
		last.lines = append(last.lines, line{kind, strings.TrimSpace(rest), n})
	}
	require.NoError(t, scanner.Err())
	return steps
}

func (s step) run(t *testing.T, tr *Translator) {
	devices := toys()
	tr.Snapshot(devices[:1])
	var got []string // what came of the last frame and was not compared yet
	for _, line := range s.lines {
		switch line.kind {
		case "client", "server":
			require.Empty(t, got, "line %d: more came of the frame before", line.number)
			if line.kind == "client" {
				got = decoded(t, tr, line.text, devices)
			} else {
				got = appended(t, tr, line.text)
			}
		case "v4", "old":
			require.NotEmpty(t, got, "line %d: no more came of the frame", line.number)
			assert.JSONEq(t, line.text, got[0], "line %d", line.number)
			assert.Equal(t, keys(line.text), keys(got[0]), "line %d: each name as often as it should", line.number)
			got = got[1:]
		default:
			require.Fail(t, "unknown kind of line", "line %d: %s", line.number, line.kind)
		}
	}
	require.Empty(t, got, "more came of the last frame")
}

// keys counts member names, which assert.JSONEq does not see twice.
func keys(frame string) int { return strings.Count(frame, `":`) }

// decoded is what a frame of the client becomes.
func decoded(t *testing.T, tr *Translator, frame string, devices []*device.Definition) []string {
	t.Helper()
	var got []string
	for el, err := range message.Elements([]byte(frame), message.Limits{}) {
		require.Nil(t, err)
		ms, err := tr.Decode(el, devices)
		if err != nil {
			assert.NotEmpty(t, err.Text)
			got = append(got, textless(err))
		}
		for _, m := range ms {
			got = append(got, string(message.Append(nil, m)))
		}
	}
	return got
}

// appended is what a message of the server becomes.
func appended(t *testing.T, tr *Translator, frame string) []string {
	t.Helper()
	var got []string
	for el, err := range message.Elements([]byte(frame), message.Limits{}) {
		require.Nil(t, err)
		m, err := message.DecodeServer(el, message.Limits{})
		require.Nil(t, err)
		for _, f := range tr.Append(nil, m) {
			got = append(got, string(f))
		}
	}
	return got
}

func textless(e *message.Error) string {
	return string(message.Append(nil, message.NewError(e.ID, e.Code, "")))
}

// toys are the devices that the scripts and the other tests speak of.
func toys() []*device.Definition {
	return []*device.Definition{
		{Index: 1, Name: "Rotating rabbit", DisplayName: "Bedside", Gap: 75 * time.Millisecond, Features: []device.Feature{
			{Index: 0, Description: "Shaft", Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
			{Index: 1, Description: "Head", Outputs: []device.Output{
				{Type: device.Rotate, Range: device.Range{Min: -20, Max: 20}}}},
			{Index: 2, Outputs: []device.Output{
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 100 * time.Second}},
				{Type: device.Oscillate, Range: device.Range{Max: 20}}}},
			{Index: 4, Description: "Battery", Inputs: []device.Input{
				{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}}},
		}},
		// Everything a scalar can be, in an order that is not that of the list; a range
		// down to nothing; two vibrators apart from each other.
		{Index: 3, Name: "Kitchen sink", Features: []device.Feature{
			{Index: 2, Description: "All", Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{Max: 127}},
				{Type: device.Spray, Range: device.Range{Max: 3}},
				{Type: device.Rotate, Range: device.Range{Max: 99}},
				{Type: device.Position, Range: device.Range{Max: 1000}},
				{Type: device.Led, Range: device.Range{Max: 1}},
				{Type: device.Temperature, Range: device.Range{Min: -5, Max: 5}},
				{Type: device.Constrict, Range: device.Range{Max: 7}}}},
			{Index: 5, Description: "Shut", Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{}}}},
			{Index: 9, Description: "Tip", Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{Max: 10}}}},
		}},
		{Index: 7, Name: "Two axes", Features: []device.Feature{
			{Index: 1, Description: "Stroke", Outputs: []device.Output{
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: 99}, Duration: device.Durations{Max: 3 * time.Second}}}},
			{Index: 6, Description: "Twist", Outputs: []device.Output{
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 100 * time.Second}}}},
		}},
		{Index: 8, Name: "Squeeze me", Features: []device.Feature{
			{Index: 0, Description: "Pressure", Inputs: []device.Input{
				{Type: device.Pressure, Ranges: []device.Range{{Max: 2000}}, Commands: device.InputCommands(device.Subscribe)}}},
			{Index: 1, Description: "Battery", Inputs: []device.Input{
				{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Subscribe)}}},
		}},
	}
}
