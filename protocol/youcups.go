package protocol

// The Youcups Warrior II takes text.
var _ = add(Spec{
	Name:    "youcups",
	Command: func(_ *State, c Command) []byte { return text("$SYS," + decimal(c.Value) + "?") },
})
