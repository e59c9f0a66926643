"""Makes the NetCDF samples: small files in the layouts of Argo, Copernicus, SeaDataNet and ioos_qc, all data simulated.

    python3 -m venv venv && venv/bin/pip install netCDF4==1.7.5.1.post1 ioos_qc==3.0.0 && venv/bin/python samples/formats/netcdf/make.py

The seed is fixed. Platforms, cruises and codes are fictional.
"""

import json
from pathlib import Path

import netCDF4
import numpy as np
from ioos_qc import qartod

HERE = Path(__file__).parent
RANDOM = np.random.default_rng(20260301)


def texts(values, length):
    return np.array([list(str(v).ljust(length)[:length]) for v in np.ravel(values)], "S1").reshape(*np.shape(values), length)


def argo(name, mode, n_levels, adjusted_qc=None):
    """Two profiles of one cycle: the primary one, then the near-surface part with blanks below. Classic format, as Argo's."""
    d = netCDF4.Dataset(HERE / name, "w", format="NETCDF3_CLASSIC")
    for dim, size in {"DATE_TIME": 14, "STRING256": 256, "STRING16": 16, "STRING8": 8, "STRING4": 4, "N_PROF": 2, "N_PARAM": 3, "N_LEVELS": n_levels, "N_HISTORY": None}.items():
        d.createDimension(dim, size)
    d.Conventions = "Argo-3.1 CF-1.6"
    d.title = "Argo float vertical profile"
    def put(n, dims, values):
        d.createVariable(n, "S1", dims, fill_value=b" ")[:] = values
    put("DATA_TYPE", ("STRING16",), texts("Argo profile", 16))
    put("PLATFORM_NUMBER", ("N_PROF", "STRING8"), texts(["9900001"] * 2, 8))
    put("STATION_PARAMETERS", ("N_PROF", "N_PARAM", "STRING16"), texts([["PRES", "TEMP", "PSAL"]] * 2, 16))
    d.createVariable("CYCLE_NUMBER", "i4", ("N_PROF",), fill_value=99999)[:] = [17, 17]
    put("DIRECTION", ("N_PROF",), texts(["A", "A"], 1)[:, 0])
    put("DATA_MODE", ("N_PROF",), texts([mode, "R"], 1)[:, 0])
    put("VERTICAL_SAMPLING_SCHEME", ("N_PROF", "STRING256"), texts(["Primary sampling: averaged", "Near-surface sampling: averaged, unpumped"], 256))
    juld = d.createVariable("JULD", "f8", ("N_PROF",), fill_value=999999.0)
    juld.units = "days since 1950-01-01 00:00:00 UTC"
    juld[:] = [27805.5, 27805.5]  # 2026-02-16T12:00:00Z
    put("JULD_QC", ("N_PROF",), texts(["1", "1"], 1)[:, 0])
    d.createVariable("LATITUDE", "f8", ("N_PROF",), fill_value=99999.0)[:] = [45.25, 45.25]
    d.createVariable("LONGITUDE", "f8", ("N_PROF",), fill_value=99999.0)[:] = [-7.5, -7.5]
    put("POSITION_QC", ("N_PROF",), texts(["1", "3"], 1)[:, 0])
    for p, letter in {"PRES": "A", "TEMP": "B", "PSAL": "F"}.items():
        put(f"PROFILE_{p}_QC", ("N_PROF",), texts([letter, "A"], 1)[:, 0])
    pres = np.linspace(2, 2 * n_levels, n_levels)
    values = {"PRES": pres, "TEMP": np.round(14 - pres / 10, 3), "PSAL": np.round(35.2 + pres / 200, 4)}
    flags = {"PRES": "1" * n_levels, "TEMP": "1" * 3 + "44" + "1" * (n_levels - 5), "PSAL": "3" * n_levels}
    units = {"PRES": "decibar", "TEMP": "degree_Celsius", "PSAL": "psu"}
    for p in values:
        for suffix in ("", "_ADJUSTED"):
            v = d.createVariable(f"{p}{suffix}", "f4", ("N_PROF", "N_LEVELS"), fill_value=np.float32(99999.0))
            v.units = units[p]
            full, qc = values[p].copy(), flags[p]
            if suffix and mode == "D":
                full, qc = full + (0.01 if p == "PSAL" else 0), (adjusted_qc or {}).get(p, "1" * n_levels)
                full = np.where([c == "4" for c in qc], 99999.0, full)  # delayed mode fills what it finds bad
            if suffix and mode != "D":
                full, qc = np.full(n_levels, 99999.0), " " * n_levels
            second = np.full(n_levels, 99999.0)
            if not suffix:
                second[:2] = values[p][:2]
            v[:] = [full, second]
            put(f"{p}{suffix}_QC", ("N_PROF", "N_LEVELS"), texts([qc, "11".ljust(n_levels) if not suffix else " " * n_levels], n_levels))
    put("HISTORY_ACTION", ("N_HISTORY", "N_PROF", "STRING4"), texts([["QCP$", "QCP$"], ["QCF$", "QCF$"]], 4))
    put("HISTORY_QCTEST", ("N_HISTORY", "N_PROF", "STRING16"), texts([["000000000003FBFE", "0000000000600000"], ["0000000000004200", "000000000003FC18"]], 16))
    d.close()


