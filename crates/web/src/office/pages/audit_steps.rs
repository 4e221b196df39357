//! The forms of an audit case. Which are shown follows from how far it is; what is allowed, the programme decides.

use super::audit_case::grade as grade_words;
use super::audit_new::grade;
use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::parts::shortened;
use maud::{Markup, html};
use ward_domain::Digest;
use ward_programme::audit::{Case, FindingGrade, Step};

/// The field that is blamed when the programme refuses a step.
pub(super) fn field(step: &str) -> &'static str {
    match step {
        "notice" => "answer-by",
        "request" => "documents",
        "packet" => "packet",
        "find" => "text",
        "respond" => "document",
        "action" => "action",
        "prove" => "evidence",
        "withdraw" => "withdraw-why",
        "unanswered" => "unanswered-why",
        _ => "step",
    }
}

/// What a form decides, or what is wrong with it. The notice is about the newest summary.
pub(super) fn read(fields: &Fields, newest: Option<Digest>, errors: &mut Errors) -> Option<Step> {
    let day = |name: &'static str, errors: &mut Errors| {
        fields
            .get(name)
            .parse()
            .map_err(|_| errors.add(name, "Write the day as year, month, day, for example 2026-12-31"))
            .ok()
    };
    let digest = |name: &'static str, errors: &mut Errors| {
        let wrong = |_| errors.add(name, "Write the SHA-256 of the file: 64 digits and letters a to f");
        fields.get(name).parse::<Digest>().map_err(wrong).ok()
    };
    let words = |name: &'static str, says: &str, errors: &mut Errors| {
        let text = fields.get(name);
        if text.is_empty() {
            errors.add(name, says);
        }
        (!text.is_empty()).then(|| text.to_owned())
    };
    let finding = |name: &'static str, errors: &mut Errors| {
        fields.get(name).parse::<u32>().map_err(|_| errors.add(name, "Choose the finding")).ok()
    };
    let step = match fields.get("step") {
        "notice" => {
            let answer_by = day("answer-by", errors);
            if newest.is_none() {
                errors.add(
                    "answer-by",
                    "The organisation has signed no summary, so there is no claim to audit",
                );
            }
            Step::Noticed { answer_by: answer_by?, summary: newest? }
        }
        "request" => {
            let by = day("by", errors);
            let documents: Vec<String> = fields
                .get("documents")
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            if documents.is_empty() {
                errors.add("documents", "Name at least one document");
                return None;
            }
            Step::Requested { documents, by: by? }
        }
        "find" => {
            let goal = match fields.get("goal") {
                "" => None,
                text => Some(
                    text.parse()
                        .map_err(|_| errors.add("goal", "Write a goal such as E4 or H10, or leave it empty"))
                        .ok()?,
                ),
            };
            let grade = grade(fields.get("grade"));
            if grade.is_none() {
                errors.add("grade", "Choose how bad it is");
            }
            let text = words("text", "Say what was found", errors);
            Step::Found { goal, grade: grade?, text: text? }
        }
        "withdraw" => {
            let (number, because) =
                (finding("withdrawn", errors), words("withdraw-why", "Say why it does not stand", errors));
            Step::Withdrawn { finding: number?, because: because? }
        }
        "respond" => Step::Responded { document: digest("document", errors)? },
        "action" => {
            let (number, due) = (finding("finding", errors), day("due", errors));
            let action = words("action", "Say what is to be done", errors);
            Step::ActionAgreed { finding: number?, action: action?, due: due? }
        }
        "prove" => {
            let (number, evidence) = (finding("proven", errors), digest("evidence", errors));
            Step::ActionProven { finding: number?, evidence: evidence? }
        }
        "close" => Step::Closed,
        "unanswered" => {
            Step::ClosedUnanswered { because: words("unanswered-why", "Say what was tried", errors)? }
        }
        _ => {
            errors.add("step", "Choose what to do with one of the buttons");
            return None;
        }
    };
    (!errors.any()).then_some(step)
}

