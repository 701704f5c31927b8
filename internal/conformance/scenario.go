package conformance

import (
	"errors"
	"fmt"
	"strings"
)

// Scenario is one session, or two, that a client must get through.
type Scenario struct {
	Name  string
	About string
	steps []step
}

// Scenarios lists all scenarios, the official ones first.
func Scenarios() []Scenario {
	return []Scenario{
		coreProtocol, pingRequired, errorHandling, pingTimeout, reconnection,
		listBeforeReply, outOfOrder, unsolicitedError, unknownTypes, unknownMessage, handshakeError, oldServer,
		silentServer, closeWhilePending, batchFrame, bothRSSISpellings,
	}
}

// ErrUnknownScenario is the error of Find.
var ErrUnknownScenario = errors.New("no such scenario")

func unknownScenario(name string) error {
	return fmt.Errorf("%w: %q; there are %s", ErrUnknownScenario, name, strings.Join(Names(Scenarios()), ", "))
}

// Names lists the names of scenarios.
func Names(scenarios []Scenario) []string {
	names := make([]string, 0, len(scenarios))
	for _, s := range scenarios {
		names = append(names, s.Name)
	}
	return names
}

// Find finds a scenario by its name. The error is ErrUnknownScenario.
func Find(name string) (Scenario, error) {
	for _, s := range Scenarios() {
		if s.Name == name {
			return s, nil
		}
	}
	return Scenario{}, unknownScenario(name)
}

// Steps tells what the client does in each step, and what happens to it.
func (s Scenario) Steps() []string {
	texts := make([]string, 0, len(s.steps))
	for _, one := range s.steps {
		texts = append(texts, one.says)
	}
	return texts
}
