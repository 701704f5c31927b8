package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Outcome is how a step went.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // it needs observations, or a step before it has failed
)

// Result is how a scenario went.
type Result struct {
	Scenario string       `json:"scenario"`
	Passed   bool         `json:"passed"`
	Steps    []StepResult `json:"steps"`
}

// StepResult is how a step went.
type StepResult struct {
	Step    string  `json:"step"`
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why,omitempty"` // of a failure
	Millis  int64   `json:"millis"`
}

// Err tells why the scenario has failed; nil if it has passed.
func (r *Result) Err() error {
	for _, s := range r.Steps {
		if s.Outcome == Failed {
			return errors.New(r.Scenario + ": the client " + s.Step + ": " + s.Why)
		}
	}
	return nil
}

// play runs the steps of a scenario up to the first that fails.
func (r *run) play(s Scenario) Result {
	result := Result{Scenario: s.Name, Passed: true}
	for _, one := range s.steps {
		step := StepResult{Step: one.says, Outcome: Skipped}
		if result.Passed {
			start := time.Now()
			step.settle(one.do(r))
			step.Millis = time.Since(start).Milliseconds()
			result.Passed = step.Outcome != Failed
		}
		result.Steps = append(result.Steps, step)
	}
	r.hangUp()
	return result
}

func (s *StepResult) settle(err error) {
	switch {
	case err == nil:
		s.Outcome = Passed
	case errors.Is(err, errUnobserved):
		s.Outcome = Skipped
	default:
		s.Outcome, s.Why = Failed, err.Error()
	}
}

// Format is how results are written.
type Format string

// The formats.
const (
	Text Format = "text" // for people, a line for each step
	JSON Format = "json" // one object in each line
)

// Write writes a result. The error is that of w.
func (r *Result) Write(w io.Writer, format Format) error {
	if format == JSON {
		return json.NewEncoder(w).Encode(r)
	}
	mark := "PASS"
	if !r.Passed {
		mark = "FAIL"
	}
	text := fmt.Sprintf("%s %s\n", mark, r.Scenario)
	for i, s := range r.Steps {
		text += fmt.Sprintf("  %-7s %2d %s", s.Outcome, i+1, s.Step)
		if s.Why != "" {
			text += "\n             " + s.Why
		}
		text += "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
