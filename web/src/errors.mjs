// The error classes of npm buttplug. Every error also has a `code`: a short, stable word to tell
// causes apart by.

export const ErrorClass = enumeration({ ERROR_UNKNOWN: 0, ERROR_INIT: 1, ERROR_PING: 2, ERROR_MSG: 3, ERROR_DEVICE: 4 });

// An enumeration as TypeScript compiles it: names to values and values to names.
export function enumeration(values) {
  return Object.freeze({ ...values, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [value, name])) });
}

export class ButtplugError extends Error {
  constructor(message, errorClass = ErrorClass.ERROR_UNKNOWN, id = 0, inner = undefined) {
    super(message, inner === undefined ? undefined : { cause: inner });
    this.code = 'unknown';
    this._errorClass = errorClass;
    this._messageId = id;
    this._innerError = inner;
  }

  get ErrorClass() {
    return this._errorClass;
  }

  get InnerError() {
    return this._innerError;
  }

  get Id() {
    return this._messageId;
  }

  get ErrorMessage() {
    return { Error: { Id: this.Id, ErrorCode: this.ErrorClass, ErrorMessage: this.message } };
  }

  static FromError(error) {
    const Class = byClass[error?.ErrorCode] ?? ButtplugUnknownError;
    return new Class(error?.ErrorMessage ?? '', error?.Id);
  }

  static LogAndError(constructor, logger, message, id = 0) {
    logger.Error(message);
    return new constructor(message, id);
  }
}

export class ButtplugUnknownError extends ButtplugError {
  constructor(message, id) {
    super(message, ErrorClass.ERROR_UNKNOWN, id);
  }
}

export class ButtplugInitError extends ButtplugError {
  constructor(message, id) {
    super(message, ErrorClass.ERROR_INIT, id);
    this.code = 'handshake';
  }
}

export class ButtplugPingError extends ButtplugError {
  constructor(message, id) {
    super(message, ErrorClass.ERROR_PING, id);
    this.code = 'ping';
  }
}

export class ButtplugMessageError extends ButtplugError {
  constructor(message, id) {
    super(message, ErrorClass.ERROR_MSG, id);
    this.code = 'message';
  }
}

export class ButtplugDeviceError extends ButtplugError {
  constructor(message, id) {
    super(message, ErrorClass.ERROR_DEVICE, id);
    this.code = 'device';
  }
}

export class ButtplugClientConnectorException extends ButtplugError {
  constructor(message, inner) {
    super(message, ErrorClass.ERROR_UNKNOWN, 0, inner);
    this.code = 'connector';
  }
}

const byClass = [ButtplugUnknownError, ButtplugInitError, ButtplugPingError, ButtplugMessageError, ButtplugDeviceError];
const classes = { ButtplugError, ButtplugUnknownError, ButtplugInitError, ButtplugPingError, ButtplugMessageError, ButtplugDeviceError, ButtplugClientConnectorException };
for (const [name, Class] of Object.entries(classes)) named(Class, name);

// Gives an error class its name, and its errors theirs. The bundler renames classes.
export function named(Class, name) {
  Object.defineProperty(Class, 'name', { value: name, configurable: true });
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true });
}

// The class number that the module uses beside those of the protocol.
const CONNECTOR = 5;

// An error that came out of the module.
export function fromModule(errorClass, code, message) {
  const Class = errorClass === CONNECTOR ? ButtplugClientConnectorException : byClass[errorClass] ?? ButtplugUnknownError;
  return coded(new Class(message), code);
}

export function coded(error, code) {
  error.code = code;
  return error;
}

export function connectorError(code, message, inner) {
  return coded(new ButtplugClientConnectorException(message, inner), code);
}

export function deviceError(code, message) {
  return coded(new ButtplugDeviceError(message), code);
}
