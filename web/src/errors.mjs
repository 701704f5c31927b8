// The error classes of npm buttplug. Every error also has a `code`: a short, stable word to tell
// causes apart by.

/** @import * as Public from '../gobuttplug.js' */
/** @import { EnumValues } from './internal.d.ts' */

/** @type {typeof Public.ErrorClass} */
export const ErrorClass = enumeration({ ERROR_UNKNOWN: 0, ERROR_INIT: 1, ERROR_PING: 2, ERROR_MSG: 3, ERROR_DEVICE: 4 });

// An enumeration as TypeScript compiles it: names to values and values to names.
/**
 * @template Enum the declared enumeration
 * @param {EnumValues<Enum>} values
 * @returns {Enum}
 */
export function enumeration(values) {
  return /** @type {any} */ (Object.freeze({ ...values, ...Object.fromEntries(Object.entries(values).map(([name, value]) => [value, name])) }));
}

// What an error says, whatever it is that was thrown.
/** @param {unknown} error */
export function messageOf(error) {
  return String(/** @type {{ message?: unknown } | null | undefined} */ (error)?.message ?? error);
}

export class ButtplugError extends Error {
  /**
   * @param {string} message
   * @param {Public.ErrorClass} [errorClass]
   * @param {number} [id]
   * @param {Error} [inner]
   */
  constructor(message, errorClass = ErrorClass.ERROR_UNKNOWN, id = 0, inner = undefined) {
    super(message, inner === undefined ? undefined : { cause: inner });
    /** @type {Public.ButtplugErrorCode} */
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

  /** @param {Public.Error} error */
  static FromError(error) {
    const Class = byClass[error?.ErrorCode] ?? ButtplugUnknownError;
    return new Class(error?.ErrorMessage ?? '', error?.Id);
  }

  /**
   * @template {Public.ButtplugError} T
   * @param {new (message: string, id: number) => T} constructor
   * @param {{ Error(message: string): void }} logger
   * @param {string} message
   * @param {number} [id]
   */
  static LogAndError(constructor, logger, message, id = 0) {
    logger.Error(message);
    return new constructor(message, id);
  }
}

export class ButtplugUnknownError extends ButtplugError {
  /**
   * @param {string} message
   * @param {number} [id]
   */
  constructor(message, id) {
    super(message, ErrorClass.ERROR_UNKNOWN, id);
  }
}

export class ButtplugInitError extends ButtplugError {
  /**
   * @param {string} message
   * @param {number} [id]
   */
  constructor(message, id) {
    super(message, ErrorClass.ERROR_INIT, id);
    this.code = 'handshake';
  }
}

export class ButtplugPingError extends ButtplugError {
  /**
   * @param {string} message
   * @param {number} [id]
   */
  constructor(message, id) {
    super(message, ErrorClass.ERROR_PING, id);
    this.code = 'ping';
  }
}

export class ButtplugMessageError extends ButtplugError {
  /**
   * @param {string} message
   * @param {number} [id]
   */
  constructor(message, id) {
    super(message, ErrorClass.ERROR_MSG, id);
    this.code = 'message';
  }
}

export class ButtplugDeviceError extends ButtplugError {
  /**
   * @param {string} message
   * @param {number} [id]
   */
  constructor(message, id) {
    super(message, ErrorClass.ERROR_DEVICE, id);
    this.code = 'device';
  }
}

export class ButtplugClientConnectorException extends ButtplugError {
  /**
   * @param {string} message
   * @param {Error} [inner]
   */
  constructor(message, inner) {
    super(message, ErrorClass.ERROR_UNKNOWN, 0, inner);
    this.code = 'connector';
  }
}

const byClass = [ButtplugUnknownError, ButtplugInitError, ButtplugPingError, ButtplugMessageError, ButtplugDeviceError];
const classes = { ButtplugError, ButtplugUnknownError, ButtplugInitError, ButtplugPingError, ButtplugMessageError, ButtplugDeviceError, ButtplugClientConnectorException };
for (const [name, Class] of Object.entries(classes)) named(Class, name);

// Gives an error class its name, and its errors theirs. The bundler renames classes.
/**
 * @param {Function} Class
 * @param {string} name
 */
export function named(Class, name) {
  Object.defineProperty(Class, 'name', { value: name, configurable: true });
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true });
}

// The class number that the module uses beside those of the protocol.
const CONNECTOR = 5;

// An error that came out of the module.
/**
 * @param {number} errorClass
 * @param {string} code
 * @param {string} message
 */
export function fromModule(errorClass, code, message) {
  const Class = errorClass === CONNECTOR ? ButtplugClientConnectorException : byClass[errorClass] ?? ButtplugUnknownError;
  return coded(new Class(message), code);
}

/**
 * @template {ButtplugError} T
 * @param {T} error
 * @param {Public.ButtplugErrorCode} code
 */
export function coded(error, code) {
  error.code = code;
  return error;
}

/**
 * @param {Public.ButtplugErrorCode} code
 * @param {string} message
 * @param {unknown} [inner]
 */
export function connectorError(code, message, inner) {
  return coded(new ButtplugClientConnectorException(message, /** @type {Error | undefined} */ (inner)), code);
}

/**
 * @param {Public.ButtplugErrorCode} code
 * @param {string} message
 */
export function deviceError(code, message) {
  return coded(new ButtplugDeviceError(message), code);
}