def copernicus_profiles():
    """Profiles of a float in the older layout: positions with dimensions of their own, 6 not used, 45 levels' worth of padding in 5."""
    d = netCDF4.Dataset(HERE / "copernicus-profiles.nc", "w", format="NETCDF3_CLASSIC")
    n, levels = 3, 5
    for dim, size in {"TIME": n, "DEPTH": levels, "LATITUDE": n, "LONGITUDE": n, "POSITION": n}.items():
        d.createDimension(dim, size)
    d.data_type, d.cdm_data_type, d.data_mode = "OceanSITES vertical profile", "vertical profile", "M"
    d.platform_code, d.institution_edmo_code = "9900002", "486"
    words = "no_qc_performed good_data probably_good_data bad_data_that_are_potentially_correctable bad_data value_changed not_used nominal_value interpolated_value missing_value"
    time = d.createVariable("TIME", "f8", ("TIME",))
    time.units = "days since 1950-01-01T00:00:00Z"
    time[:] = [27800, 27810.25, 27820.5]
    d.createVariable("LATITUDE", "f4", ("LATITUDE",))[:] = [47.1, 47.2, 47.3]
    d.createVariable("LONGITUDE", "f4", ("LONGITUDE",))[:] = [-6.1, -6.2, -6.3]
    d.createVariable("DATA_MODE", "S1", ("TIME",), fill_value=b" ")[:] = texts(["R", "A", "R"], 1)[:, 0]
    def qc(n_, dims, values):
        v = d.createVariable(n_, "i1", dims, fill_value=np.int8(-128))
        v.flag_values, v.flag_meanings = np.arange(10, dtype="i1"), words
        v[:] = np.array(values, "i1")
    qc("TIME_QC", ("TIME",), [1, 1, 1])
    qc("POSITION_QC", ("POSITION",), [1, 1, 4])
    for p, unit in {"PRES": "decibar", "TEMP": "degree_Celsius", "TEMP_ADJUSTED": "degree_Celsius"}.items():
        v = d.createVariable(p, "f4", ("TIME", "DEPTH"), fill_value=np.float32(9.96921e36))
        v.units = unit
        v[:] = np.tile(np.arange(levels) * 10 + (5 if p == "PRES" else 12.35), (n, 1))
    qc("PRES_QC", ("TIME", "DEPTH"), np.full((n, levels), 7))  # nominal
    qc("TEMP_QC", ("TIME", "DEPTH"), [[1, 4, 4, 1, -128], [4, 4, 4, 4, 4], [1, 1, 1, 7, 9]])
    qc("TEMP_ADJUSTED_QC", ("TIME", "DEPTH"), [[-128] * levels, [1, 1, 3, 1, 1], [-128] * levels])
    d.close()


def copernicus_mooring():
    """A tide gauge and thermometer as they are written today: NetCDF-4, packed integers, 6 below detection."""
    d = netCDF4.Dataset(HERE / "copernicus-mooring.nc", "w", format="NETCDF4_CLASSIC")
    n = 40
    d.createDimension("TIME", n)
    d.createDimension("DEPTH", 1)
    d.createDimension("LATITUDE", 1)
    d.createDimension("LONGITUDE", 1)
    d.data_type, d.cdm_data_type, d.data_mode = "OceanSITES time-series data", "time series", "R"
    d.platform_code, d.institution_edmo_code = "MOORING-DEMO", "486 1054"
    words = "no_qc_performed good_data probably_good_data bad_data_that_are_potentially_correctable bad_data value_changed value_below_detection nominal_value interpolated_value missing_value"
    time = d.createVariable("TIME", "f8", ("TIME",), zlib=True)
    time.units, time.standard_name = "days since 1950-01-01T00:00:00Z", "time"
    time[:] = 27800 + np.arange(n) / 144
    for name, value in (("LATITUDE", 48.39), ("LONGITUDE", -4.9)):
        d.createVariable(name, "f4", (name,))[:] = value
    def qc(n_, dims, values):
        v = d.createVariable(n_, "i1", dims, fill_value=np.int8(-127), zlib=True)
        v.flag_values, v.flag_meanings = np.arange(10, dtype="i1"), words
        v[:] = np.array(values, "i1").reshape(v.shape)
    qc("TIME_QC", ("TIME",), [1] * 30 + [3, 3] + [1] * 8)
    deph = d.createVariable("DEPH", "f4", ("TIME", "DEPTH"))
    deph[:] = 3
    qc("DEPH_QC", ("TIME", "DEPTH"), [7] * n)
    temp = d.createVariable("TEMP", "i4", ("TIME", "DEPTH"), fill_value=np.int32(-2147483647), zlib=True)
    temp.units, temp.scale_factor, temp.add_offset = "degrees_C", 0.001, 0.0
    temp.set_auto_maskandscale(False)
    raw = 11000 + np.arange(n)
    raw[20] = -2147483647
    temp[:] = raw.reshape(n, 1)
    qc("TEMP_QC", ("TIME", "DEPTH"), [1] * 10 + [4] * 3 + [6] + [1] * 6 + [9] + [1] * (n - 21))
    d.close()


def seadatanet():
    """Two CTD stations of different lengths: flags are the codes of characters, the shorter is filled up."""
    d = netCDF4.Dataset(HERE / "seadatanet-ctd.nc", "w", format="NETCDF3_CLASSIC")
    n, levels = 2, 6
    for dim, size in {"INSTANCE": n, "MAXZ": levels, "STRING40": 40}.items():
        d.createDimension(dim, size)
    d.featureType, d.Conventions = "profile", "SeaDataNet_1.0 CF-1.6"
    for name, values in {"SDN_CRUISE": ["DEMO-CRUISE"] * 2, "SDN_STATION": ["S1", "S2"], "SDN_LOCAL_CDI_ID": ["FI99_00001_H10", "FI99_00002_H10"]}.items():
        d.createVariable(name, "S1", ("INSTANCE", "STRING40"))[:] = texts(values, 40)
    d.createVariable("SDN_EDMO_CODE", "i4", ("INSTANCE",))[:] = [486, 486]
    time = d.createVariable("TIME", "f8", ("INSTANCE",))
    time.units, time.calendar, time.long_name = "days since -4713-01-01T00:00:00Z", "julian", "Chronological Julian Date"
    time[:] = [2461100.5, 2461101.25]  # 2026-02-28T12:00Z, 2026-03-01T06:00Z
    d.createVariable("LATITUDE", "f4", ("INSTANCE",))[:] = [43.1, 43.2]
    d.createVariable("LONGITUDE", "f4", ("INSTANCE",))[:] = [5.1, 5.2]
    codes = np.array([*range(48, 58), 65], "i1")
    words = "no_quality_control good_value probably_good_value probably_bad_value bad_value changed_value value_below_detection value_in_excess interpolated_value missing_value value_phenomenon_uncertain"
    def qc(n_, dims, rows):
        v = d.createVariable(n_, "i1", dims, fill_value=np.int8(57))
        v.sdn_conventions_urn, v.flag_values, v.flag_meanings = "SDN:L20::", codes, words
        v[:] = np.array([[ord(c) for c in row] for row in rows], "i1").reshape(v.shape)
    qc("TIME_SEADATANET_QC", ("INSTANCE",), ["1", "1"])
    qc("POSITION_SEADATANET_QC", ("INSTANCE",), ["1", "4"])
    for p, urn, unit, base in (("PRES", "SDN:P01::PRESPR01", "dbar", 0), ("TEMP", "SDN:P01::TEMPPR01", "degC", 13), ("PSAL", "SDN:P01::PSLTZZ01", "1", 38)):
        v = d.createVariable(p, "f4", ("INSTANCE", "MAXZ"), fill_value=np.float32(-99999.0))
        v.sdn_parameter_urn, v.units, v.ancillary_variables = urn, unit, f"{p}_SEADATANET_QC"
        rows = np.tile(base + np.arange(levels) / (1 if p == "PRES" else 10), (n, 1))
        rows[1, 4:] = -99999.0
        v[:] = rows
    qc("PRES_SEADATANET_QC", ("INSTANCE", "MAXZ"), ["111111", "111199"])
    qc("TEMP_SEADATANET_QC", ("INSTANCE", "MAXZ"), ["114411", "111199"])
    qc("PSAL_SEADATANET_QC", ("INSTANCE", "MAXZ"), ["0A6811", "333399"])
    d.close()


