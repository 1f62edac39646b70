//! What a panic may say.

/// Lets a panic of this library name its place in the source and nothing else.
///
/// A panic is a bug. Its message may quote the value that met it, which may be personal, and would go to standard error
/// before Python could catch anything. The hook is this extension's own: other Rust extensions keep theirs.
pub(crate) fn quiet() {
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            eprintln!("doorstep: internal error at {}:{}", place.file(), place.line());
        }
    }));
}
