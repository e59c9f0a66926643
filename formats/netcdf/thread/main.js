/**
 * The thread that reads a NetCDF file, apart from everything else: what a hostile file does to it ends with it. Plain
 * JavaScript, because Node loads it by its path, in tests too, where nothing has compiled it.
 */
const { parentPort, workerData } = require('node:worker_threads');
const { openClassic } = require('./netcdf3.js');
const { openHdf5 } = require('./hdf5.js');
const { Unreadable } = require('./unreadable.js');

const faultOf = (error) => ({
  code: error instanceof Unreadable ? error.code : 'bad_netcdf',
  detail:
    error instanceof Unreadable
      ? error.message
      : `The file cannot be read: ${String(error?.message ?? error).slice(0, 200)}.`,
});

async function serve(bytes) {
  try {
    const file = bytes[0] === 0x43 ? openClassic(bytes) : await openHdf5(bytes);
    parentPort.on('message', (name) => answer(file, name));
    parentPort.postMessage({ head: file.head });
  } catch (error) {
    parentPort.postMessage({ fault: faultOf(error) });
  }
}

function answer(file, name) {
  try {
    const values = file.read(name);
    parentPort.postMessage({ values }, Array.isArray(values) ? [] : [values.buffer]);
  } catch (error) {
    parentPort.postMessage({ fault: faultOf(error) });
  }
}

void serve(workerData);
