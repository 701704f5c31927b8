package device

import "time"

// Command is one output command in the toy's own range: the user's limits have been
// applied.
type Command struct {
	Feature  uint32 // feature index
	Type     OutputType
	Value    int32         // of the toy; negative only for outputs whose range is signed
	Duration time.Duration // of the move; only for HwPositionWithDuration
}
