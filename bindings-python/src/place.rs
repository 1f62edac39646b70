//! Coordinates between reference systems.

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_schema::DataType;
use doorstep::wire::{RequestCode, convert_point};
use doorstep::{System, ValueCode, ValueError};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyString, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::input::AnyArray;

use crate::error::{raise, refuse};
use crate::panic::guard;
use crate::table::is_arrow;
use crate::work;

/// Converts longitudes and latitudes in degrees between `"wgs84"`, `"cgcs2000"`, `"gcj02"` and `"bd09"` (坐标转换).
///
/// Two numbers give two numbers; two lists, NumPy arrays, or series of pandas or Polars or arrays of pyarrow give two of
/// the kind of `lon`. A point that is missing (`None`, null) stays missing.
///
/// >>> lon, lat = doorstep.convert(117.0207, 36.6683, "wgs84", "gcj02")
/// >>> round(lon, 6), round(lat, 6)
/// (117.026631, 36.668625)
#[pyfunction]
#[pyo3(signature = (lon, lat, source, target))]
pub(crate) fn convert<'py>(
    py: Python<'py>,
    lon: &Bound<'py, PyAny>,
    lat: &Bound<'py, PyAny>,
    source: &str,
    target: &str,
) -> PyResult<Bound<'py, PyTuple>> {
    guard(py, || {
        let system = |name| System::parse(name).map_err(|error| raise(py, error));
        let (source, target) = (system(source)?, system(target)?);
        if lon.len().is_err() && lat.len().is_err() {
            let point = convert_point([lon.extract()?, lat.extract()?], source, target);
            let [lon, lat] = point.map_err(|error| raise(py, error))?;
            return PyTuple::new(py, [lon, lat]);
        }
        let (lons, lats) = (degrees(lon)?, degrees(lat)?);
        if lons.len() != lats.len() {
            let detail = format_args!("{} longitudes and {} latitudes", lons.len(), lats.len());
            return Err(refuse(py, RequestCode::Json, detail));
        }
        let points: Vec<(Option<f64>, Option<f64>)> = lons.into_iter().zip(lats).collect();
        let converted = work::each(py, &points, None, |point| match *point {
            (Some(lon), Some(lat)) => convert_point([lon, lat], source, target).map(Some),
            (None, None) => Ok(None),
            _ => Err(ValueError::new(ValueCode::CoordinateIncomplete, "").into()),
        })?;
        let lons = like(lon, converted.iter().map(|point| point.map(|[lon, _]| lon)).collect())?;
        let lats = like(
            if lat.get_type().is(lon.get_type()) { lat } else { lon },
            converted.iter().map(|point| point.map(|[_, lat]| lat)).collect(),
        )?;
        PyTuple::new(py, [lons, lats])
    })
}

/// The numbers of a sequence or an array.
fn degrees(values: &Bound<'_, PyAny>) -> PyResult<Vec<Option<f64>>> {
    // What gives no Arrow numbers is read one by one, which says best what is wrong.
    if is_arrow(values)?
        && let Ok(Some(degrees)) = arrow_degrees(values)
    {
        return Ok(degrees);
    }
    if values.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("longitudes and latitudes are numbers or sequences of numbers"));
    }
    let degrees = values.try_iter()?.map(|value| value?.extract()).collect::<PyResult<Vec<Option<f64>>>>()?;
    // Older releases of pandas give no Arrow data for a series, whose NaN is pandas' word for 'missing'.
    let is_pandas = values.get_type().module()?.to_str()?.starts_with("pandas.");
    Ok(degrees.into_iter().map(|value| value.filter(|degrees| !(is_pandas && degrees.is_nan()))).collect())
}

/// The numbers of an Arrow array; none if it holds something else.
fn arrow_degrees(values: &Bound<'_, PyAny>) -> PyArrowResult<Option<Vec<Option<f64>>>> {
    let (chunks, field) = values.extract::<AnyArray>()?.into_chunked_array()?.into_inner();
    if !field.data_type().is_numeric() {
        return Ok(None);
    }
    let mut degrees = Vec::new();
    for chunk in chunks {
        let chunk = arrow_cast::cast(&chunk, &DataType::Float64)?;
        degrees.extend(chunk.as_primitive::<Float64Type>());
    }
    Ok(Some(degrees))
}

/// Numbers as the kind of array that `model` is; a list if it is of no kind that is known.
fn like<'py>(model: &Bound<'py, PyAny>, values: Vec<Option<f64>>) -> PyResult<Bound<'py, PyAny>> {
    let py = model.py();
    let class = model.get_type();
    let module = class.module()?;
    match module.to_str()?.split('.').next().unwrap_or_default() {
        "numpy" => py.import("numpy")?.call_method(
            "array",
            (values,),
            Some(&[("dtype", "float64")].into_py_dict(py)?),
        ),
        "pandas" => {
            let keywords =
                [("index", model.getattr("index")?), ("name", model.getattr("name")?)].into_py_dict(py)?;
            keywords.set_item("dtype", "float64")?;
            class.call((values,), Some(&keywords))
        }
        "polars" => class.call1((model.getattr("name")?, values, py.import("polars")?.getattr("Float64")?)),
        "pyarrow" => py.import("pyarrow")?.call_method1("array", (values, "float64")),
        _ => Ok(values.into_pyobject(py)?.into_any()),
    }
}
