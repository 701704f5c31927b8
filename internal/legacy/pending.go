package legacy

import (
	"slices"
	"strconv"

	"github.com/gobuttplug/gobuttplug/message"
)

// mostAsked is how many requests whose reply must be remembered may wait at a time.
const mostAsked = 64

// asked is what the reply to a request needs from the request.
type asked struct {
	id     uint32
	kind   kind
	text   string // TestString, or SensorType as the client spelt it
	sensor uint32 // SensorIndex
}

type kind uint8

const (
	anyKind kind = iota
	echo         // Ok becomes Test
	sensor       // InputReading becomes SensorReading
)

// expect remembers a request until its reply comes; false if too many wait already.
func (t *Translator) expect(a asked) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.asked) >= mostAsked {
		return false
	}
	t.asked = append(t.asked, a)
	return true
}

// answered takes the oldest request of this Id and kind out of those that wait.
func (t *Translator) answered(id uint32, k kind) (asked, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, a := range t.asked {
		if a.id == id && (k == anyKind || a.kind == k) {
			t.asked = slices.Delete(t.asked, i, i+1)
			return a, true
		}
	}
	return asked{}, false
}

func (r *request) crowded() *message.Error {
	return r.fail(message.CodeMessage, strconv.Itoa(mostAsked)+" requests wait for their reply already. Send "+r.el.Name+" again when some have it.")
}
