const { Unreadable } = require('./unreadable.js');

const ATTRIBUTE_BYTES_MAX = 1024 * 1024;
/** What NetCDF-4 writes for itself. */
const INTERNAL = new Set([
  'CLASS',
  'NAME',
  'DIMENSION_LIST',
  'REFERENCE_LIST',
  '_Netcdf4Dimid',
  '_Netcdf4Coordinates',
  '_NCProperties',
  '_nc3_strict',
]);

function attributesOf(object, hdf5, classes) {
  return hdf5
    .get_attribute_names(object.file_id, object.path)
    .filter((name) => !INTERNAL.has(name))
    .flatMap((name) => {
      const metadata = hdf5.get_attribute_metadata(object.file_id, object.path, name);
      const isText = metadata.type === classes.H5T_STRING.value;
      if (!isText && metadata.type !== classes.H5T_INTEGER.value && metadata.type !== classes.H5T_FLOAT.value)
        return [];
      const value = attributeOf(object, name, hdf5);
      if (value === undefined) return [];
      return [[name, isText ? value.map(String).join(' ').replace(/\0+$/, '') : value.map(Number)]];
    });
}

/** The values of an attribute, or undefined when there is none. */
function attributeOf(object, name, hdf5) {
  if (!hdf5.get_attribute_names(object.file_id, object.path).includes(name)) return undefined;
  const { total_size: count, size } = hdf5.get_attribute_metadata(object.file_id, object.path, name);
  if (count * size > ATTRIBUTE_BYTES_MAX) throw new Unreadable('bad_netcdf', `Attribute ${name} is too large.`);
  const value = object.get_attribute(name);
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? Array.from(value) : [value];
}

module.exports = { attributesOf, attributeOf };
