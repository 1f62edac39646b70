//! Posts published twice.

use doorstep::Post;
use doorstep::matching::{self, Duplicate, SamePost};
use pyo3::prelude::*;

use crate::panic::guard;
use crate::table::{Columns, PyTable, findings_table, on_reject, read};

/// Posts that are the same one published twice (岗位去重), as the table `post_id, duplicate_id, differs_in`, by id.
///
/// One employer, like titles, and neither places nor wages that exclude it; a post without an employer is never a
/// duplicate. `post_id` is the one that states most, with a row for each other publication; `differs_in` lists in which of
/// title, place, wage and description that differs.
///
/// >>> posts = [{"id": n, "title": "收银员", "employer": "柳溪超市有限公司"} for n in (1, 2)]
/// >>> doorstep.same_posts(posts).to_pylist()
/// [{'post_id': '1', 'duplicate_id': '2', 'differs_in': []}]
#[pyfunction]
#[pyo3(signature = (posts, *, mapping=None, errors="raise"))]
pub(crate) fn same_posts(
    py: Python<'_>,
    posts: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    errors: &str,
) -> PyResult<PyTable> {
    guard(py, || {
        let (posts, findings) = read::<Post>(posts, mapping, on_reject(py, errors)?)?;
        let found = py.detach(|| matching::same_posts(&posts));
        let pairs: Vec<(&SamePost, &Duplicate)> =
            found.iter().flat_map(|post| post.duplicates.iter().map(move |other| (post, other))).collect();
        Columns::default()
            .text("post_id", pairs.iter().map(|(kept, _)| kept.post_id.as_str()))
            .text("duplicate_id", pairs.iter().map(|(_, other)| other.post_id.as_str()))
            .texts("differs_in", pairs.iter().map(|(_, other)| other.differs_in.iter().copied()))
            .finish(Some(findings_table(py, &findings)?))
    })
}
