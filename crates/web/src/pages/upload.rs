//! Files that were sent: each streams from the browser to its reader, and the page of the batch shows how far they are.

use super::answer::optional_day;
use super::evidence;
use crate::batches::{Batch, Stage};
use crate::kit::form::Errors;
use crate::pipe::{Outlet, pipe};
use crate::port::{Port, Trouble};
use crate::posted::{Parts, PartsForm, broken, is_file};
use crate::state::{Answer, Done};
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use std::io::{self, Read};
use std::sync::Arc;
use tokio::sync::mpsc;

/// A file on its way to the reader of its batch.
type Job = (usize, String, Outlet);

/// Files are read one after another; the last one may still be read when the answer goes out.
pub(crate) async fn submit(parts: Parts) -> Answer {
    let Parts { mut multipart, mut form } = parts;
    let mut reader: Option<(u64, Arc<Batch>, mpsc::Sender<Job>)> = None;
    while let Some(mut field) = multipart.next_field().await.map_err(|e| broken(&e))? {
        if !is_file(&field) {
            form.keep(field).await?;
            continue;
        }
        form.check()?;
        let name = field.file_name().unwrap_or("file").to_owned();
        if reader.is_none() {
            let mut errors = Errors::default();
            let collected_on = optional_day(&form.fields, "collected", &mut errors);
            if errors.any() {
                return again(form, errors).await;
            }
            let mapping = Some(form.fields.get("mapping").to_owned()).filter(|text| !text.is_empty());
            if let Some(text) = mapping.clone() {
                let checked = form.visit.clone().run(move |context| {
                    Ok(context.map_or(Ok(()), |context| context.port.check_mapping(&text)))
                });
                if let Err(trouble) = checked.await? {
                    errors.add("mapping", format!("{} {}", trouble.says, trouble.hint));
                    return again(form, errors).await;
                }
            }
            reader = Some(start(&form, collected_on, mapping).await?);
        }
        let Some((_, batch, jobs)) = &reader else { continue };
        let place = batch.begin(&name);
        let (inlet, outlet) = pipe();
        if jobs.send((place, name, outlet)).await.is_err() {
            return Err(Trouble::ours("the reader of a batch is gone"));
        }
        if let Err(error) = inlet.pour(&mut field).await {
            batch.note(broken(&error));
            return Err(broken(&error));
        }
    }
    form.check()?;
    let Some((number, ..)) = reader else {
        let mut errors = Errors::default();
        errors.add("files", "Choose at least one file");
        return again(form, errors).await;
    };
    Ok(Redirect::to(&format!("/evidence/batches/{number}")).into_response())
}

async fn again(form: PartsForm, errors: Errors) -> Answer {
    let PartsForm { visit, fields, .. } = form;
    visit.act(move |context| Ok(Done::Again(evidence::page(context, &fields, &errors, None)?))).await
}

async fn start(
    form: &PartsForm,
    collected_on: Option<Date>,
    mapping: Option<String>,
) -> Result<(u64, Arc<Batch>, mpsc::Sender<Job>), Trouble> {
    let state = &form.visit.state;
    let port = Arc::clone(state.house()?);
    if form.visit.clone().run(|context| Ok(context.is_none())).await? {
        return Err(Trouble::user(
            "Ward does not know the organisation yet.",
            "Answer the three questions on the first page.",
        ));
    }
    let (number, batch) = state.batches.start(form.bytes);
    let (to_reader, jobs) = mpsc::channel(1);
    let seen = Arc::clone(&batch);
    tokio::task::spawn_blocking(move || {
        read_all(port.as_ref(), &seen, jobs, collected_on, mapping.as_deref());
    });
    Ok((number, batch, to_reader))
}

fn read_all(
    port: &dyn Port,
    batch: &Batch,
    mut jobs: mpsc::Receiver<Job>,
    collected_on: Option<Date>,
    mapping: Option<&str>,
) {
    // Whatever happens in a reader, the page of the batch must not wait for ever.
    let _finish = FinishOnDrop(batch);
    while let Some((place, name, outlet)) = jobs.blocking_recv() {
        let mut counted = Counted { batch, place, outlet };
        let stage = match port.import(&name, &mut counted, collected_on, mapping) {
            Ok(input) => Stage::Done(Box::new(input)),
            Err(trouble) => {
                tracing::warn!(file = name, code = trouble.code, "{}", trouble.says);
                Stage::Failed(trouble)
            }
        };
        batch.set(place, stage);
    }
    batch.judge();
    if let Err(trouble) = port.imported() {
        tracing::error!(code = trouble.code, "{}", trouble.says);
        batch.note(trouble);
    }
}

/// Tells the batch how far its reader is.
struct Counted<'a> {
    batch: &'a Batch,
    place: usize,
    outlet: Outlet,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.outlet.read(buffer)?;
        self.batch.read(self.place, length as u64);
        Ok(length)
    }
}

struct FinishOnDrop<'a>(&'a Batch);

impl Drop for FinishOnDrop<'_> {
    fn drop(&mut self) {
        let died = std::thread::panicking().then(|| Trouble::ours("a reader broke"));
        self.0.finish(died);
    }
}
