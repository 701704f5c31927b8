package server

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
)

// reach is what a toy does when somebody connects to it.
type reach uint8

const (
	answers reach = iota
	refuses
	hangs
	reaches
)

// fickleToy does what its reach says, and sees that nobody connects to it twice.
type fickleToy struct {
	*fakeToy
	mu    sync.Mutex
	reach reach
	at    int // tries going on
	most  int
}

func (f *fickleToy) set(r reach) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reach = r
}

func (f *fickleToy) dial(ctx context.Context, _ []device.Service) error {
	f.mu.Lock()
	r := f.reach
	f.at++
	f.most = max(f.most, f.at)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		f.at--
		f.mu.Unlock()
	}()
	switch r {
	case refuses:
		return errFake
	case hangs:
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// tally is how many tries go on, and how many did at most.
func (f *fickleToy) tally() (at, most int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.at, f.most
}

// life is what a toy should do, told without goroutines: where it is, and when the next
// thing happens.
type life struct {
	where  whereabouts
	reach  reach
	due    time.Duration // of the next try, or of the end of one that hangs
	end    time.Duration // of all tries
	tries  int
	joined time.Duration
	began  time.Duration
	came   bool // it has come back from an absence
}

type whereabouts uint8

const (
	there whereabouts = iota
	waiting
	trying
	gone
)

const (
	modelFor     = 2 * time.Minute
	modelConnect = 7 * time.Second
)

// drop makes the toy drop out.
func (l *life) drop(now time.Duration) {
	if l.where != there {
		return
	}
	if !l.came || now-l.joined >= steady {
		l.began, l.tries = now, 0
	}
	l.end = l.began + modelFor
	pause := backoff.Pause(l.tries + 1)
	if now+pause > l.end {
		l.where = gone
		return
	}
	l.tries++
	l.where, l.due = waiting, now+pause
}

// pass lets time pass up to now.
func (l *life) pass(now time.Duration) {
	for l.where == waiting || l.where == trying {
		at := min(l.due, l.end)
		if at > now {
			return
		}
		switch {
		case at == l.end:
			l.where = gone
		case l.where == waiting && l.reach == answers:
			l.where, l.joined, l.came = there, at, true
		case l.where == waiting && l.reach == hangs:
			l.where, l.due = trying, at+modelConnect
		default: // it failed
			l.where, l.due = waiting, at+backoff.Pause(l.tries+1)
			l.tries++
		}
	}
}

// Random schedules of losses, of connections that work, fail or hang, of owners that let
// go, and of time. After each step the server and its client know the same of each toy as
// the model does.
func TestReconnectionAgainstAModel(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { schedule(t, rand.New(rand.NewPCG(seed, 13))) })
	}
}

func schedule(t *testing.T, random *rand.Rand) {
	toys := []*fickleToy{{fakeToy: newFakeToy("a")}, {fakeToy: newFakeToy("b")}, {fakeToy: newFakeToy("c")}}
	plain := []*fakeToy{}
	for _, toy := range toys {
		toy.connect = toy.dial
		plain = append(plain, toy.fakeToy)
	}
	o := Options{ConnectTimeout: modelConnect, Reconnect: Reconnect{For: modelFor}}
	inBubble(t, o, plain, func(t *testing.T, b *bench) {
		c := b.localClient()
		begin := time.Now()
		models := make([]life, len(toys))
		log := ""
		for step := range 80 {
			i := random.IntN(len(toys))
			toy, model, now := toys[i], &models[i], time.Since(begin)
			what := ""
			switch random.IntN(8) {
			case 0, 1:
				what = "drop"
				model.drop(now)
				require.NoError(t, toy.Close())
			case 2, 3, 4:
				r := reach(random.IntN(int(reaches)))
				what = fmt.Sprint("reach ", r)
				model.reach = r
				toy.set(r)
			case 5:
				if random.IntN(4) == 0 {
					what = "let go"
					require.Equal(t, model.where != gone, b.srv.LetGo(uint32(i)))
					model.where = gone
				}
			}
			synctest.Wait()
			pause := time.Duration(random.ExpFloat64() * float64(8*time.Second)).Round(time.Millisecond)
			log += fmt.Sprintf("%v toy %d %s, then %v\n", now, i, what, pause)
			time.Sleep(pause)
			synctest.Wait()
			for i := range models {
				models[i].pass(time.Since(begin))
				require.Equal(t, models[i].where, b.whereabouts(uint32(i)), "toy %d in step %d of\n%s", i, step, log)
				require.Equal(t, models[i].where == there, toys[i].connected(), "toy %d in step %d of\n%s", i, step, log)
				_, most := toys[i].tally()
				require.LessOrEqual(t, most, 1, "toy %d is connected one at a time", i)
			}
		}
		c.session.Close()
		time.Sleep(modelConnect)
		synctest.Wait()
		for i, toy := range toys {
			at, _ := toy.tally()
			require.Zero(t, at, "toy %d is not tried without a client", i)
			require.NotEqual(t, waiting, b.whereabouts(uint32(i)))
		}
	})
}

// whereabouts is what the server knows of a toy.
func (b *bench) whereabouts(index uint32) whereabouts {
	v := b.srv
	v.mu.Lock()
	defer v.mu.Unlock()
	a := v.absent[index]
	switch {
	case v.toys[index] != nil:
		return there
	case a == nil:
		return gone
	}
	if _, tries := v.connecting[a.toy.address]; tries {
		return trying
	}
	return waiting
}
