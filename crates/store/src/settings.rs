//! Settings of the installation, and the one secret: the signing key, which is a file and never in the database.

use crate::Store;
use crate::connection::Value;
use crate::error::{StoreError, While as _};
use crate::files;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

const SETTING: &str = "
    SELECT value
      FROM setting
     WHERE key = $1";

const SAVE_SETTING: &str = "
    INSERT INTO setting (key, value)
    VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// File name of the signing key within the folder.
const KEY_FILE: &str = "signing-key";

impl Store {
    /// The value of a setting.
    pub fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.reader()?
            .first(SETTING, &[Value::Text(key)], |row| row.bytes(0))
            .while_doing("reading the settings")
    }

    /// Sets a setting.
    pub fn put_setting(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let values = [Value::Text(key), Value::Bytes(value)];
        self.writer()?.execute(SAVE_SETTING, &values).map(drop).while_doing("saving the settings")
    }

    /// The secret that signs checkpoints: read from the file `signing-key`, or made by `fresh` and kept there for its
    /// owner alone. Several processes that start at once get the same one.
    pub fn signing_key(&self, fresh: impl FnOnce() -> io::Result<[u8; 32]>) -> Result<[u8; 32], StoreError> {
        let path = self.folder.join(KEY_FILE);
        if let Some(key) = read_key(&path)? {
            return Ok(key);
        }
        let lock_path = self.folder.join("signing-key.lock");
        let lock = files::private().create(true).truncate(false).open(&lock_path);
        let lock = lock.and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|cause| StoreError::file("locking", &lock_path, cause))?;
        if let Some(key) = read_key(&path)? {
            return Ok(key);
        }
        let failed = |cause| StoreError::file("writing the signing key", &path, cause);
        let key = fresh().map_err(failed)?;
        let unfinished = self.folder.join("signing-key.new");
        write_key(&unfinished, &key).and_then(|()| fs::rename(&unfinished, &path)).map_err(failed)?;
        files::sync_folder(&self.folder)?;
        Ok(key)
    }
}

fn read_key(path: &Path) -> Result<Option<[u8; 32]>, StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(StoreError::file("reading the signing key", path, cause)),
    };
    let mut key = [0; 32];
    match hex::decode_to_slice(text.trim(), &mut key) {
        Ok(()) => Ok(Some(key)),
        Err(_) => Err(StoreError::NotASigningKey(path.to_owned())),
    }
}

fn write_key(path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut file = files::private().create(true).truncate(true).open(path)?;
    file.write_all(format!("{}\n", hex::encode(key)).as_bytes())?;
    file.sync_all()
}
