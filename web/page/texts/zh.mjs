export const chinese = /** @type {any} */ ({});
