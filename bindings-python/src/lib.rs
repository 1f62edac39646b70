//! The Python binding of doorstep: it converts arguments, calls the core and maps its errors. No rule lives here.
//!
//! Python sees this module as `doorstep._doorstep`; what a user imports is the package `doorstep` around it
//! (`python/doorstep`), whose types are in `_doorstep.pyi`.

// What stands over the wrappers becomes docstrings of Python, where square brackets make lists and not links.
#![allow(rustdoc::broken_intra_doc_links, reason = "the docs of the wrappers are Python's")]

mod accessibility;
mod assign;
mod audit;
mod batches;
mod circle;
mod duplicates;
mod error;
mod fees;
mod file;
mod json;
mod lexicon;
mod matching;
mod model;
mod network;
mod open;
mod panic;
mod people;
mod place;
mod rollup;
mod scalar;
mod siting;
mod supervision;
mod table;
mod voucher;
mod window;
mod wire;
mod work;

/// The module `doorstep._doorstep`.
// The doc of a Rust module would become the Python docstring twice; the package has the real one.
#[pyo3::pymodule]
mod _doorstep {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::accessibility::{PyAccessibility, accessibility};
    #[pymodule_export]
    use crate::assign::{PyAssignment, assign};
    #[pymodule_export]
    use crate::audit::audit;
    #[pymodule_export]
    use crate::batches::PyBatches;
    #[pymodule_export]
    use crate::circle::{PyCoverage, circles, coverage};
    #[pymodule_export]
    use crate::duplicates::same_posts;
    #[pymodule_export]
    use crate::error::{
        CircleError, DoorstepError, DoorstepWarning, InternalError, InvalidValueError, LexiconError,
        MatchingError, NetworkError, RequestError, TableError, VoucherError,
    };
    #[pymodule_export]
    use crate::fees::{PyFeeStatement, allocate, fees, scorecard};
    #[pymodule_export]
    use crate::lexicon::PyLexicon;
    #[pymodule_export]
    use crate::matching::PyMatcher;
    #[pymodule_export]
    use crate::model::fen_from_yuan;
    #[pymodule_export]
    use crate::network::PyRoadNetwork;
    #[pymodule_export]
    use crate::open::{PyNearestOpen, nearest_open};
    #[pymodule_export]
    use crate::people::PyPeople;
    #[pymodule_export]
    use crate::place::convert;
    #[pymodule_export]
    use crate::rollup::{PyRollup, rollup};
    #[pymodule_export]
    use crate::siting::{PySitePlan, site};
    #[pymodule_export]
    use crate::supervision::{inspection, sample};
    #[pymodule_export]
    use crate::table::{PyTable, fields};
    #[pymodule_export]
    use crate::voucher::{
        PyLedger, check_command, checkpoint_public_key, verify_checkpoint, verify_consistency,
        verify_inclusion,
    };
    #[pymodule_export]
    use crate::window::{retirement, subsidy_window};
    #[pymodule_export]
    use crate::wire::call;

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
