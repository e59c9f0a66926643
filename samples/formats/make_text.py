"""Makes the text samples beside it, one of each format, small, with the oddities that real files have.

    python3 samples/formats/make_text.py
"""

from pathlib import Path

HERE = Path(__file__).parent


def write(name, text, encoding="utf-8"):
    (HERE / name).write_bytes(text.encode(encoding))


# A mark, CRLF in the comments and LF below, padded numbers, metadata on a station's first row only, a flag Q and a B.
odv = "\ufeff" + "".join(
    f"//{line}\r\n"
    for line in (
        "<sdn_reference xlink:href=\"http://vocab.nerc.ac.uk/collection/C17/current/35HT\" xlink:role=\"isObservedBy\"/>",
        "SDN_parameter_mapping",
        "<subject>SDN:LOCAL:PRES</subject><object>SDN:P01::PRESPR01</object><units>SDN:P06::UPDB</units>",
        "<subject>SDN:LOCAL:TEMP</subject><object>SDN:P01::TEMPPR01</object><units>SDN:P06::UPAA</units>",
    )
)
odv += "\t".join(
    ["Cruise", "Station", "Type", "yyyy-mm-ddThh:mm:ss.sss", "Longitude [degrees_east]", "Latitude [degrees_north]",
     "LOCAL_CDI_ID", "EDMO_code", "Bot. Depth [m]", "PRES [dbar]", "QV:SEADATANET", "TEMP [degC]", "QV:SEADATANET"]
) + "\n"
levels = [("1", "12.10", "1"), ("1", "12.08", "1"), ("1", "17.30", "4"), ("1", "17.20", "3"), ("1", "11.90", "2"), ("B", "11.80", "Q"), ("1", "4.00", "4"), ("1", "", "9")]
for station, meta in (
    ("S01", ["DEMO-2026", "S01", "C", "2026-03-02T08:00:00.000", "-004.500000", "+48.250000", "DEMO_S01", "486", "110"]),
    ("S02", ["DEMO-2026", "S02", "C", "2026-03-02T11:30", "355.250000", "+48.500000", "DEMO_S02", "486", ""]),
):
    for n, (zflag, value, flag) in enumerate(levels):
        cells = (meta if n == 0 else [""] * 9) + [f"{n * 10.0:7.1f}", zflag, f"{value:>7}", flag if station == "S01" else "1" if value else "9"]
        odv += "\t".join(cells) + "\n"
write("odv-ctd.txt", odv)

# Two stations with different parameters: a profile with a doubtful position, a time series; lines of default values.
medatlas = """*FI35202600001 DEMO 2026                       35HT THALASSA
02/03/2026-09/03/2026 Bay of Biscay
35 EXAMPLE LABORATORY
Regional Archiving= FI                   Availability=P
Data Type=H10 n=1    QC=Y
*FI3520260000100001 Data Type=H10
*DATE=02032026 TIME=0800 LAT=N48 15.00 LON=W004 30.00 DEPTH=0110   QC=1131
*NB PARAMETERS=02 RECORD LINES=00005
*PRES SEA PRESSURE sea surface=0    (decibar=10000 pascals       ) def.=-999.9
*TEMP SEA TEMPERATURE               (Celsius degree              ) def.=99.999
*GLOBAL PROFILE QUALITY FLAG=1 GLOBAL PARAMETERS QC FLAGS=11
*<subject>SDN:LOCAL:TEMP</subject><object>SDN:P01::TEMPPR01</object><units>SDN:P06::UPAA</units>
*PRES   TEMP
    1.0 12.100 11
   10.0 17.300 14
   20.0 17.200 13
   30.0 11.900 12
   40.0 99.999 19
 -999.9 99.999 99
*FI3520260000100002 Data Type=D09
*DATE=03032026 TIME=0000 LAT=S18 08.55 LON=E178 27.21 DEPTH=       QC=1111
*NB PARAMETERS=06 RECORD LINES=00004
*YEAR YEAR                          (yyyy                        ) def.=9999
*MNTH MONTH                         (mm                          ) def.=99
*DAYX DAY WITHIN MONTH              (dd                          ) def.=99
*TIME TIME WITHIN DAY               (hhmmss                      ) def.=999999
*SLEV OBSERVED SEA LEVEL            (meter                       ) def.=9999.999
*PSAL SALINITY                      (P.S.U.                      ) def.=99.999
*GLOBAL PROFILE QUALITY FLAG=1 GLOBAL PARAMETERS QC FLAGS=111111
*YEAR MNTH DAYX TIME   SLEV     PSAL
2026 03 03 000000    0.644 35.100 111111
2026 03 03 001000    9.618 35.110 111141
2026 03 03 002000    9.600 35.120 111141
2026 03 03 003000    0.577 35.130 111111
9999 99 99 999999 9999.999 99.999 999999
"""
write("medatlas.txt", medatlas.replace("LABORATORY\n", "LABORATORY\r\n"))

