export const german = /** @type {any} */ ({});
