package server

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/message"
)

// Two clients command one feature at the same moment. Whoever's command the toy got last
// takes it along when it goes.
func TestFeatureStopsWithTheSessionOfItsLastCommand(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		b.scanned()
		drive := func(s *Session, value int32) {
			m := vibrate(0, value)
			m.SetMessageID(2)
			s.Handle(m)
		}
		last := func() string {
			synctest.Wait()
			texts := toy.took()
			require.NotEmpty(t, texts)
			return texts[len(texts)-1]
		}
		for range 300 {
			var sessions [2]*Session
			for i := range sessions {
				sessions[i] = b.srv.Open(func(message.Message) {})
				sessions[i].Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, Major: 4})
			}
			var users sync.WaitGroup
			for i, s := range sessions {
				users.Go(func() {
					for n := range int32(5) {
						drive(s, 1+int32(i)+2*n) // the first session's are odd
					}
				})
			}
			users.Wait()
			newest := 1
			if text := last(); (text[len(text)-1]-'0')%2 == 1 {
				newest = 0
			}
			sessions[newest].Close()
			require.Equal(t, "0 Vibrate 0", last())
			sessions[1-newest].Close()
		}
	})
}
