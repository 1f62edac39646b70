//! Errors of the core as JavaScript errors.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What doorstep throws: `code` is stable, `message` is English, `messageZh` is Chinese. */
export interface DoorstepError extends Error {
    readonly code: string;
    readonly messageZh: string;
}
"#;

/// What a JavaScript `Error` of this package has beside its message.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    code: &'static str,
    message_zh: String,
}

/// The JavaScript `Error` for an error of the core.
pub(crate) fn throw(error: impl Into<doorstep::Error>) -> JsValue {
    let error = error.into();
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name("DoorstepError");
    let details = Details { code: error.code(), message_zh: error.message_zh() };
    match serde_wasm_bindgen::to_value(&details) {
        Ok(details) => js_sys::Object::assign(&thrown, &details.into()).into(),
        Err(_) => thrown.into(),
    }
}
