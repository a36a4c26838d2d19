// A picture of a page with at most 256 colours: a third of the bytes, and nobody sees the difference.

import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const COLOURS_MAX = 256;

/** A PNG of 8 bits for each of red, green and blue, as a browser makes it, with a palette instead. */
export function withPalette(png) {
  const { width, height, channels, rows } = decoded(png);
  for (let dropped = 0; dropped < 8; dropped += 1) {
    const indexed = indexOf(rows, width * height, channels, dropped);
    if (indexed) return encoded(width, height, indexed);
  }
  return png;
}

/* Each pixel as the number of its colour, or null when there are too many with so many bits dropped. */
function indexOf(pixels, count, channels, dropped) {
  const colours = new Map();
  const numbers = Buffer.alloc(count);
  for (let pixel = 0; pixel < count; pixel += 1) {
    const at = pixel * channels;
    const [red, green, blue] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    const key = ((red >> dropped) << 16) | ((green >> dropped) << 8) | (blue >> dropped);
    let known = colours.get(key);
    if (!known) {
      if (colours.size === COLOURS_MAX) return null;
      // The first colour of its kind stands for all: paper and ink keep theirs.
      known = { number: colours.size, colour: [red, green, blue] };
      colours.set(key, known);
    }
    numbers[pixel] = known.number;
  }
  return { numbers, palette: [...colours.values()].flatMap((one) => one.colour) };
}

function decoded(png) {
  const parts = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === "IHDR") [width, height, channels] = [data.readUInt32BE(0), data.readUInt32BE(4), data[9] === 6 ? 4 : 3];
    if (kind === "IDAT") parts.push(data);
    at += length + 12;
  }
  return { width, height, channels, rows: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels) };
}

/* Each line of a PNG says how it was made from its neighbours. */
function unfiltered(raw, stride, height, channels) {
  const out = Buffer.alloc(stride * height);
  for (let line = 0; line < height; line += 1) {
    const filter = raw[line * (stride + 1)];
    for (let at = 0; at < stride; at += 1) {
      const left = at >= channels ? out[line * stride + at - channels] : 0;
      const above = line > 0 ? out[(line - 1) * stride + at] : 0;
      const corner = at >= channels && line > 0 ? out[(line - 1) * stride + at - channels] : 0;
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      out[line * stride + at] = (raw[line * (stride + 1) + 1 + at] + guess) & 255;
    }
  }
  return out;
}

function paeth(left, above, corner) {
  const [p, q, r] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (p <= q && p <= r) return left;
  return q <= r ? above : corner;
}

function encoded(width, height, { numbers, palette }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let line = 0; line < height; line += 1) numbers.copy(lines, line * (width + 1) + 1, line * width, (line + 1) * width);
  const parts = [["IHDR", head], ["PLTE", Buffer.from(palette)], ["IDAT", deflateSync(lines, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([SIGNATURE, ...parts.map(([kind, data]) => chunk(kind, data))]);
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
