//go:build !js

package bluetooth

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
)

// comError is an error as go-ole makes them: a sentence, and a code that is not in it.
type comError uintptr

func (e comError) Error() string { return "Zugriff verweigert" }
func (e comError) Code() uintptr { return uintptr(e) }

func TestWhatWindowsSays(t *testing.T) {
	for _, test := range []struct {
		says error
		want error
	}{
		{errors.New("failed to stop scanning (error code 1)"), ErrOff},
		{fmt.Errorf("start: %w", comError(0x800710DF)), ErrOff},
		{comError(0x80070005), ErrNoPermission},
		{errors.New("failed to stop scanning (error code 8)"), ErrNoPermission},
		{errors.New("failed to stop scanning (error code 9)"), ErrNoAdapter},
		{errors.New("bluetooth: notify or indicate not supported"), device.ErrUnsupported},
		{errors.New("async operation failed with status 3: Bluetooth ATT error (code 0x000F)"), ErrNotPaired},
		{errors.New("could not retrieve device services, operation failed with code 1"), ErrUnreachable},
		{comError(0x80000013), device.ErrDisconnected},
		{comError(0x8007048F), device.ErrDisconnected},
	} {
		err := failure("write tx of A toy", windowsError(test.says))
		assert.ErrorIs(t, err, test.want)
		assert.ErrorIs(t, err, test.says)
	}
	odd := errors.New("odd")
	assert.Equal(t, &said{nil, odd}, windowsError(odd))
	assert.NoError(t, windowsError(nil))
	assert.Contains(t, failure("look for devices", windowsError(comError(0x800710DF))).Error(), "or there is no Bluetooth adapter")
}

func TestAThreadThatIsInTheApartmentAlready(t *testing.T) {
	assert.NoError(t, enabled(nil))
	assert.NoError(t, enabled(comError(1)))
	assert.NoError(t, enabled(comError(0x80010106)))
	assert.Equal(t, comError(0x80070005), enabled(comError(0x80070005)))
}

func TestALibraryThatPanics(t *testing.T) {
	type buffer struct{ length int }
	n, err := guarded(func() (int, error) {
		var none *buffer
		return none.length, nil
	})
	assert.Zero(t, n)
	assert.ErrorContains(t, err, "there was no answer")
	n, err = guarded(func() (int, error) { return 7, nil })
	assert.Equal(t, 7, n)
	assert.NoError(t, err)
}
