package device_test

import (
	"fmt"

	"github.com/gobuttplug/gobuttplug/device"
)

// The owner of a toy allows it half its strength. Whatever a client asks for, the toy that
// stands behind the guard gets no more.
func Example() {
	limits := device.NewLimits()
	rule := device.Unlimited()
	rule.Top = 0.5
	if err := limits.Set("Example Toy", rule); err != nil {
		fmt.Println(err)
		return
	}

	motor := device.Output{Type: device.Vibrate, Range: device.Range{Max: 20}}
	toy := &printer{}
	guard := limits.Attach("address", &device.Definition{
		Name:     "Example Toy",
		Features: []device.Feature{{Index: 0, Outputs: []device.Output{motor}}},
	}, toy)
	_ = guard.Output(device.Command{Feature: 0, Type: device.Vibrate, Value: device.StepUp(motor.Steps(), 0.3)})
	_ = guard.Output(device.Command{Feature: 0, Type: device.Vibrate, Value: device.StepUp(motor.Steps(), 1)})
	// Output:
	// Vibrate 6
	// Vibrate 10
}

// printer is a toy that prints what it is told.
type printer struct{ device.Toy }

func (*printer) Output(commands ...device.Command) error {
	for _, c := range commands {
		fmt.Println(c.Type, c.Value)
	}
	return nil
}

// What a user's settings leave of an output is all that clients see of it.
func ExampleOutput() {
	o := device.Output{Type: device.Vibrate, Range: device.Range{Max: 20}, Limit: &device.Range{Min: 4, Max: 14}}
	fmt.Println(o.Announced())
	for _, value := range []int32{0, 1, 10, 11} {
		level, err := o.Level(value)
		fmt.Println(value, level, err)
	}
	// Output:
	// {0 10}
	// 0 0 <nil>
	// 1 5 <nil>
	// 10 14 <nil>
	// 11 0 value 11 is outside the range 0 to 10 of this Vibrate output
}
