package message

// ErrorCode is the class of an Error message.
type ErrorCode uint8

// The error classes of the protocol. No other value is ever sent.
const (
	CodeUnknown   ErrorCode = 0
	CodeHandshake ErrorCode = 1 // ERROR_INIT
	CodePing      ErrorCode = 2
	CodeMessage   ErrorCode = 3
	CodeDevice    ErrorCode = 4
)

// String names the class: "device error".
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

// NewError builds the Error reply to request id.
func NewError(id uint32, code ErrorCode, text string) *Error {
	return &Error{Header: Header{ID: id}, Text: text, Code: code}
}

func (e *Error) Error() string { return e.Code.String() + ": " + e.Text }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }
