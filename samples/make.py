"""Makes the samples: simulates data, runs the real ioos_qc over them, and writes one canonical anomaly of every other family.

    python3 -m venv venv && venv/bin/pip install ioos_qc==3.0.0 && venv/bin/python samples/make.py

The seed is fixed: the same versions write the same bytes.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from ioos_qc.config import Config
from ioos_qc.stores import PandasStore
from ioos_qc.streams import PandasStream

HERE = Path(__file__).parent


def write(name, data, streams):
    """Runs the tests of `streams` over `data` and writes the table and the configuration it came from."""
    config = {"streams": streams}
    stream = PandasStream(data, time="time", z="z", lat="lat", lon="lon")
    results = stream.run(Config(config))
    table = PandasStore(results, axes={"t": "time", "z": "z", "y": "lat", "x": "lon"}).save(write_data=True, write_axes=True)
    tests = [c for s in streams for c in table.columns if c.startswith(f"{s}_qartod_")]
    table = table[["time", "z", "lon", "lat", *[c for s in streams for c in (s, *[t for t in tests if t.startswith(f"{s}_qartod_")])]]]
    table = table.assign(time=pd.to_datetime(table["time"]).dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
    table.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")
    (HERE / f"{name}.config.json").write_text(json.dumps(config, indent=2) + "\n")


def tsg_leg():
    """Six hours of a ship's thermosalinograph, every 30 s: three spikes, a pump that sucked air, a frozen thermometer."""
    random = np.random.default_rng(20260214)
    n = 720
    hours = np.arange(n) / 120
    temperature = 11.6 + 0.25 * np.sin(hours) + random.normal(0, 0.006, n)
    salinity = 35.42 + 0.05 * np.cos(hours / 2) + random.normal(0, 0.004, n)
    for at, by in ((95, 1.6), (96 + 130, -2.1), (611, 0.9)):
        salinity[at] += by
    salinity[330:352] = 31.0 + random.normal(0, 0.02, 22)  # air in the pipe
    salinity[338:343] = 1.2 + random.normal(0, 0.01, 5)
    temperature[450:506] = temperature[450]  # frozen
    data = pd.DataFrame(
        {
            "time": pd.date_range("2026-02-14T06:00:00", periods=n, freq="30s"),
            "z": 3.0,
            "lon": np.round(-5.2 - 0.0018 * np.arange(n), 5),
            "lat": np.round(47.9 - 0.0007 * np.arange(n), 5),
            "sea_water_temperature": np.round(temperature, 4),
            "sea_water_practical_salinity": np.round(salinity, 4),
        }
    )
    flat = {"tolerance": 0.0001, "suspect_threshold": 300, "fail_threshold": 600}
    write(
        "tsg-leg",
        data,
        {
            "sea_water_temperature": {
                "qartod": {
                    "gross_range_test": {"suspect_span": [5, 25], "fail_span": [-2.5, 40]},
                    "spike_test": {"suspect_threshold": 0.3, "fail_threshold": 1.0},
                    "flat_line_test": flat,
                }
            },
            "sea_water_practical_salinity": {
                "qartod": {
                    "gross_range_test": {"suspect_span": [33, 37.6], "fail_span": [2, 41]},
                    "spike_test": {"suspect_threshold": 0.4, "fail_threshold": 0.8},
                    "flat_line_test": flat,
                }
            },
        },
    )


def tide_gauge():
    """Six days of a tide gauge, every 10 min: the float sticks for nine hours, then a boat moors on it for one."""
    random = np.random.default_rng(20260301)
    n = 864
    hours = np.arange(n) / 6
    level = 4.1 + 2.2 * np.cos(2 * np.pi * hours / 12.4206) + 0.7 * np.cos(2 * np.pi * hours / 12) + random.normal(0, 0.01, n)
    level[380:434] = level[380]
    level[700:706] = 9.4 + random.normal(0, 0.02, 6)
    data = pd.DataFrame(
        {
            "time": pd.date_range("2026-03-01T00:00:00", periods=n, freq="10min"),
            "z": 0.0,
            "lon": -4.956,
            "lat": 48.396,
            "sea_level": np.round(level, 3),
        }
    )
    write(
        "tide-gauge",
        data,
        {
            "sea_level": {
                "qartod": {
                    "gross_range_test": {"suspect_span": [0.2, 8.3], "fail_span": [-1, 9]},
                    "flat_line_test": {"tolerance": 0.001, "suspect_threshold": 3600, "fail_threshold": 7200},
                }
            }
        },
    )


def anomaly(name, **fields):
    (HERE / f"{name}.json").write_text(json.dumps(fields, indent=2, ensure_ascii=False) + "\n")


