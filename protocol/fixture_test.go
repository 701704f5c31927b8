package protocol_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/require"
)

// A fixture, testdata/PROTOCOL.txt, says what must pass between us and a toy, line by
// line, from the catalogue's match to the bytes, in virtual time:
//
//	# comment, also after two blanks at the end of a line
//	toy LVS-Z001                   a toy with this name is found and connected; starts a case
//	toy "MV Poco     "             names that end in blanks are quoted
//	manufacturer 620 FF 21         before anything happens: the toy advertises this company's data
//	lacks rx whitelist             before anything happens: endpoints that this toy does not have
//	answers rxblemodel 22 04       from now on reads of the endpoint give this; without, they never end
//	answers rxblemodel             an empty answer
//
//	> tx 01 02                     we write, without response
//	> tx+ "Hello;" 0D              we write, with response; text may stand for bytes
//	> read rx                      we read
//	> subscribe rx                 also unsubscribe
//	> tx+ ...                      any bytes (for random numbers)
//	< rx 01 02                     the toy notifies
//	ready Lovense Hush             the toy is connected and has this name
//	refused                        the toy could not be made ready
//	set vibrate 0 50, rotate 1 -3  commands that come together: output, feature index, level
//	set move 0 50 500ms            hw_position_with_duration; "position 0 50" for position
//	refuses rotate 0 5             the protocol can't do this
//	stop                           everything
//	fails tx "Hello;"              from now on this write fails; without, every write
//	works                          no write fails any more
//	instead vibrate 0 30           commands that replace one that failed, before it is written again
//	instead stop                   likewise
//	wait 500ms                     time passes
//	battery 85                     reading the battery begins; after the toy's part it must give 85
//	battery fails                  … must fail
//	listen pressure 0              subscribe to an input of a feature
//	unlisten pressure 0
//	reading pressure 0 1491        the subscriber got this value
//	gone                           the toy vanishes
//
// Operations must come in the order given and no others in between. Before set and stop
// the gap between writes passes, so that the toy is idle.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			spec, ok := protocol.All().Lookup(name)
			require.True(t, ok, "a fixture without a protocol")
			for _, c := range readCases(t, file) {
				t.Run(fmt.Sprintf("line %d %s", c.lines[0].n, c.toy), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { c.run(t, spec) })
				})
			}
		})
	}
}

type line struct {
	n    int
	verb string
	rest string
}

type fixture struct {
	toy   string
	lines []line
}

func readCases(t testing.TB, file string) (cases []fixture) {
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	scan := bufio.NewScanner(f)
	for n := 1; scan.Scan(); n++ {
		text := scan.Text()
		if strings.HasPrefix(text, "#") {
			continue
		}
		text, _, _ = strings.Cut(text, "  #")
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		verb, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		if verb == "toy" {
			name := rest
			if quoted, err := strconv.Unquote(rest); err == nil {
				name = quoted
			}
			cases = append(cases, fixture{toy: name})
		}
		require.NotEmpty(t, cases, "%s:%d: a fixture begins with toy", file, n)
		last := &cases[len(cases)-1]
		last.lines = append(last.lines, line{n, verb, rest})
	}
	require.NoError(t, scan.Err())
	require.NotEmpty(t, cases)
	return cases
}

var errWrite = errors.New("the write failed")

// player plays one case.
type player struct {
	t        testing.TB
	spec     *protocol.Spec
	toy      *faketoy.Toy
	adv      device.Advertisement
	lacks    []device.Endpoint
	answers  map[device.Endpoint][]byte
	w        *worker.Worker
	ops      []string
	started  bool
	result   chan error
	readings []string
	battery  chan batteryResult
	want     string
	at       line
}

type batteryResult struct {
	value int32
	err   error
}

func (c fixture) run(t *testing.T, spec *protocol.Spec) {
	p := &player{t: t, spec: spec, adv: device.Advertisement{Address: "fixture", Name: c.toy}, answers: map[device.Endpoint][]byte{}}
	defer func() {
		if p.toy == nil {
			return
		}
		_ = p.toy.Close()
		synctest.Wait()
		if p.w != nil {
			<-p.w.Done()
		}
	}()
	for _, l := range c.lines {
		p.at = l
		p.play(l)
	}
	p.settle()
	p.none()
	p.batteryDone()
}

func (p *player) require(ok bool, format string, args ...any) {
	p.t.Helper()
	require.True(p.t, ok, "line %d (%s %s): %s", p.at.n, p.at.verb, p.at.rest, fmt.Sprintf(format, args...))
}

