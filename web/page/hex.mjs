// Bytes as people read them.

// 'a1b2' as 'a1 b2'.
/** @type {(hex: string) => string} */
export const spaced = hex => hex.replace(/..(?=.)/g, '$& ');
