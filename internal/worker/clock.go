package worker

import "time"

var began = time.Now()

// clock is time.Now but for the wall clock, which takes a call into JavaScript of its own
// in a page. Its times are to be compared with each other only.
func clock() time.Time { return began.Add(time.Since(began)) }
