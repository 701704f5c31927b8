package jsx

import "errors"

// Exception is a JavaScript exception: a DOMException, an Error, or whatever else was
// thrown or rejected.
type Exception struct {
	Name    string // "NetworkError"; "" if what was thrown has no name
	Message string
	Code    string // its property code, where that is a text
}

func (e *Exception) Error() string {
	switch {
	case e.Name == "" && e.Message == "":
		return "JavaScript threw something without a message"
	case e.Name == "":
		return e.Message
	case e.Message == "":
		return e.Name
	}
	return e.Name + ": " + e.Message
}

// IsException reports whether err has an Exception of that name in its chain.
func IsException(err error, name string) bool {
	e, ok := errors.AsType[*Exception](err)
	return ok && e.Name == name
}
