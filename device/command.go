package device

import "time"

// Command tells an output of a toy what to do, in the toy's own range: the user's settings for
// the output have been applied, see Output.Level.
type Command struct {
	Feature  uint32 // feature index
	Type     OutputType
	Value    int32         // steps of the toy; negative only for outputs whose range is signed
	Duration time.Duration // of the move, whole milliseconds; only for HwPositionWithDuration
}
