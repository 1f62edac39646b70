//! The Python binding of doorstep: it converts arguments, calls the core and maps its errors. No rule lives here.
//!
//! Python sees this module as `doorstep._doorstep`; what a user imports is the package `doorstep` around it
//! (`python/doorstep`), whose types are in `_doorstep.pyi`.

mod error;
mod model;
mod panic;
mod table;

/// The module `doorstep._doorstep`.
// The doc of a Rust module would become the Python docstring twice; the package has the real one.
#[pyo3::pymodule]
mod _doorstep {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::error::DoorstepError;
    #[pymodule_export]
    use crate::model::fen_from_yuan;
    #[pymodule_export]
    use crate::table::PyTable;

    /// The version of the library.
    #[pyfunction]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    #[pymodule_init]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::panic::quiet();
        Ok(())
    }
}
