//! The ledger behind the service: shared by all requests, opened again after a fault.

use doorstep::voucher::{
    Answer, Command, CommandId, Ledger, SecretKey, Shared, Status, Timestamp, VoucherCode, VoucherError,
};

/// A ledger that many requests use at once; clones are the same one.
///
/// All its methods but [`Keeper::submit`] block: call them where blocking is allowed.
#[derive(Clone, Debug)]
pub struct Keeper {
    shared: Shared,
    url: String,
    secret_key: Option<SecretKey>,
}

impl Keeper {
    /// Opens the ledger of a url, see [`Ledger::open`].
    ///
    /// # Errors
    /// Those of [`Ledger::open`].
    pub fn open(url: &str, secret_key: Option<SecretKey>) -> Result<Self, VoucherError> {
        let ledger = open(url, secret_key.clone())?;
        Ok(Self { shared: Shared::new(ledger), url: url.to_owned(), secret_key })
    }

    /// Does a command, together with those of other requests. Where the store could not tell whether it was written, the
    /// ledger is opened again and asked.
    ///
    /// # Errors
    /// Those of [`Shared::submit_async`]; after a fault of the store the next command finds a ledger that was opened again.
    pub async fn submit(&self, command: Command, now: Timestamp) -> Result<Answer, VoucherError> {
        let answer = self.shared.submit_async(command.clone(), now).await;
        let settled = match &answer {
            Ok(answer) => !matches!(answer, Answer::Unknown { .. }),
            Err(error) => error.code() != VoucherCode::Poisoned,
        };
        if settled {
            return answer;
        }
        let (keeper, id) = (self.clone(), command.id.clone());
        let mended = tokio::task::spawn_blocking(move || {
            keeper.reopen()?;
            match answer {
                // Nothing of it was done.
                Err(_) => keeper.shared.submit(&command, now),
                Ok(_) => keeper.settle(command.id),
            }
        });
        mended.await.unwrap_or(Ok(Answer::Unknown { command: id }))
    }

    /// Does many commands, which are written together or not at all.
    ///
    /// # Errors
    /// Those of [`Ledger::submit_many`]; a fault of the store as in [`Keeper::submit`].
    pub fn submit_many(&self, commands: &[Command], now: Timestamp) -> Result<Vec<Answer>, VoucherError> {
        let mut answers = self.with(|ledger| ledger.submit_many(commands, now))?;
        if answers.iter().any(|answer| matches!(answer, Answer::Unknown { .. })) {
            self.reopen()?;
            answers = answers
                .into_iter()
                .map(|answer| match answer {
                    Answer::Unknown { command } => self.settle(command),
                    known => Ok(known),
                })
                .collect::<Result<_, _>>()?;
        }
        Ok(answers)
    }

    /// Looks at the ledger, with what other services have written.
    ///
    /// # Errors
    /// Those of `look`, and of the store.
    pub fn read<R>(&self, look: impl Fn(&Ledger) -> Result<R, VoucherError>) -> Result<R, VoucherError> {
        self.with(|ledger| {
            ledger.refresh()?;
            look(ledger)
        })
    }

    /// Keeps the state in the store, so that the ledger opens quickly.
    ///
    /// # Errors
    /// Those of the store.
    pub fn keep_snapshot(&self) -> Result<(), VoucherError> {
        self.with(Ledger::keep_snapshot)
    }

    fn with<R>(&self, work: impl Fn(&mut Ledger) -> Result<R, VoucherError>) -> Result<R, VoucherError> {
        match self.shared.with(&work) {
            Err(error) if error.code() == VoucherCode::Poisoned => {
                self.reopen()?;
                self.shared.with(work)
            }
            done => done,
        }
    }

    /// Opens the ledger anew, unless somebody else just did.
    fn reopen(&self) -> Result<(), VoucherError> {
        self.shared.with(|ledger| {
            let fault = ledger.refresh().err();
            if fault.is_some_and(|fault| fault.code() == VoucherCode::Poisoned) {
                *ledger = open(&self.url, self.secret_key.clone())?;
            }
            Ok(())
        })
    }

    /// What became of a command whose write could not be told; nothing of it was done if the ledger has not seen it.
    fn settle(&self, command: CommandId) -> Result<Answer, VoucherError> {
        match self.with(|ledger| ledger.status(&command))? {
            Status::Applied { event } => Ok(Answer::Applied { event }),
            Status::Refused { refusal } => Ok(Answer::Refused { command, refusal }),
            Status::NotSeen => Ok(Answer::Unknown { command }),
        }
    }
}

fn open(url: &str, secret_key: Option<SecretKey>) -> Result<Ledger, VoucherError> {
    let ledger = Ledger::open(url)?;
    Ok(match secret_key {
        Some(key) => ledger.with_secret_key(key),
        None => ledger,
    })
}
