const { NetCDFReader } = require('netcdfjs');
const { Unreadable } = require('./unreadable.js');

const SIZE = { byte: 1, char: 1, short: 2, int: 4, float: 4, double: 8 };
const STREAMING = 0xffffffff;

/**
 * A classic NetCDF file. The library reads the header; values are read here, since it gives bytes unsigned and rows padded,
 * and reckons a lone record variable's step wrongly.
 * @param {Uint8Array} bytes
 */
function openClassic(bytes) {
  const header = headerOf(bytes);
  const variables = (header.variables ?? []).map((variable) => shaped(variable, header));
  const step = recordStep(variables);
  const records = recordCount(header, variables, step, bytes.length);
  for (const variable of variables) {
    if (variable.isRecord) variable.shape[0] = records;
    placed(variable, step, bytes.length);
  }
  refuseOverlaps(variables);
  const dimensions = (header.dimensions ?? []).map(({ name, size }, i) => [
    text(name),
    i === header.recordDimension.id ? records : size,
  ]);
  return {
    head: {
      dimensions,
      attributes: (header.globalAttributes ?? []).map(attribute),
      variables: variables.map(({ name, dims, shape, type, attributes }) => ({ name, dims, shape, type, attributes })),
    },
    read: (name) => values(bytes, wanted(variables, name), step),
  };
}

function headerOf(bytes) {
  if (bytes[3] === 5)
    throw new Unreadable('unsupported_netcdf', 'This is CDF-5; classic, 64-bit offset and NetCDF-4 are read.');
  try {
    return new NetCDFReader(bytes).header;
  } catch (error) {
    if (error instanceof RangeError)
      throw new Unreadable('file_cut', `The header ends at byte ${bytes.length}, too early.`);
    throw new Unreadable('bad_netcdf', `The header is damaged: ${String(error.message).replace(/^.*file: /, '')}.`);
  }
}

function shaped(variable, header) {
  const name = text(variable.name);
  const elementSize = SIZE[variable.type];
  if (elementSize === undefined) throw new Unreadable('bad_netcdf', `Variable ${name}: no such type.`);
  const dims = variable.dimensions.map((id) => header.dimensions?.[id]);
  if (dims.includes(undefined)) throw new Unreadable('bad_netcdf', `Variable ${name}: no such dimension.`);
  const row = dims.slice(variable.record ? 1 : 0).reduce((product, { size }) => product * size, elementSize);
  return {
    name,
    dims: dims.map((dimension) => text(dimension.name)),
    shape: dims.map(({ size }) => size),
    type: variable.type,
    attributes: variable.attributes.map(attribute),
    isRecord: variable.record,
    elementSize,
    offset: variable.offset,
    /** Bytes of one record, or of the whole. */
    row,
  };
}

const padded = (size) => Math.ceil(size / 4) * 4;
/** Each variable's part of a record is padded to four bytes, unless it is the only one. */
function recordStep(variables) {
  const rows = variables.filter(({ isRecord }) => isRecord).map(({ row }) => row);
  return rows.length === 1 ? rows[0] : rows.reduce((sum, row) => sum + padded(row), 0);
}

function recordCount({ recordDimension }, variables, step, length) {
  if (recordDimension.length !== STREAMING) return recordDimension.length;
  const first = Math.min(...variables.flatMap(({ isRecord, offset }) => (isRecord ? [offset] : [])));
  return step === 0 ? 0 : Math.max(0, Math.floor((length - first) / step));
}

function placed({ name, shape, isRecord, offset, row }, step, length) {
  if (isRecord && shape[0] === 0) return;
  const end = offset + (isRecord ? (shape[0] - 1) * step : 0) + row;
  if (end > length)
    throw new Unreadable('file_cut', `Variable ${name} goes on to byte ${end}; the file ends at byte ${length}.`);
}

/** Nothing in the file says that an offset is wrong, except another variable's place. */
function refuseOverlaps(variables) {
  const ordered = variables.filter(({ row }) => row > 0).sort((a, b) => a.offset - b.offset);
  for (const [i, variable] of ordered.entries()) {
    const next = ordered[i + 1];
    if (next && variable.offset + variable.row > next.offset)
      throw new Unreadable('bad_netcdf', `Variables ${variable.name} and ${next.name} share byte ${next.offset}.`);
  }
}

function wanted(variables, name) {
  const variable = variables.find((one) => one.name === name);
  if (!variable) throw new Error(`no variable ${name}`);
  return variable;
}

const READ = {
  byte: [Int8Array, 'getInt8'],
  char: [Uint8Array, 'getUint8'],
  short: [Int16Array, 'getInt16'],
  int: [Int32Array, 'getInt32'],
  float: [Float32Array, 'getFloat32'],
  double: [Float64Array, 'getFloat64'],
};
function values(bytes, { shape, type, isRecord, elementSize, offset, row }, step) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [Values, get] = READ[type];
  const records = isRecord ? shape[0] : 1;
  const perRecord = row / elementSize;
  const data = new Values(records * perRecord);
  for (let record = 0; record < records; record += 1)
    for (let i = 0; i < perRecord; i += 1)
      data[record * perRecord + i] = view[get](offset + record * step + i * elementSize);
  return data;
}

function attribute({ name, type, value }) {
  if (type === 'char') return [text(name), text(value)];
  const numbers = Array.isArray(value) ? value : [value];
  return [text(name), type === 'byte' ? numbers.map((byte) => (byte << 24) >> 24) : numbers];
}

/** The library reads text as Latin-1; most of it is UTF-8. */
function text(read) {
  const raw = Buffer.from(String(read), 'latin1');
  const utf8 = raw.toString('utf8');
  return (utf8.includes('\ufffd') ? raw.toString('latin1') : utf8).replace(/\0+$/, '');
}

module.exports = { openClassic };