def instant(day, seconds):
    return (pd.Timestamp(day, tz="UTC") + pd.Timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def missing_file():
    expected = {"35HT_20260216_TSG.csv": "1,2 Mo", "35HT_20260217_TSG.csv": None, "35HT_20260218_TSG.csv": "1,1 Mo"}
    anomaly(
        "missing-file",
        id="flux-2026-0217",
        source="controle-flux",
        dataset="TSG-35HT-2026-02",
        check="file_missing",
        severity="error",
        platform="35HT",
        cruise="EVHOE-DEMO-2026",
        time_range={"start": "2026-02-17T00:00:00Z", "end": "2026-02-17T23:59:59Z"},
        locus={"file": "35HT_20260217_TSG.csv"},
        detected_at="2026-02-19T06:00:00Z",
        evidence={
            "kind": "files",
            "items": [{"name": f, "expected": "1 Mo environ", "found": size} for f, size in expected.items()],
        },
    )


def bad_clock():
    """The logger's clock runs ahead of the GNSS time of the same frames, by more each hour."""
    anomaly(
        "bad-clock",
        source="qc-navires",
        dataset="TSG-35PK-2026-03",
        check="clock_offset",
        severity="error",
        platform="35PK",
        sensor="SBE38-0412",
        time_range={"start": "2026-03-04T00:00:00Z", "end": "2026-03-04T12:00:00Z"},
        observed={"value": 3624, "unit": "s"},
        expected={"min": -2, "max": 2, "text": "Horloge de l’acquisition à 2 s près de l’heure GNSS (TU)"},
        counts={"failed": 4, "tested": 4},
        evidence={
            "kind": "fields",
            "items": [
                {"name": f"time {hour:02}:00", "expected": instant("2026-03-04", hour * 3600), "found": instant("2026-03-04", hour * 3600 + ahead)}
                for hour, ahead in ((0, 3600), (4, 3608), (8, 3616), (12, 3624))
            ],
        },
    )


def bad_position():
    """Eight fixes of a track in the Bay of Biscay with the longitude's sign lost."""
    fixes = [(i, 46.5 - 0.02 * i, -4.0 - 0.03 * i) for i in range(40)]
    wrong = range(16, 24)
    anomaly(
        "bad-position",
        source="qc-navires",
        dataset="NAV-35PK-2026-03",
        check="argo.speed_test",
        platform="35PK",
        time_range={"start": instant("2026-03-06T10:00", 16 * 600), "end": instant("2026-03-06T10:00", 23 * 600)},
        flags={"scale": "QARTOD", "scale_version": "2020", "original": "4", "canonical": "4", "origin": "auto"},
        position={"lat": 46.18, "lon": 4.48},
        counts={"failed": len(wrong), "tested": len(fixes)},
        expected={"max": 8, "text": "Vitesse du navire ≤ 8 m/s"},
        evidence={
            "kind": "track",
            "scale": "QARTOD",
            "unit": "m/s",
            "points": [
                {
                    "t": instant("2026-03-06T10:00", i * 600),
                    "value": None,
                    "flag": "4" if i in wrong else "1",
                    "lat": round(lat, 4),
                    "lon": round(-lon if i in wrong else lon, 4),
                }
                for i, lat, lon in fixes
            ],
        },
    )


def missing_metadata():
    anomaly(
        "missing-metadata",
        source="qc-navires",
        dataset="TSG-35HT-2026-02",
        check="missing_metadata",
        severity="warning",
        platform="35HT",
        sensor="SBE21-3311",
        cruise="EVHOE-DEMO-2026",
        locus={"file": "35HT_20260214_TSG.csv"},
        evidence={
            "kind": "fields",
            "items": [
                {"name": "calibration_date", "expected": "moins de 12 mois avant la campagne", "found": None},
                {"name": "intake_depth", "expected": "profondeur de la prise d’eau, en mètres", "found": None},
                {"name": "serial_number", "expected": "3311", "found": "3131"},
            ],
        },
    )


def bad_format():
    anomaly(
        "bad-format",
        source="controle-flux",
        dataset="MAREGRAPHE-MOLENE",
        check="format_completeness",
        severity="error",
        platform="MOLENE-DEMO",
        time="2026-03-07T00:00:00Z",
        locus={"file": "molene_20260307.txt"},
        evidence={
            "kind": "fields",
            "items": [
                {"name": "header, line 1", "expected": "time;level [m]", "found": "date;niveau"},
                {"name": "rows", "expected": "144", "found": "97"},
                {"name": "encoding", "expected": "UTF-8", "found": "Windows-1252"},
            ],
        },
    )


def unknown_supplier():
    """A buoy that no register names: a spike of temperature, for the desk to find out whose it is."""
    random = np.random.default_rng(7)
    values = np.round(12.3 + random.normal(0, 0.02, 41), 3)
    values[20] = 27.9
    anomaly(
        "unknown-supplier",
        source="qc-bouees",
        dataset="BOUEE-6299999",
        check="spike",
        platform="6299999",
        parameter="TEMP",
        time=instant("2026-03-08T00:00", 20 * 3600),
        flag=4,
        flag_scheme="RR2",
        observed={"value": float(values[20]), "unit": "degC"},
        counts={"failed": 1, "tested": len(values)},
        position={"lat": 45.2, "lon": -5.0, "depth": 1},
        evidence={
            "kind": "curve",
            "scale": "RR2",
            "points": [
                {"t": instant("2026-03-08T00:00", i * 3600), "value": float(v), "flag": "4" if i == 20 else "1"}
                for i, v in enumerate(values)
            ],
        },
    )


if __name__ == "__main__":
    for make in (missing_file, bad_clock, bad_position, missing_metadata, bad_format, unknown_supplier):
        make()
    tsg_leg()
    tide_gauge()
