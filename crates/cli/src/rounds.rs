//! Looking again by itself: one thread that does what is due, and what somebody asks for. What is due follows from the
//! record; here is only whether it runs just now and how the last try ended.

use jiff::{SignedDuration, Timestamp};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use ward_app::{Actor, AppError, Ctx, Permission, check, posture, schedule};
use ward_collectors::Settings;

/// How often it is asked what is due.
const TICK: Duration = Duration::from_mins(1);
/// After a look that failed, by itself not again before so long.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);
/// Longest wait for the thread at the end; a look that is under way then ends with the program, and nothing of it is kept.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// The thread, and what it shares with the pages.
pub(crate) struct Rounds {
    ctx: Arc<Ctx>,
    /// How to look; or why not.
    settings: Result<Settings, String>,
    state: Mutex<State>,
    wake: Condvar,
}

/// What is going on.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// When the look began that is under way or asked for.
    pub(crate) running_since: Option<Timestamp>,
    /// When and why the last look failed, if it did.
    pub(crate) trouble: Option<(Timestamp, String)>,
    is_asked: bool,
    is_woken: bool,
    is_over: bool,
}

impl Rounds {
    /// Begins.
    pub(crate) fn start(
        ctx: Arc<Ctx>,
        settings: Result<Settings, String>,
    ) -> (Arc<Self>, thread::JoinHandle<()>) {
        let rounds = Arc::new(Self { ctx, settings, state: Mutex::default(), wake: Condvar::new() });
        let own = Arc::clone(&rounds);
        (rounds, thread::spawn(move || own.go_round()))
    }

    /// Asks for a look now; when one is under way, that is it.
    pub(crate) fn look_now(&self) {
        let mut state = self.held();
        if state.running_since.is_none() {
            state.running_since = Some(self.ctx.now());
            state.is_asked = true;
            self.wake.notify_all();
        }
    }

    /// Says that the record changed: something may be due.
    pub(crate) fn wake(&self) {
        self.held().is_woken = true;
        self.wake.notify_all();
    }

    /// What is going on.
    pub(crate) fn state(&self) -> State {
        self.held().clone()
    }

    /// Why this server looks at nothing, if so.
    pub(crate) fn cannot(&self) -> Option<&str> {
        self.settings.as_ref().err().map(String::as_str)
    }

    /// Ends the thread.
    pub(crate) fn stop(&self, thread: thread::JoinHandle<()>) {
        self.held().is_over = true;
        self.wake.notify_all();
        let mut left = LAST_WAIT;
        let step = Duration::from_millis(20);
        while !thread.is_finished() && !left.is_zero() {
            thread::sleep(step);
            left = left.saturating_sub(step);
        }
    }

    fn go_round(&self) {
        loop {
            // A fault in one round must not end all later ones in silence.
            if catch_unwind(AssertUnwindSafe(|| self.round())).is_err() {
                self.held().trouble = Some((self.ctx.now(), "something went wrong inside Ward".to_owned()));
            }
            let state = self.held();
            let sleeps = |state: &mut State| !state.is_over && !state.is_asked && !state.is_woken;
            let (mut state, _) =
                self.wake.wait_timeout_while(state, TICK, sleeps).unwrap_or_else(PoisonError::into_inner);
            state.is_woken = false;
            if state.is_over {
                return;
            }
        }
    }

    /// Does what is asked for or due.
    fn round(&self) {
        let by_itself = Actor::with("Ward, by itself", &[Permission::Read, Permission::ManageEvidence]);
        let is_asked = self.held().is_asked;
        let due = schedule::due_now(&self.ctx, &by_itself).unwrap_or_else(|error| {
            tracing::error!(code = error.code(), "what is due cannot be told: {error}");
            schedule::Due { look: false, assessment: false }
        });
        if is_asked {
            self.look(&Actor::at_this_machine());
        } else if due.look && self.settings.is_ok() && !self.is_pausing() {
            self.look(&by_itself);
        }
        if due.assessment
            && let Err(error) = posture::record_assessment(&self.ctx, &by_itself)
        {
            tracing::error!(code = error.code(), "the assessment of today could not be entered: {error}");
        }
    }

    fn look(&self, who: &Actor) {
        {
            let mut state = self.held();
            state.is_asked = false;
            state.running_since.get_or_insert(self.ctx.now());
        }
        // Whatever happens in a look, the page must not wait for ever.
        let _finish = FinishOnDrop(self);
        let result = self.settings.as_ref().map_err(Clone::clone).and_then(|settings| {
            let in_words = |error: AppError| error.to_string();
            check::check_and_keep(&self.ctx, who, settings).map_err(in_words)?;
            posture::record_assessment(&self.ctx, who).map_err(in_words)
        });
        let trouble = result.err().map(|why| (self.ctx.now(), why));
        self.held().trouble.clone_from(&trouble);
        if let Some((_, why)) = trouble {
            tracing::warn!("looking from outside: {why}");
        }
    }

    fn is_pausing(&self) -> bool {
        let failed = self.held().trouble.as_ref().map(|(at, _)| *at);
        failed.is_some_and(|at| self.ctx.now().duration_since(at) < PAUSE)
    }

    fn held(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct FinishOnDrop<'a>(&'a Rounds);

impl Drop for FinishOnDrop<'_> {
    fn drop(&mut self) {
        self.0.held().running_since = None;
    }
}
