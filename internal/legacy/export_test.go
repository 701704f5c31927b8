package legacy

// CommandNames lists the messages that clients of versions 0 to 3 may send.
func CommandNames() map[string]bool {
	names := map[string]bool{}
	for _, name := range always {
		names[name] = true
	}
	for _, v := range versions {
		for _, c := range v.commands {
			names[c.name] = true
		}
	}
	return names
}
