package reason

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNewIsOfItsClass(t *testing.T) {
	class := errors.New("class")
	err := New(class, "text")
	assert.ErrorIs(t, err, class)
	assert.EqualError(t, err, "text")
}

func TestWrapNamesWhatFailed(t *testing.T) {
	cause := errors.New("cause")
	err := Wrap("open", cause)
	assert.ErrorIs(t, err, cause)
	assert.EqualError(t, err, "open: cause")
}

func TestText(t *testing.T) {
	why, said := errors.New("why"), errors.New("said")
	assert.Equal(t, "op failed", Text("op", nil, nil))
	assert.Equal(t, "op: why", Text("op", why, nil))
	assert.Equal(t, "op: said", Text("op", nil, said))
	assert.Equal(t, "op: why (said)", Text("op", why, said))
}

func TestCauses(t *testing.T) {
	why := errors.New("why")
	assert.Equal(t, []error{why}, Causes(nil, why, nil))
	assert.Empty(t, Causes(nil, nil))
}
