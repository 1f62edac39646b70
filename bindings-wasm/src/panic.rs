//! What a panic may say.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Lets a panic name its place in the source and nothing else: the message may quote a personal value.
pub(crate) fn quiet() {
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            console_error(&format!("doorstep: internal error at {}:{}", place.file(), place.line()));
        }
    }));
}
