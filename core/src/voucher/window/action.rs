//! The changes as values: what a file, a form or another language asks for.

use chrono::NaiveDate;
use serde::Deserialize;

use super::change::{NewExtension, NewPause, close, extend, pause, resume};
use super::opening::{Opening, open};
use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::rule::WindowRule;
use super::state::Window;
use crate::voucher::ident::ReasonId;

/// Asks for a change of a window (办理事项).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum WindowAction {
    /// Opens it (开立).
    Open(Opening),
    /// Pauses it (中止).
    Pause(NewPause),
    /// Ends a pause early (恢复).
    Resume {
        /// The day on which it goes on.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        on: NaiveDate,
    },
    /// Extends it (延长).
    Extend(NewExtension),
    /// Ends it early (终止).
    Close {
        /// The first day on which nothing is given any more.
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        on: NaiveDate,
        /// Why.
        reason: ReasonId,
    },
}

/// Does what is asked for: the window as it is then, or a refusal.
///
/// # Errors
/// `window.not_opened`, `window.already_opened`, and those of [`open`], [`pause`], [`resume`], [`extend`] and [`close`].
pub fn decide(
    window: Option<&Window>,
    rule: &WindowRule,
    action: &WindowAction,
) -> Result<Window, WindowRefusal> {
    let Some(window) = window else {
        return match action {
            WindowAction::Open(opening) => open(rule, opening),
            _ => Err(WindowRefusalCode::NotOpened.into()),
        };
    };
    match action {
        WindowAction::Open(_) => Err(WindowRefusalCode::AlreadyOpened.into()),
        WindowAction::Pause(asked) => pause(window, rule, asked),
        WindowAction::Resume { on } => resume(window, *on),
        WindowAction::Extend(asked) => extend(window, rule, asked),
        WindowAction::Close { on, reason } => close(window, *on, reason.clone()),
    }
}
