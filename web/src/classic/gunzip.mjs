// Unpacking gzip (RFC 1952, RFC 1951) where the browser can't: one member, without optional header
// fields, as the build writes it.

/** @typedef {{ table: Uint16Array, width: number }} Code */

const LENGTHS = ranges(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]).concat({ from: 258, bits: 0 });
const DISTANCES = ranges(1, [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]);
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * @param {number} from
 * @param {number[]} widths
 */
function ranges(from, widths) {
  return widths.map(bits => {
    const range = { from, bits };
    from += 1 << bits;
    return range;
  });
}

// Returns the unpacked bytes. What is damaged gives other bytes, or an Error.
/** @param {Uint8Array} data */
export function gunzip(data) {
  const size = new DataView(data.buffer, data.byteOffset + data.length - 4).getUint32(0, true);
  const out = new Uint8Array(size);
  let at = 10, held = 0, count = 0, to = 0; // held: the next count bits

  const need = (/** @type {number} */ n) => {
    if (at > data.length) throw damage();
    for (; count < n; count += 8) held |= data[at++] << count;
  };
  const take = (/** @type {number} */ n) => {
    need(n);
    const value = held & ((1 << n) - 1);
    held >>>= n;
    count -= n;
    return value;
  };
  const from = (/** @type {{ from: number, bits: number } | undefined} */ range) => {
    if (!range) throw damage();
    return range.from + take(range.bits);
  };
  const symbol = (/** @type {Code} */ { table, width }) => {
    need(width);
    const entry = table[held & ((1 << width) - 1)];
    if (entry === 0) throw damage();
    held >>>= entry & 15;
    count -= entry & 15;
    return entry >> 4;
  };

  for (let last = 0; !last;) {
    last = take(1);
    const kind = take(2);
    if (kind === 0) {
      at -= count >> 3;
      held = count = 0;
      const length = data[at] | data[at + 1] << 8;
      if (at + 4 + length > data.length || to + length > size) throw damage();
      out.set(data.subarray(at + 4, at + 4 + length), to);
      at += 4 + length;
      to += length;
      continue;
    }
    const [literals, distances] = kind === 1 ? fixedCodes() : ownCodes(take, symbol);
    for (let s; (s = symbol(literals)) !== 256;) {
      if (s < 256) {
        out[to++] = s;
        continue;
      }
      const length = from(LENGTHS[s - 257]), distance = from(DISTANCES[symbol(distances)]);
      if (to + length > size || distance > to) throw damage();
      for (const end = to + length; to < end; to++) out[to] = out[to - distance];
    }
  }
  return out;
}

function damage() {
  return new Error('The packed data is damaged');
}

function fixedCodes() {
  const lengths = Array.from({ length: 288 }, (_, i) => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  return [code(lengths), code(new Array(30).fill(5))];
}

/**
 * @param {(n: number) => number} take
 * @param {(code: Code) => number} symbol
 */
function ownCodes(take, symbol) {
  const literals = take(5) + 257, distances = take(5) + 1, n = take(4) + 4;
  const own = new Array(19).fill(0);
  for (let i = 0; i < n; i++) own[CODE_ORDER[i]] = take(3);
  const meta = code(own);
  /** @type {number[]} */
  const lengths = [];
  while (lengths.length < literals + distances) {
    const s = symbol(meta);
    if (s < 16) lengths.push(s);
    else if (s === 16) lengths.push(...new Array(3 + take(2)).fill(lengths[lengths.length - 1]));
    else lengths.push(...new Array(s === 17 ? 3 + take(3) : 11 + take(7)).fill(0));
  }
  return [code(lengths.slice(0, literals)), code(lengths.slice(literals))];
}

// A Huffman code by the lengths of its symbols: a table of symbol << 4 | length by the next width bits.
/**
 * @param {number[]} lengths
 * @returns {Code}
 */
function code(lengths) {
  const width = Math.max(1, ...lengths);
  const table = new Uint16Array(1 << width);
  let next = 0;
  for (let length = 1; length <= width; length++, next <<= 1) {
    for (let s = 0; s < lengths.length; s++) {
      if (lengths[s] !== length) continue;
      let start = 0;
      for (let bit = 0; bit < length; bit++) start |= (next >> bit & 1) << (length - 1 - bit);
      for (let i = start; i < table.length; i += 1 << length) table[i] = s << 4 | length;
      next++;
    }
  }
  return { table, width };
}