// start connects the toy: the catalogue must lead from its advertisement to this protocol.
func (p *player) start() {
	if p.started {
		return
	}
	p.started = true
	known := catalog.Builtin(protocol.All().Has)
	matches := known.Match(&p.adv)
	i := slices.IndexFunc(matches, func(m device.Match) bool { return m.Protocol == p.spec.Name })
	p.require(i >= 0, "the catalogue does not lead from %q to %s, but to %v", p.adv.Name, p.spec.Name, matches)
	var endpoints []device.Endpoint
	for _, s := range matches[i].Services {
		for _, ch := range s.Characteristics {
			if !slices.Contains(p.lacks, ch.Endpoint) {
				endpoints = append(endpoints, ch.Endpoint)
			}
		}
	}
	p.toy = faketoy.New(device.DefaultGap, endpoints...)
	for e, data := range p.answers {
		p.toy.Answer(e, data)
	}
	p.result = make(chan error, 1)
	go func() {
		w, err := worker.Connect(context.Background(), p.toy, p.adv, p.spec, func(name, id string) (*device.Definition, error) {
			def, ok := known.Define(name, id)
			if !ok {
				return nil, fmt.Errorf("no definition for %q", id)
			}
			return def, nil
		}, worker.Options{Protocols: protocol.All()})
		p.w = w
		p.result <- err
	}()
	p.settle()
}

// settle lets everything happen that can happen now.
func (p *player) settle() {
	if !p.started {
		p.start()
	}
	synctest.Wait()
	p.ops = append(p.ops, p.toy.Ops()...)
}

// none requires that nothing happened that the fixture does not know.
func (p *player) none() {
	p.require(len(p.ops) == 0, "before this line there were operations that the fixture lacks: %q", p.ops)
}

// connected waits for the end of the connection phase.
func (p *player) connected() {
	if p.w != nil {
		return
	}
	p.settle()
	select {
	case err := <-p.result:
		require.NoError(p.t, err, "line %d", p.at.n)
	default:
		p.require(false, "the toy is not ready yet; operations so far that the fixture lacks: %q", p.ops)
	}
}

func (p *player) play(l line) {
	switch l.verb {
	case "toy":
	case "manufacturer":
		p.require(!p.started, "too late")
		company, data, _ := strings.Cut(l.rest, " ")
		id, err := strconv.ParseUint(company, 10, 16)
		p.require(err == nil, "no company")
		p.adv.ManufacturerData = append(p.adv.ManufacturerData, device.ManufacturerData{Company: uint16(id), Data: p.bytes(data)})
	case "lacks":
		p.require(!p.started, "too late")
		for _, e := range strings.Fields(l.rest) {
			p.lacks = append(p.lacks, device.Endpoint(e))
		}
	case "answers":
		e, data, _ := strings.Cut(l.rest, " ")
		p.answers[device.Endpoint(e)] = p.bytes(data)
		if p.started {
			p.toy.Answer(device.Endpoint(e), p.bytes(data))
		}
	case ">":
		p.settle()
		p.require(len(p.ops) > 0, "this did not happen")
		p.require(p.same(p.ops[0], l.rest), "got %q", p.ops[0])
		p.ops = p.ops[1:]
	case "<":
		p.settle()
		p.none()
		e, data, _ := strings.Cut(l.rest, " ")
		p.require(p.toy.Notify(device.Endpoint(e), p.bytes(data)), "nobody is subscribed")
		p.settle()
	case "ready":
		p.connected()
		p.require(p.w.Definition().Name == l.rest, "got %q", p.w.Definition().Name)
	case "refused":
		p.settle()
		p.none()
		select {
		case err := <-p.result:
			require.Error(p.t, err, "line %d", l.n)
		default:
			p.require(false, "still connecting")
		}
	case "set":
		p.idle()
		require.NoError(p.t, p.w.Output(p.commands(l.rest)...), "line %d", l.n)
		p.settle()
	case "refuses":
		p.connected()
		var unsupported *worker.UnsupportedError
		require.ErrorAs(p.t, p.w.Output(p.commands(l.rest)...), &unsupported, "line %d", l.n)
	case "stop":
		p.idle()
		require.NoError(p.t, p.w.Stop(nil, true, true), "line %d", l.n)
		p.settle()
	case "fails":
		fail := l.rest
		p.toy.Behave(func(_ context.Context, op string) error {
			if fail == "" || p.same(op, fail) {
				return errWrite
			}
			return nil
		})
	case "works":
		p.toy.Behave(nil)
	case "instead":
		p.none()
		if l.rest == "stop" {
			require.NoError(p.t, p.w.Stop(nil, true, true), "line %d", l.n)
		} else {
			require.NoError(p.t, p.w.Output(p.commands(l.rest)...), "line %d", l.n)
		}
		time.Sleep(p.w.Gap())
		p.settle()
	case "wait":
		p.settle()
		p.none()
		d, err := time.ParseDuration(l.rest)
		p.require(err == nil, "no duration")
		time.Sleep(d)
		p.settle()
	case "battery":
		p.batteryDone()
		p.idle()
		p.want, p.battery = l.rest, make(chan batteryResult, 1)
		feature := p.input(device.Battery)
		go func() {
			v, err := p.w.Read(context.Background(), feature, device.Battery)
			p.battery <- batteryResult{v, err}
		}()
		p.settle()
	case "listen", "unlisten":
		p.connected()
		kind, index, _ := strings.Cut(l.rest, " ")
		t, ok := device.ParseInputType(kind)
		p.require(ok, "no input type")
		feature := uint32(p.number(index))
		if l.verb == "unlisten" {
			require.NoError(p.t, p.w.Unsubscribe(context.Background(), feature, t, p), "line %d", l.n)
		} else {
			require.NoError(p.t, p.w.Subscribe(context.Background(), feature, t, p, func(v int32) {
				p.readings = append(p.readings, fmt.Sprintf("%s %d %d", kind, feature, v))
			}), "line %d", l.n)
		}
		p.settle()
	case "reading":
		p.settle()
		p.require(len(p.readings) > 0, "no reading")
		p.require(p.readings[0] == l.rest, "got %q", p.readings)
		p.readings = p.readings[1:]
	case "gone":
		p.settle()
		p.none()
		_ = p.toy.Close()
		p.settle()
	default:
		p.require(false, "unknown word")
	}
}

