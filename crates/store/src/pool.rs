//! Connections, opened on demand, kept for the next one who asks, never more than a set number.

use crate::connection::Connection;
use crate::error::StoreError;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Opens a connection.
type Open = dyn Fn() -> Result<Connection, StoreError> + Send + Sync;

/// A set of connections of one kind.
pub(crate) struct Pool {
    most: usize,
    open: Box<Open>,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    leased: usize,
}

/// A connection on loan; it goes back when dropped.
pub(crate) struct Lease<'p> {
    pool: &'p Pool,
    connection: Option<Connection>,
}

impl Pool {
    pub(crate) fn new(
        most: usize,
        open: impl Fn() -> Result<Connection, StoreError> + Send + Sync + 'static,
    ) -> Self {
        Self { most, open: Box::new(open), state: Mutex::default(), returned: Condvar::new() }
    }

    /// A connection; waits for one when all are on loan.
    pub(crate) fn lease(&self) -> Result<Lease<'_>, StoreError> {
        let mut state = self.lock();
        while state.leased >= self.most {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.leased += 1;
        let idle = state.idle.pop();
        drop(state);
        // From here on, dropping the lease gives the place back, also when opening fails.
        let mut lease = Lease { pool: self, connection: idle };
        if lease.connection.is_none() {
            lease.connection = Some((self.open)()?);
        }
        Ok(lease)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        state.leased -= 1;
        let mut closing = Vec::new();
        match self.connection.take() {
            Some(connection) if connection.is_usable() => state.idle.push(connection),
            // Whatever broke one connection (a server that restarted) probably broke the idle ones too.
            Some(connection) => {
                closing.append(&mut state.idle);
                closing.push(connection);
            }
            None => {}
        }
        drop(state);
        self.pool.returned.notify_one();
        drop(closing);
    }
}

/// A lease holds its connection from `lease` to `drop`.
const HELD: &str = "a lease holds its connection until it is dropped";

impl Deref for Lease<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect(HELD)
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection.as_mut().expect(HELD)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool(at most {})", self.most)
    }
}
