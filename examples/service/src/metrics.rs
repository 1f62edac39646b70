//! Figures for Prometheus (OpenMetrics text). No label names a person, a voucher or a programme.

use std::time::Duration;

use axum::http::StatusCode;
use doorstep::voucher::Answer;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds in seconds: a write takes about a millisecond, a queue some tens.
const SECONDS: [f64; 9] = [0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// What the service counts.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    responses: Family<[(&'static str, String); 1], Counter>,
    answers: Family<[(&'static str, &'static str); 1], Counter>,
    refusals: Family<[(&'static str, &'static str); 1], Counter>,
    writes: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("doorstep");
        let (responses, answers, refusals) = (Family::default(), Family::default(), Family::default());
        let writes = Histogram::new(SECONDS);
        registry.register("http_responses", "Responses by status", responses.clone());
        registry.register("command_answers", "Commands by what became of them", answers.clone());
        registry.register("command_refusals", "Declined commands by code", refusals.clone());
        registry.register_with_unit(
            "write_duration",
            "From command to answer",
            Unit::Seconds,
            writes.clone(),
        );
        Self { registry, responses, answers, refusals, writes }
    }
}

impl Metrics {
    pub(crate) fn answered(&self, status: StatusCode) {
        self.responses.get_or_create(&[("status", status.as_str().to_owned())]).inc();
    }

    pub(crate) fn decided(&self, answers: &[Answer], took: Duration) {
        self.writes.observe(took.as_secs_f64());
        for answer in answers {
            let outcome = match answer {
                Answer::Applied { .. } => "applied",
                Answer::Replayed { .. } => "replayed",
                Answer::Refused { refusal, .. } => {
                    self.refusals.get_or_create(&[("code", refusal.code().code())]).inc();
                    "refused"
                }
                Answer::Unknown { .. } => "unknown",
            };
            self.answers.get_or_create(&[("outcome", outcome)]).inc();
        }
    }

    /// All figures as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