write(
    "whp-bottle.csv",
    """BOTTLE,20260310EXAMPLE
# made for Vigie
EXPOCODE,STNNBR,CASTNO,BTLNBR,BTLNBR_FLAG_W,DATE,TIME,LATITUDE,LONGITUDE,CTDPRS,CTDSAL,CTDSAL_FLAG_W,OXYGEN,OXYGEN_FLAG_W,TEMP,TEMP_FLAG_I
,,,,,,,,,DBAR,PSS-78,,UMOL/KG,,ITS-90,
35HT20260302,1,1,36,2,20260302,0805,48.2500,-4.5000,5.0,35.3126,2,211.4,6,12.1,2
35HT20260302,1,1,35,3,20260302,0804,48.2500,-4.5000,50.0,35.3121,7,250.9,3,12.0,1
35HT20260302,1,1,34,4,20260302,0803,48.2500,-4.5000,100.0,35.9999,4,251.2,4,11.9,1
35HT20260302,1,1,33,2,20260302,0802,48.2500,-4.5000,150.0,35.3100,2,-999.0,9,11.8,1
35HT20260302,2,1,1,2,20260302,1130,48.5000,-4.7500,5.0,35.3200,2,212.0,2,19.9,4
END_DATA
""",
)

tsg = """%PLATFORM_NAME THALASSA
%SHIP_CALL_SIGN FNFP
%CYCLE_MESURE DEMO-2026
%HEADER YEAR MNTH DAYX hh mi ss LATX LONX SSPS SSPS_QC SSTP SSTP_QC FLOW
"""
for n, (salinity, flag) in enumerate([("35.10", "6"), ("35.00", "6"), ("35.20", "1"), ("33.90", "4"), ("33.80", "3"), ("35.21", "1"), ("NaN", "NaN")]):
    tsg += f"2026 03 02 06 {n:02d} 00.0 48.38 -4.49 {salinity} {flag} 12.{n} 1 NaN\n"
write("leg.tsgqc", tsg)

write(
    "flags.csv",
    "time,lat,lon,depth,platform,parameter,value,test,flag\n"
    + "".join(
        f"2026-03-02T08:{n:02d}:00Z,48.25,-4.5,3,35HT,{parameter},{value},{test},{flag}\n"
        for n in range(6)
        for parameter, value, test, flag in (
            ("TEMP", 12.1 + n / 10, "spike", 4 if n == 3 else 1),
            ("TEMP", 12.1 + n / 10, "location_at_sea", 1),
            ("PSAL", 35.1, "spike", 0),
            ("PSAL", 35.1, "overall", 4),
        )
    ),
)

write(
    "exclusion-list.csv",
    """PLATFORM_CODE,PARAMETER_NAME,START_DATE,END_DATE,QUALITY_CODE,COMMENT,DAC
6900001,PSAL,20250612,,4,"salty drift, sensor confirmed",coriolis
6900001,PRES,20240101,20240301,3,Druck microleak,coriolis
6900002,PSAL,20240101,,2,sensor problem,coriolis
6900001,PSAL,20250612,20250701,3,biofouling,coriolis
6900001,PSAL,20250612,,4,"salty drift, sensor confirmed",coriolis
""",
)

write(
    "mapped.csv",
    "Station;Date;Prof (m);Température;QC Temp;Salinité;QC Sal\r\n"
    "A;02/03/2026 08:00;1,0;12,10;1;35,10;1\r\n"
    "A;02/03/2026 08:00;5,0;17,30;4;35,10;1\r\n"
    "A;02/03/2026 08:00;10,0;ND;9;35,10;1\r\n"
    "B;02/03/2026 09:00;1,0;12,20;1;31,00;3\r\n"
    "B;02/03/2026 09:00;5,0;12,20;1;35,10;1\r\n",
)
write(
    "mapped.mapping.json",
    """{
  "scale": "L20@8",
  "kind": "profile",
  "delimiter": ";",
  "decimal": ",",
  "dates": "dmy",
  "missing": ["ND"],
  "columns": { "time": "Date", "z": "Prof (m)", "station": "Station" },
  "parameters": [
    { "parameter": "TEMP", "value": "Température", "flag": "QC Temp", "unit": "degC", "urn": "SDN:P01::TEMPPR01" },
    { "parameter": "PSAL", "value": "Salinité", "flag": "QC Sal" }
  ]
}
""",
)
