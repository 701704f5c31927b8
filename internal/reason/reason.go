// Package reason is what the errors of the ways to toys are made of: which operation failed,
// why, of which class of package device that is, and what the platform said.
package reason

// New makes a reason. It wraps the error of package device that is its class.
func New(class error, text string) error { return &classed{text, class} }

type classed struct {
	text  string
	class error
}

func (e *classed) Error() string { return e.text }
func (e *classed) Unwrap() error { return e.class }

// Text is the text of an operation that failed for a reason, nil if only the platform knows
// it, and with a cause, nil if the platform said nothing.
func Text(op string, reason, cause error) string {
	switch {
	case reason == nil && cause == nil:
		return op + " failed"
	case reason == nil:
		return op + ": " + cause.Error()
	case cause == nil:
		return op + ": " + reason.Error()
	}
	return op + ": " + reason.Error() + " (" + cause.Error() + ")"
}

// Causes are those of the errors that are not nil, for Unwrap.
func Causes(errs ...error) []error {
	causes := make([]error, 0, len(errs))
	for _, err := range errs {
		if err != nil {
			causes = append(causes, err)
		}
	}
	return causes
}