// idle lets the gap between writes pass.
func (p *player) idle() {
	p.connected()
	p.none()
	p.require(len(p.readings) == 0, "readings that the fixture lacks: %q", p.readings)
	time.Sleep(p.w.Gap())
	p.settle()
}

func (p *player) batteryDone() {
	if p.battery == nil {
		return
	}
	r := <-p.battery
	p.battery = nil
	if p.want == "fails" {
		require.Error(p.t, r.err, "battery")
		return
	}
	require.NoError(p.t, r.err, "battery")
	require.Equal(p.t, p.want, strconv.Itoa(int(r.value)), "battery")
}

func (p *player) input(t device.InputType) uint32 {
	for i := range p.w.Definition().Features {
		f := &p.w.Definition().Features[i]
		if _, ok := f.Input(t); ok {
			return f.Index
		}
	}
	p.require(false, "the toy has no such input")
	return 0
}

// same compares an operation with the fixture's form of it.
func (p *player) same(got, want string) bool {
	e, data, _ := strings.Cut(want, " ")
	if data == "..." {
		return strings.HasPrefix(got, e+" ")
	}
	switch e {
	case "read", "subscribe", "unsubscribe":
		return got == want
	}
	return got == strings.TrimSpace(e+" "+faketoy.Hex(p.bytes(data)))
}

// bytes reads hex with quoted text in between.
func (p *player) bytes(s string) []byte {
	data := []byte{}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if quoted, err := strconv.QuotedPrefix(s); err == nil {
			text, _ := strconv.Unquote(quoted)
			data, s = append(data, text...), s[len(quoted):]
			continue
		}
		word, rest, _ := strings.Cut(s, " ")
		b, err := hex.DecodeString(word)
		p.require(err == nil, "no hex: %q", word)
		data, s = append(data, b...), rest
	}
	return data
}

func (p *player) number(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	p.require(err == nil, "no number: %q", s)
	return n
}

// commands reads "vibrate 0 50, move 1 20 500ms".
func (p *player) commands(s string) (list []device.Command) {
	for part := range strings.SplitSeq(s, ",") {
		words := strings.Fields(part)
		p.require(len(words) >= 3, "a command is output, feature index, level")
		c := device.Command{Feature: uint32(p.number(words[1])), Value: int32(p.number(words[2]))}
		if words[0] == "move" {
			p.require(len(words) == 4, "a move has a duration")
			d, err := time.ParseDuration(words[3])
			p.require(err == nil, "no duration")
			c.Type, c.Duration = device.HwPositionWithDuration, d
		} else {
			t, ok := device.ParseOutputType(strings.ToUpper(words[0][:1]) + words[0][1:])
			p.require(ok, "no output type: %q", words[0])
			c.Type = t
		}
		f, ok := p.w.Definition().Feature(c.Feature)
		p.require(ok, "the toy has no feature %d", c.Feature)
		o, ok := f.Output(c.Type)
		p.require(ok, "feature %d of %s has no %s output", c.Feature, p.w.Definition().Name, c.Type)
		p.require(o.Range.Contains(c.Value), "%d is outside %v", c.Value, o.Range)
		list = append(list, c)
	}
	return list
}
