//! Who is asking: bearer tokens, and the actor behind each (调用方).
//!
//! The file holds no token, only its SHA-256, so that whoever reads the file cannot act for anybody. Tokens are to be
//! random (256 bits); then an unkeyed hash cannot be guessed back, and looking it up tells nothing by its time.

use std::collections::HashMap;

use anyhow::{Context as _, bail, ensure};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use doorstep::RegionCode;
use doorstep::voucher::{Actor, Digest, PartyId, ProgrammeId, Role};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::failure::Failure;

/// The actors that may ask, by the hash of their token.
#[derive(Debug)]
pub struct Callers(HashMap<Digest, Actor>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    token_sha256: String,
    id: String,
    role: String,
    region: String,
    programme: Option<String>,
}

impl Callers {
    /// Reads a list such as
    /// `[{"token_sha256": "9f86…", "id": "u-1", "role": "manager", "region": "3701"}]`; `programme` may narrow it.
    ///
    /// # Errors
    /// Names the entry, counted from 1, and what is wrong with it.
    pub fn from_json(text: &str) -> anyhow::Result<Self> {
        let rows: Vec<Row> = serde_json::from_str(text).context("the list of callers")?;
        let mut callers = HashMap::with_capacity(rows.len());
        for (number, row) in (1..).zip(rows) {
            let (hash, actor) = row.read().with_context(|| format!("caller {number}"))?;
            ensure!(callers.insert(hash, actor).is_none(), "caller {number}: the same token twice");
        }
        Ok(Self(callers))
    }

    fn of_token(&self, token: &str) -> Option<&Actor> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        self.0.get(&Digest::from(hash))
    }
}

impl Row {
    fn read(self) -> anyhow::Result<(Digest, Actor)> {
        let Some(role) = Role::ALL.into_iter().find(|role| role.name() == self.role) else {
            bail!("an unknown role");
        };
        let actor = Actor {
            id: PartyId::new(&self.id)?,
            role,
            region: RegionCode::parse(&self.region)?,
            programme: self.programme.as_deref().map(ProgrammeId::new).transpose()?,
        };
        Ok((self.token_sha256.parse()?, actor))
    }
}

/// The actor of a request, from `authorization: Bearer …`.
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.split_once(' '));
        let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let actor = token.and_then(|(_, token)| app.callers.of_token(token.trim()));
        actor.cloned().map(Self).ok_or_else(Failure::unauthorized)
    }
}