/// The forms that make sense now.
pub(super) fn forms(action: &str, token: &str, case: &Case, fields: &Fields, errors: &Errors) -> Markup {
    if case.ended.is_some() {
        return html! { p #f-step { "The case is over. Nothing can be added to it." } };
    }
    let chosen = fields.get("step");
    let part = |step: &str, title: &str, content: Markup| {
        html! {
            details open[chosen == step] {
                summary { (title) }
                (post(&format!("{action}/steps"), token, false, html! { input type="hidden" name="step" value=(step); (content) button type="submit" { (title) } }))
            }
        }
    };
    let text = |name, label, hint| Field::new(name, label, As::Text).hint(hint).show(fields, errors);
    let day = |name, label| Field::new(name, label, As::Date).show(fields, errors);
    let numbers: Vec<(String, String)> = case
        .standing()
        .map(|(number, found)| (number.to_string(), format!("{number}: {}", shortened(&found.text, 60))))
        .collect();
    let options: Vec<(&str, &str)> =
        numbers.iter().map(|(number, words)| (number.as_str(), words.as_str())).collect();
    let which = |name| Field::new(name, "Which finding", As::Select(&options)).show(fields, errors);
    html! {
        section #f-step aria-labelledby="next-step" {
            h2 #next-step { "What to do next" }
            @if case.notice.is_none() {
                p { "Tell the organisation that it was drawn. The notice names its newest signed summary, whose claims are audited." }
                (post(&format!("{action}/steps"), token, false, html! {
                    input type="hidden" name="step" value="notice";
                    (day("answer-by", "It is to answer by"))
                    button type="submit" { "The notice was sent" }
                }))
            } @else {
                (part("request", "Ask for documents", html! {
                    (Field::new("documents", "Documents, one a line", As::Area).show(fields, errors))
                    (day("by", "By"))
                }))
                details open[chosen == "packet"] {
                    summary { "Take in a packet" }
                    p { "The ZIP file that the organisation’s Ward wrote, on its page “The record”. Ward checks it here: the record whole and signed with the organisation’s key, only added to since it was witnessed, and the evidence judged again as of the day of the audited summary. What comes of it is recorded as it was worked out." }
                    (post(&format!("{action}/packet"), token, true, html! {
                        (Field::new("packet", "The packet", As::File { many: false }).hint("It holds raw evidence. Checking a large one takes some minutes.").show(fields, errors))
                        button type="submit" { "Check it and take it in" }
                    }))
                }
                @if !case.packets.is_empty() {
                    (part("find", "Make a finding", html! {
                        (Field::new("goal", "Goal", As::Text).optional().hint("Such as E4 or H10.").show(fields, errors))
                        (Field::new("grade", "How bad it is", As::Choice(&[
                            ("observation", grade_words(FindingGrade::Observation), "worth saying; nothing has to follow"),
                            ("minor", grade_words(FindingGrade::Minor), "the claim holds in the main; something must be put right"),
                            ("major", grade_words(FindingGrade::Major), "the claim does not hold"),
                        ])).show(fields, errors))
                        (Field::new("text", "What was found", As::Area).show(fields, errors))
                    }))
                }
                @if !options.is_empty() {
                    (part("respond", "Record its answer", text("document", "SHA-256 of the answer", "The signed letter or file of the organisation.")))
                    (part("action", "Agree on an action", html! {
                        (which("finding"))
                        (text("action", "What is to be done", "Said again for a finding, it replaces what was agreed."))
                        (day("due", "By"))
                    }))
                    (part("prove", "Prove an action", html! {
                        (which("proven"))
                        (text("evidence", "SHA-256 of the evidence", "A packet other than the one that showed the gap."))
                    }))
                    (part("withdraw", "Withdraw a finding", html! {
                        (which("withdrawn"))
                        (text("withdraw-why", "Why it does not stand", ""))
                    }))
                }
                @if case.packets.is_empty() {
                    (part("unanswered", "Close without an answer", text("unanswered-why", "What was tried", "Only when the time for an answer has run out. It counts as a deviation.")))
                } @else {
                    (part("close", "Close the case", html! { p { "Every minor or major finding must be proven or withdrawn." } }))
                }
            }
        }
    }
}
