//! Errors of the core on their way to JavaScript.

use doorstep::wire::ErrorAnswer;
use wasm_bindgen::JsValue;

/// What is thrown for an error of the core: the JSON text of its [`ErrorAnswer`]. `js/error.js` makes a `DoorstepError`
/// of it.
pub(crate) fn throw(error: impl Into<doorstep::Error>) -> JsValue {
    let error = error.into();
    let text = serde_json::to_string(&ErrorAnswer::from(&error)).unwrap_or_else(|_| error.code().to_owned());
    JsValue::from_str(&text)
}
