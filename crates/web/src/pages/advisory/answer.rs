//! The answer for the programme: every field of it to read, the button that signs, the file to send.

use super::{page, state_tag};
use crate::kit::form::{Errors, Fields, post};
use crate::kit::parts::{facts, shortened};
use crate::kit::words::{day, moment};
use crate::port::{Trouble, TroubleKind};
use crate::posted::Posted;
use crate::state::{Answer, Context, Done, Visit, signed_file};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::Digest;
use ward_domain::exposure::{Question, State, VERSION};
use ward_programme::help::Ask;
use ward_programme::help::exposure::Touches;

/// Signs what was read; when something else follows by now, the page says so.
pub(crate) async fn sign(Posted { visit, fields }: Posted) -> Answer {
    let incomplete = || Trouble::user("The form is not complete.", "Open the page again.");
    let question = question(&fields).ok_or_else(incomplete)?;
    let state =
        State::ALL.into_iter().find(|state| state.label() == fields.get("state")).ok_or_else(incomplete)?;
    let devices: u32 = fields.get("devices").parse().map_err(|_| incomplete())?;
    visit
        .act(move |context| match context.port.sign_exposure(&question, (state, devices)) {
            Ok(_) => Ok(Done::GoTo("/advisories#answers".to_owned())),
            Err(trouble) if trouble.kind == TroubleKind::User => {
                let mut errors = Errors::default();
                errors.add("answer", format!("It was not signed: {}", trouble.says));
                Ok(Done::Again(page(context, &question, &errors)?))
            }
            Err(trouble) => Err(trouble),
        })
        .await
}

/// The question that a form asks.
fn question(fields: &Fields) -> Option<Question> {
    match fields.get("about") {
        "advisory" => Some(Question::Advisory { file: fields.get("file").parse().ok()? }),
        "flaw" => Some(Question::Flaw { cve: fields.get("cve").parse().ok()? }),
        "outage" => Some(Question::Outage {
            vendor: Some(fields.get("vendor").to_owned()).filter(|vendor| !vendor.is_empty())?,
            since: fields.get("since").parse().ok()?,
        }),
        _ => None,
    }
}

/// A signed answer, to be sent by whatever way.
pub(crate) async fn download(visit: Visit, Path(digest): Path<String>) -> Answer {
    let none = || Trouble::not_found("There is no such signed answer.");
    let digest: Digest = digest.parse().map_err(|_| none())?;
    let (name, bytes) = visit
        .run(move |context| {
            let context = context.ok_or_else(none)?;
            let rows = context.port.exposures()?;
            let row = rows.iter().find(|row| row.digest == digest).ok_or_else(none)?;
            let short: String = digest.to_string().chars().take(12).collect();
            Ok((format!("ward-answer-{}-{short}.json", row.as_of), context.port.exposure_file(digest)?))
        })
        .await?;
    Ok(signed_file(&name, bytes))
}

/// What would be told, field by field, and the button.
pub(super) fn panel(context: &Context<'_>, question: &Question, touches: &Touches) -> Markup {
    let (state, devices) = touches.answer();
    let digest = Ask { question: question.clone(), id: String::new() }.digest();
    html! {
        section.panel #f-answer aria-labelledby="tell" {
            h2 #tell { "Tell the programme" }
            p { "Only if it asked, and only if you want to. The answer has these fields and no others. Nothing is sent by itself: you get a signed file to send." }
            (facts([
                ("Format version", Some(html! { (VERSION) })),
                ("About", Some(html! { (shortened(&question.to_string(), 120)) " " span.quiet { "told as the fingerprint below, not in words" } })),
                ("Fingerprint of the question", Some(html! { code { (digest) } })),
                ("State", Some(state_tag(state))),
                ("Devices", Some(html! { (devices) })),
                ("For the day", Some(day(context.today()))),
                ("Made", Some(html! { "when you sign, about " (moment(context.port.now())) })),
            ]))
            p { "It names no device, product, version, vendor, person or finding. The operator knows you by your key, and shows only counts of " (context.catalog().smallest_cell.on(context.today())) " organisations and more." }
            @match question {
                Question::Outage { .. } => p.quiet { "Write the vendor and the day as the programme’s bulletin does: the fingerprint must be the same." },
                Question::Advisory { .. } => p.quiet { "The fingerprint is that of the advisory’s file: take the very file that the bulletin names." },
                Question::Flaw { .. } => {},
            }
            (post("/advisories/answer", context.token, false, html! {
                @match question {
                    Question::Advisory { file } => {
                        input type="hidden" name="about" value="advisory";
                        input type="hidden" name="file" value=(file);
                    }
                    Question::Flaw { cve } => {
                        input type="hidden" name="about" value="flaw";
                        input type="hidden" name="cve" value=(cve);
                    }
                    Question::Outage { vendor, since } => {
                        input type="hidden" name="about" value="outage";
                        input type="hidden" name="vendor" value=(vendor);
                        input type="hidden" name="since" value=(since);
                    }
                }
                input type="hidden" name="state" value=(state.label());
                input type="hidden" name="devices" value=(devices);
                p { button type="submit" { "I have read it: sign the answer" } }
            }))
        }
    }
}
