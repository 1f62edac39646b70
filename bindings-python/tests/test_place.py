"""Conversion gives back what it was given: numbers, lists, arrays."""

import math
from typing import Any

import doorstep
import numpy
import pandas
import polars
import pyarrow
import pytest

LON, LAT = [117.0207, 104.0668, 2.3522], [36.6683, 30.5728, 48.8566]


def test_arrays_of_every_kind_equal_one_by_one() -> None:
    single = [doorstep.convert(lon, lat, "wgs84", "bd09") for lon, lat in zip(LON, LAT, strict=True)]
    expected = tuple(list(degrees) for degrees in zip(*single, strict=True))
    assert doorstep.convert(LON, LAT, "WGS-84", "BD-09") == expected
    assert doorstep.convert(tuple(LON), tuple(LAT), "wgs84", "bd09") == expected
    cases: list[tuple[Any, type, Any]] = [
        (numpy.array, numpy.ndarray, lambda values: values.tolist()),
        (pandas.Series, pandas.Series, lambda values: values.tolist()),
        (lambda values: polars.Series("x", values), polars.Series, lambda values: values.to_list()),
        (pyarrow.array, pyarrow.Array, lambda values: values.to_pylist()),
        (lambda values: pyarrow.chunked_array([values[:1], values[1:]]), pyarrow.Array, lambda values: values.to_pylist()),
    ]
    for make, kind, back in cases:
        found = doorstep.convert(make(LON), make(LAT), "wgs84", "bd09")
        assert isinstance(found, tuple) and all(isinstance(part, kind) for part in found)
        assert tuple(back(part) for part in found) == expected


def test_series_keep_their_index_and_name() -> None:
    frame = pandas.DataFrame({"lon": LON, "lat": LAT}, index=[5, 6, 7])
    lon, lat = doorstep.convert(frame["lon"], frame["lat"], "wgs84", "gcj02")
    assert (lon.name, lat.name, list(lat.index)) == ("lon", "lat", [5, 6, 7])
    assert lat.dtype == "float64"


def test_single_numbers_of_any_library() -> None:
    expected = doorstep.convert(117.5, 36.5, "wgs84", "gcj02")
    assert doorstep.convert(numpy.float32(117.5), numpy.float64(36.5), "wgs84", "gcj02") == expected
    assert doorstep.convert(117, 36, "wgs84", "cgcs2000") == (117.0, 36.0)
    assert all(isinstance(degrees, float) for degrees in expected)


def test_what_is_missing_stays_missing() -> None:
    lon, lat = doorstep.convert([None, 117.0207], [None, 36.6683], "wgs84", "gcj02")
    assert lon[0] is None and lat[0] is None and lat[1] is not None
    lons, _ = doorstep.convert(polars.Series([None, 117.0]), polars.Series([None, 36.0]), "wgs84", "gcj02")
    assert lons.null_count() == 1
    series, _ = doorstep.convert(pandas.Series([math.nan, 117.0]), pandas.Series([math.nan, 36.0]), "wgs84", "gcj02")
    assert series.isna().tolist() == [True, False]
    for nothing in (polars.Series([None]), pyarrow.array([117.0, None])[1:], [None]):
        assert list(doorstep.convert(nothing, nothing, "wgs84", "gcj02")[0]) in ([None], [pyarrow.scalar(None, "float64")])
    assert doorstep.convert([], [], "wgs84", "gcj02") == ([], [])


def test_the_inverse_is_off_in_this_build() -> None:
    with pytest.raises(doorstep.InvalidValueError) as refused:
        doorstep.convert(117.0, 36.0, "gcj02", "wgs84")
    assert refused.value.code == "coordinate.inverse_disabled"


def test_what_is_no_number() -> None:
    for lon in ("117", ["117"], [[117.0]], object(), pyarrow.array(["117"]), polars.Series(["117"])):
        with pytest.raises(TypeError):
            doorstep.convert(lon, lon, "wgs84", "gcj02")
