package claim_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
)

// site is the locks of a site. Each tab has the toy of its own address.
type site struct {
	mu   sync.Mutex
	held map[string]*func() // by name: what tells the holder
}

func (s *site) Take(_ context.Context, name string, steal bool, lost func()) (func(), error) {
	s.mu.Lock()
	before := s.held[name]
	if before != nil && !steal {
		s.mu.Unlock()
		return nil, claim.ErrTaken
	}
	s.held[name] = &lost
	s.mu.Unlock()
	if before != nil {
		(*before)()
	}
	return func() {
		s.mu.Lock()
		if s.held[name] == &lost {
			delete(s.held, name)
		}
		s.mu.Unlock()
	}, nil
}

// tab finds one toy.
type tab struct {
	device.Scanner
	toy     *faketoy.Toy
	connect func(context.Context) error // called before it connects
}

func (t *tab) Scan(_ context.Context, started func(), found func(device.Peripheral)) error {
	started()
	found(t)
	return nil
}

func (*tab) Advertisement() device.Advertisement {
	return device.Advertisement{Address: "id-1", Name: "Hush"}
}

func (t *tab) Connect(ctx context.Context, _ device.Wanted) (device.Link, error) {
	if err := t.connect(ctx); err != nil {
		return nil, err
	}
	t.toy = faketoy.New(0, device.Tx)
	return t.toy, nil
}

func newTab(s *site) (t *tab, scanner *claim.Scanner, lost *[]string) {
	t = &tab{connect: func(context.Context) error { return nil }}
	lost = new([]string)
	return t, claim.Over(t, s, func(address string) { *lost = append(*lost, address) }), lost
}

func peripheral(t *testing.T, scanner device.Scanner) device.Releaser {
	t.Helper()
	var p device.Releaser
	require.NoError(t, scanner.Scan(t.Context(), func() {}, func(one device.Peripheral) { p = one.(device.Releaser) }))
	return p
}

func connect(t *testing.T, scanner device.Scanner) (device.Link, error) {
	t.Helper()
	return peripheral(t, scanner).Connect(t.Context(), device.Wanted{})
}

func TestAToyBelongsToOneTab(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{held: map[string]*func(){}}
		_, first, lostByFirst := newTab(s)
		_, second, _ := newTab(s)
		link, err := connect(t, first)
		require.NoError(t, err)
		_, err = connect(t, second)
		require.ErrorIs(t, err, claim.ErrTaken)
		assert.ErrorIs(t, err, device.ErrNotAllowed)

		require.NoError(t, link.Close())
		synctest.Wait()
		_, err = connect(t, second)
		require.ErrorIs(t, err, claim.ErrTaken, "it is kept while it may come back")
		link, err = connect(t, first)
		require.NoError(t, err)
		peripheral(t, first).Release()
		_, err = connect(t, second)
		require.ErrorIs(t, err, claim.ErrTaken, "as long as it is connected")

		require.NoError(t, link.Close())
		synctest.Wait()
		link, err = connect(t, second)
		require.NoError(t, err, "it is free when it is disconnected and was released")
		peripheral(t, second).Release()
		require.NoError(t, link.Close())
		synctest.Wait()
		assert.Empty(t, *lostByFirst)
		assert.Empty(t, s.held)
	})
}

func TestAToyThatDroppedOutIsTakenOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{held: map[string]*func(){}}
		_, first, lost := newTab(s)
		_, second, _ := newTab(s)
		mine, err := connect(t, first)
		require.NoError(t, err)
		require.NoError(t, mine.Close())
		synctest.Wait()
		second.TakeOver(true)
		theirs, err := connect(t, second)
		require.NoError(t, err)
		assert.Equal(t, []string{"id-1"}, *lost, "so that it is not tried any longer")
		_, err = connect(t, first)
		require.ErrorIs(t, err, claim.ErrTaken)
		require.NoError(t, theirs.Close())
		synctest.Wait()
	})
}

func TestTakeOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{held: map[string]*func(){}}
		_, first, lost := newTab(s)
		_, second, _ := newTab(s)
		mine, err := connect(t, first)
		require.NoError(t, err)
		second.TakeOver(true)
		theirs, err := connect(t, second)
		require.NoError(t, err)
		synctest.Wait()
		assert.Equal(t, []string{"id-1"}, *lost)
		<-mine.Done()
		_, err = connect(t, first)
		require.ErrorIs(t, err, claim.ErrTaken, "giving up what was lost does not free it")
		require.NoError(t, theirs.Close())
		synctest.Wait()
	})
}

func TestTakenOverWhileConnecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{held: map[string]*func(){}}
		tab, first, lost := newTab(s)
		_, second, _ := newTab(s)
		second.TakeOver(true)
		takeOver := func() {
			link, err := connect(t, second)
			require.NoError(t, err)
			t.Cleanup(func() {
				_ = link.Close()
				synctest.Wait()
			})
		}
		tab.connect = func(ctx context.Context) error {
			takeOver()
			return context.Cause(ctx)
		}
		_, err := connect(t, first)
		require.ErrorIs(t, err, claim.ErrTakenOver)
		assert.Equal(t, []string{"id-1"}, *lost, "it may be one that is being connected again")
	})
}

func TestAToyThatCantBeConnectedIsFree(t *testing.T) {
	s := &site{held: map[string]*func(){}}
	tab, first, _ := newTab(s)
	tab.connect = func(context.Context) error { return errors.New("out of reach") }
	_, err := connect(t, first)
	require.EqualError(t, err, "out of reach")
	peripheral(t, first).Release()
	peripheral(t, first).Release()
	assert.Empty(t, s.held)
}
