package message

// ErrorCode is the class of an Error message.
type ErrorCode uint8

// The error classes of the protocol. No other value is ever sent.
const (
	CodeUnknown   ErrorCode = 0 // none of the others
	CodeHandshake ErrorCode = 1 // no session came about; ERROR_INIT in the specification
	CodePing      ErrorCode = 2 // a Ping was missed, which ended the session
	CodeMessage   ErrorCode = 3 // the message makes no sense
	CodeDevice    ErrorCode = 4 // the device can't do it, is gone, or failed
)

// String names the class: "device error". Every other value is an "unknown error".
func (c ErrorCode) String() string {
	switch c {
	case CodeHandshake:
		return "handshake error"
	case CodePing:
		return "ping error"
	case CodeMessage:
		return "message error"
	case CodeDevice:
		return "device error"
	}
	return "unknown error"
}

// NewError makes the Error that answers the request with that Id; 0 for one that answers none.
func NewError(id uint32, code ErrorCode, text string) *Error {
	return &Error{Header: Header{ID: id}, Text: text, Code: code}
}

func (e *Error) Error() string { return e.Code.String() + ": " + e.Text }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }
