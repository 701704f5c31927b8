package protocol

// AdrienLastic toys take text. They bear names of Lovense toys but do not understand
// Lovense commands; only the service they advertise tells them apart.
var AdrienLastic = []Spec{{
	Name:     "adrienlastic",
	Response: true,
	Command:  Join{Text("MotorValue:"), Bytes{TwoDigits, ';'}},
}}

// isAdrienlastic tells whether a toy that does not answer as those of Lovense do is one of
// Adrien Lastic: it has the name of one, and the platform does not tell what it advertises.
func isAdrienlastic(s *State) bool {
	return s.Adv.Services == nil && adrienlasticNamed(s.Name) != ""
}

// adrienlasticNamed is this protocol for the names that its toys have, else "".
func adrienlasticNamed(name string) string {
	if name == "LVS-S001" || name == "LVS-S002" {
		return "adrienlastic"
	}
	return ""
}
