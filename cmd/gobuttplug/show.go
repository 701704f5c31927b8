//go:build !js

package main

import (
	"strconv"
	"strings"
	"sync"

	"github.com/gobuttplug/gobuttplug/device/simulated"
)

// showToys prints what simulated toys are told from now on, one line for each change:
// "Simulated Stroker: HwPositionWithDuration 70 in 500 ms". Print must not block.
func showToys(toys *simulated.Toys, print func(line string)) {
	var mu sync.Mutex
	last := map[string]simulated.State{}
	for _, s := range toys.States() {
		last[s.Name] = s
	}
	toys.Observe(func(now simulated.State) {
		mu.Lock()
		before := last[now.Name]
		last[now.Name] = now
		mu.Unlock()
		var changes []string
		for i, o := range now.Outputs {
			if o == before.Outputs[i] {
				continue
			}
			change := o.Type.String() + " " + strconv.Itoa(int(o.Value))
			if o.Duration > 0 {
				change += " in " + strconv.FormatInt(o.Duration.Milliseconds(), 10) + " ms"
			}
			changes = append(changes, change)
		}
		if len(changes) > 0 {
			print(now.Name + ": " + strings.Join(changes, ", "))
		}
	})
}