def tested(temperature, seconds):
    """The real tests of ioos_qc, with the thresholds that go into the file."""
    config = {
        "gross_range_test": {"suspect_span": [9.0, 13.0], "fail_span": [2.0, 20.0]},
        "spike_test": {"suspect_threshold": 0.5, "fail_threshold": 1.0},
    }
    yield "gross_range_test", config["gross_range_test"], qartod.gross_range_test(temperature, **config["gross_range_test"])
    yield "spike_test", config["spike_test"], qartod.spike_test(temperature, **config["spike_test"])


def ioos(name, glider):
    d = netCDF4.Dataset(HERE / name, "w", format="NETCDF3_CLASSIC" if glider else "NETCDF4")
    n = 60
    d.createDimension("time", n)
    time = d.createVariable("time", "f8", ("time",))
    time.units, time.standard_name = "seconds since 1970-01-01T00:00:00Z", "time"
    seconds = 1772323200 + np.arange(n) * 60.0  # from 2026-03-01T00:00:00Z
    time[:] = seconds
    for axis, value in (("lat", 47.5), ("lon", -5.5), ("z" if not glider else "depth", 3.0)):
        v = d.createVariable(axis, "f8", ("time",) if not glider or axis == "depth" else ())
        v[:] = value
    temperature = np.round(11 + RANDOM.normal(0, 0.02, n), 3)
    temperature[20:24] = 25.0
    temperature[40] = 12.4
    stream = "sea_water_temperature" if not glider else "temperature"
    v = d.createVariable(stream, "f8", ("time",), zlib=not glider)
    v.units = "degree_Celsius"
    v[:] = temperature
    for test, config, flags in tested(temperature, seconds):
        q = d.createVariable(f"{stream}_qartod_{test}" if not glider else f"qartod_{stream}_{test.removesuffix('_test')}_flag", "i1", ("time",), fill_value=None if not glider else np.int8(-127), zlib=not glider)
        q.flag_values, q.flag_meanings = np.array([1, 2, 3, 4, 9], "i1"), "GOOD UNKNOWN SUSPECT FAIL MISSING" if not glider else "pass not_evaluated suspect fail missing"
        if not glider:
            q.standard_name = f"{test}_quality_flag"
            q.ioos_qc_module, q.ioos_qc_test, q.ioos_qc_target = "qartod", test, stream
            q.ioos_qc_config = json.dumps(config)
        q[:] = np.asarray(flags, "i1")
    if glider:
        q = d.createVariable(f"qartod_{stream}_primary_flag", "i1", ("time",), fill_value=np.int8(-127))
        q.flag_values, q.flag_meanings = np.array([1, 2, 3, 4, 9], "i1"), "pass not_evaluated suspect fail missing"
        q[:] = 4
        platform = d.createVariable("platform", "i4", ())
        platform.wmo_id = "9900003"
    d.close()


argo("argo-R9900001_017.nc", "R", 9)
argo("argo-D9900001_017.nc", "D", 9, {"TEMP": "1114" + "1" * 5, "PSAL": "1" * 9})
copernicus_profiles()
copernicus_mooring()
seadatanet()
ioos("ioos-qc.nc", glider=False)
ioos("ioos-glider.nc", glider=True)
