const { attributeOf, attributesOf } = require('./hdf5-attributes.js');
const { Unreadable } = require('./unreadable.js');

const MEMORY_BYTES_MAX = 768 * 1024 * 1024;
const VALUE_BYTES_MAX = 256 * 1024 * 1024;
const NO_VARIABLE = /^This is a netCDF dimension but not a netCDF variable/;
const NUMBERS = {
  true: { 1: Int8Array, 2: Int16Array, 4: Int32Array, 8: BigInt64Array },
  false: { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array },
};
const INTEGERS = { 1: 'byte', 2: 'short', 4: 'int', 8: 'int64' };

/**
 * A NetCDF-4 file: the datasets of the root group of an HDF5 file.
 * @param {Uint8Array} bytes
 */
async function openHdf5(bytes) {
  capMemory();
  const { ready, File } = await import('h5wasm');
  const hdf5 = await ready;
  hdf5.activate_throwing_error_handler();
  hdf5.FS.writeFile('/file.nc', bytes, { canOwn: true });
  const root = guarded('The file', () => new File('/file.nc', 'r'));
  const classes = hdf5.H5T_class_t;
  const datasets = guarded('The root group', () => root.keys())
    .map((name) => ({ name, dataset: guarded(name, () => root.get(name)) }))
    .filter(({ dataset }) => dataset?.type === 'Dataset');
  const dimensions = dimensionsOf(datasets, hdf5);
  const variables = datasets.flatMap(
    (one) => guarded(one.name, () => variableOf(one, dimensions, hdf5, classes)) ?? [],
  );
  return {
    head: {
      dimensions: dimensions.map(({ name, size }) => [name, size]),
      attributes: guarded('The global attributes', () => attributesOf(root, hdf5, classes)),
      variables: variables.map(({ name, dims, shape, type, attributes }) => ({ name, dims, shape, type, attributes })),
    },
    read: (name) =>
      guarded(`Variable ${name}`, () =>
        valuesOf(
          variables.find((one) => one.name === name),
          hdf5,
        ),
      ),
  };
}

/** A hostile file may ask for gigabytes; beyond the cap the library is told that there is no more. */
function capMemory() {
  // oxlint-disable-next-line typescript/unbound-method -- called with its memory below
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 > MEMORY_BYTES_MAX) throw new RangeError('memory cap');
    return grow.call(this, pages);
  };
}

/** HDF5's own errors, wasm traps and failed allocations all mean that the file cannot be read here. */
function guarded(what, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const reason = reasonOf(error);
    throw new Unreadable(
      /^truncated file/.test(reason) ? 'file_cut' : 'bad_netcdf',
      `${what} cannot be read: ${reason}.`,
    );
  }
}

/** HDF5 tells a stack of troubles, the first cause last. */
function reasonOf(error) {
  const told = String(error?.message ?? error);
  const cause = [...told.matchAll(/\(\): (.+)/g)].at(-1)?.[1] ?? told.split('\n')[0] ?? '';
  return cause.slice(0, 200).replace(/\.$/, '');
}

const plain = (name) => name.replace(/^_nc4_non_coord_/, '');

function dimensionsOf(datasets, hdf5) {
  return datasets.flatMap(({ name, dataset }) => {
    if (hdf5.get_scale_name(dataset.file_id, dataset.path) === null) return [];
    const id = attributeOf(dataset, '_Netcdf4Dimid', hdf5)?.[0];
    return [{ id, name: plain(name), path: dataset.path, size: dataset.shape?.[0] ?? 1 }];
  });
}

function variableOf({ name, dataset }, dimensions, hdf5, classes) {
  const scale = hdf5.get_scale_name(dataset.file_id, dataset.path);
  if (scale !== null && NO_VARIABLE.test(scale)) return null;
  const shape = (dataset.shape ?? []).map(Number);
  return {
    name: plain(name),
    dims: shape.map((size, axis) => dimensionOf(dataset, axis, size, scale !== null, dimensions, hdf5)),
    shape,
    type: typeOf(dataset.metadata, classes),
    attributes: attributesOf(dataset, hdf5, classes),
    dataset,
  };
}

/** By the scale attached to the axis, by NetCDF's own list of ids, or the variable's own name where it is the scale. */
function dimensionOf(dataset, axis, size, isScale, dimensions, hdf5) {
  const ids = attributeOf(dataset, '_Netcdf4Coordinates', hdf5);
  const found = ids
    ? dimensions.find(({ id }) => id === ids[axis])
    : isScale
      ? dimensions.find(({ path }) => path === dataset.path)
      : dimensions.find(({ path }) => path === hdf5.get_attached_scales(dataset.file_id, dataset.path, axis)[0]);
  return found?.name ?? `size_${size}`;
}

function typeOf({ type, size, signed, vlen }, classes) {
  if (type === classes.H5T_STRING.value) return vlen || size > 1 ? 'text' : 'char';
  if (type === classes.H5T_FLOAT.value) return size === 4 ? 'float' : size === 8 ? 'double' : 'other';
  if (type !== classes.H5T_INTEGER.value && type !== classes.H5T_ENUM.value) return 'other';
  return INTEGERS[size] ? `${signed ? '' : 'u'}${INTEGERS[size]}` : 'other';
}

function valuesOf({ dataset, type, name }, hdf5) {
  const { metadata } = dataset;
  const count = metadata.total_size;
  const length = count * metadata.size;
  if (!(length <= VALUE_BYTES_MAX)) throw new Unreadable('bad_netcdf', `Variable ${name} claims ${length} bytes.`);
  if (type === 'other') throw new Unreadable('bad_netcdf', `Variable ${name} is of no type that holds data or flags.`);
  if (count === 0) return type === 'text' ? [] : new Float64Array(0);
  if (type === 'text') return [dataset.value].flat();
  const raw = rawOf(dataset, length, hdf5);
  if (type === 'char') return raw;
  if (!metadata.littleEndian) swap(raw, metadata.size);
  const Values =
    type === 'float' ? Float32Array : type === 'double' ? Float64Array : NUMBERS[metadata.signed][metadata.size];
  const numbers = new Values(raw.buffer);
  return metadata.size === 8 && type !== 'double' ? Float64Array.from(numbers, Number) : numbers;
}

/** The library itself ignores what the read says, and would give the memory as it lies. */
function rawOf(dataset, length, hdf5) {
  const at = hdf5._malloc(length);
  if (at === 0) throw new Unreadable('bad_netcdf', `There is no memory for ${length} bytes.`);
  try {
    const status = hdf5.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(at));
    if (status < 0) throw new Unreadable('bad_netcdf', 'HDF5 cannot read the values.');
    return hdf5.HEAPU8.slice(at, at + length);
  } finally {
    hdf5._free(at);
  }
}

const swap = (raw, size) => {
  const bytes = Buffer.from(raw.buffer);
  if (size === 2) bytes.swap16();
  if (size === 4) bytes.swap32();
  if (size === 8) bytes.swap64();
};

module.exports = { openHdf5 };
