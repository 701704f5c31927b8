// Package reason is what errors are made of: which operation failed, why, of which class that
// is, and what the platform said. It does without fmt, which is large in a module.
package reason

// New makes an error with a text of its own that matches its class, one of package device for
// example.
func New(class error, text string) error { return &described{text, class} }

// Wrap makes an error that names what failed, an operation or a thing, before its cause.
func Wrap(what string, cause error) error { return &described{what + ": " + cause.Error(), cause} }

type described struct {
	text string
	err  error
}

func (e *described) Error() string { return e.text }
func (e *described) Unwrap() error { return e.err }

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
