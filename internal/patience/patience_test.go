package patience

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
)

func service(uuid string, endpoints ...device.Endpoint) device.Service {
	s := device.Service{UUID: strings.ToUpper(uuid)}
	for _, e := range endpoints {
		s.Characteristics = append(s.Characteristics, device.Characteristic{Endpoint: e, UUID: string(e)})
	}
	return s
}

// wanted needs two endpoints and may have a third.
var wanted = &device.Wanted{
	Services: []device.Service{service("a", device.Tx, device.Rx, device.TxMode)},
	Needs:    device.Needs{{device.Tx, device.Rx}}, Optional: []device.Endpoint{device.TxMode},
	Others: []device.Service{service("other")},
}

// shows is a look at a toy with services, separated by spaces, and endpoints.
func shows(services string, endpoints ...device.Endpoint) *Look {
	return &Look{Services: strings.Fields(services), Endpoints: len(endpoints), Whole: true, Has: func(e device.Endpoint) bool {
		return strings.Contains("-"+strings.Join(texts(endpoints), "-")+"-", "-"+string(e)+"-")
	}}
}

func texts(endpoints []device.Endpoint) (all []string) {
	for _, e := range endpoints {
		all = append(all, string(e))
	}
	return all
}

const look = 100 * time.Millisecond

// took looks until it is done, and tells how long that took.
func took(w *Watch, l *Look) (passed time.Duration, lack *Lack) {
	done, lack := w.Take(l, 0)
	for !done {
		passed += look
		done, lack = w.Take(l, look)
	}
	return passed, lack
}

func TestHowLongAToyIsWaitedFor(t *testing.T) {
	for name, tt := range map[string]struct {
		look *Look
		want time.Duration
		lack string // part of the text
	}{
		"it has all":                      {shows("a", device.Tx, device.Rx, device.TxMode), 0, ""},
		"it lacks what is optional":       {shows("a", device.Tx, device.Rx), Optional, ""},
		"it lacks what it needs":          {shows("a", device.Tx, device.TxMode), Missing, "the device shows: a"},
		"it shows nothing":                {shows(""), Missing, "the device shows: none"},
		"a stranger":                      {shows("b c"), Stranger, "needed, with their characteristics: A; the device shows: b, c"},
		"a stranger with what is not all": {shows("a", device.TxMode), Stranger, "shows: a"},
		"another protocol's":              {shows("other"), Others, "shows: other"},
		"a stranger with a lot":           {shows(strings.Repeat("x ", 9)), Stranger, "x, x, …"},
	} {
		t.Run(name, func(t *testing.T) {
			var memory Memory
			passed, lack := took(&Watch{Wanted: wanted, Memory: &memory}, tt.look)
			assert.Equal(t, tt.want, passed)
			if tt.lack == "" {
				assert.Nil(t, lack)
				return
			}
			assert.ErrorContains(t, lack.Detail, tt.lack)
			var missing *device.MissingError
			assert.Equal(t, tt.want == Missing && tt.look.Endpoints > 0, errors.As(lack.Missing, &missing))
		})
	}
}

func TestWhatIsNewBeginsTheTimeAnew(t *testing.T) {
	w := &Watch{Wanted: wanted, Memory: &Memory{}}
	w.Take(shows("b"), 0)
	w.Take(shows("b"), Stranger-look)
	passed, _ := took(w, shows("b c"))
	assert.Equal(t, Stranger, passed)
}

// A service is there before its characteristics are: what is complete has to be so twice.
func TestWhatIsNotWholeIsLookedAtTwice(t *testing.T) {
	all := shows("a", device.Tx, device.Rx, device.TxMode)
	all.Whole = false
	passed, lack := took(&Watch{Wanted: wanted, Memory: &Memory{}}, all)
	assert.Equal(t, look, passed)
	assert.Nil(t, lack)
}

func TestWhatWasWaitedForInVainIsNotWaitedForAgain(t *testing.T) {
	var memory Memory
	try := func(l *Look) time.Duration {
		passed, _ := took(&Watch{Wanted: wanted, Memory: &memory}, l)
		return passed
	}
	assert.Equal(t, Stranger, try(shows("b")))
	assert.Zero(t, try(shows("b")))
	assert.Equal(t, Stranger, try(shows("b c")))
	assert.Equal(t, Optional, try(shows("a", device.Tx, device.Rx)))
	assert.Equal(t, Stranger, try(shows("b c")), "a toy that was connected begins anew")
	memory.Forget()
	assert.Equal(t, Stranger, try(shows("b c")))
}
