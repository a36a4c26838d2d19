// The template of an authority, filled in as a person would in their spreadsheet: rows under the headings of one sheet.

import { deflateRawSync, inflateRawSync } from "node:zlib";

const STRINGS = "xl/sharedStrings.xml";

/**
 * Writes rows into the sheet that has all their fields, below an example: over it stand what people read and, hidden, the
 * names of the fields; over these, where identity is asked for, a line about it. A row is an object of texts by field.
 */
export function filled(template, rows) {
  const parts = unzipped(template);
  const strings = textsOf(parts.get(STRINGS).toString());
  const fields = Object.keys(rows[0]);
  for (const [name, bytes] of parts) {
    if (!name.startsWith("xl/worksheets/sheet")) continue;
    const sheet = bytes.toString();
    const head = [1, 2].find((row) => fields.every((field) => columnsOf(sheet, strings, row).has(field)));
    if (head === undefined) continue;
    const lines = rows.map((row, at) => lineOf(row, head + 3 + at, columnsOf(sheet, strings, head)));
    parts.set(name, Buffer.from(sheet.replace("</sheetData>", `${lines.join("")}</sheetData>`)));
    return zipped(parts);
  }
  throw new Error(`no sheet has ${fields.join(", ")}`);
}

function lineOf(row, number, columns) {
  const order = (one) => columns.get(one).padStart(3);
  const cells = Object.keys(row).sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const cell = (field) => `<c r="${columns.get(field)}${number}" t="inlineStr"><is><t>${escaped(row[field])}</t></is></c>`;
  return `<row r="${number}">${cells.map(cell).join("")}</row>`;
}

/* The letters of each field, from the row that names them. */
function columnsOf(sheet, strings, row) {
  const names = sheet.match(new RegExp(`<row r="${row}"[^>]*>(.*?)</row>`, "s"))?.[1] ?? "";
  const cells = [...names.matchAll(/<c r="([A-Z]+)\d+"[^>]*t="s"[^>]*><v>(\d+)<\/v>/g)];
  return new Map(cells.map(([, letters, number]) => [strings[Number(number)], letters]));
}

function textsOf(xml) {
  return [...xml.matchAll(/<si>(.*?)<\/si>/gs)].map((match) => match[1].replaceAll(/<[^>]+>/g, ""));
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/* The files of a zip, by the directory at its end. */
function unzipped(zip) {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const parts = new Map();
  for (let at = zip.readUInt32LE(end + 16), left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(from, from + packed);
    parts.set(zip.toString("utf8", at + 46, at + 46 + name), method === 0 ? data : inflateRawSync(data));
    at += 46 + name + extra + comment;
  }
  return parts;
}

function zipped(parts) {
  const [files, directory] = [[], []];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const [label, packed] = [Buffer.from(name), deflateRawSync(bytes)];
    // Version, no flags, deflated, no time, the first day there is.
    const head = [20, 0, 8, 0, 33];
    const sizes = [sumOf(bytes), packed.length, bytes.length];
    const local = record(0x04034b50, head, sizes, [label.length, 0]);
    directory.push(record(0x02014b50, [20, ...head], sizes, [label.length, 0, 0, 0, 0, 0, 0], offset), label);
    files.push(local, label, packed);
    offset += local.length + label.length + packed.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = record(0x06054b50, [0, 0, parts.size, parts.size], [size, offset], [0]);
  return Buffer.concat([...files, ...directory, end]);
}

function record(signature, shorts, longs, tail, last) {
  const out = Buffer.alloc(4 + shorts.length * 2 + longs.length * 4 + tail.length * 2 + (last === undefined ? 0 : 4));
  let at = out.writeUInt32LE(signature, 0);
  for (const one of shorts) at = out.writeUInt16LE(one, at);
  for (const one of longs) at = out.writeUInt32LE(one, at);
  for (const one of tail) at = out.writeUInt16LE(one, at);
  if (last !== undefined) out.writeUInt32LE(last, at);
  return out;
}

function sumOf(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
