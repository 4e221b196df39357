//! Tasks: who answers a question or closes a gap, by when. The list, and the forms that give and close one.

use super::answer::optional_day;
use super::measure::{find, parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{prose, table, text};
use crate::kit::words::day;
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_catalog::Role;
use ward_domain::MeasureId;
use ward_domain::follow_up::{NewTask, Task};

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(list).await
}

pub(crate) async fn show_form(visit: Visit, Path(id): Path<String>) -> Answer {
    visit
        .show(move |context| {
            let id = parse(&id)?;
            let mut fields = Fields::default();
            fields.set("role", context.catalog().measures.get(&id).map_or("it", |m| m.role.as_str()));
            form_page(context, id, &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let id = parse(&id)?;
    visit
        .act(move |context| match read(id, &fields, context.today()) {
            Ok(task) => {
                context.port.give_task(task)?;
                Ok(Done::GoTo("/tasks".to_owned()))
            }
            Err(errors) => Ok(Done::Again(form_page(context, id, &fields, &errors)?)),
        })
        .await
}

pub(crate) async fn close(Path(entry): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            context.port.close_task(entry, fields.get("note"))?;
            Ok(Done::GoTo("/tasks".to_owned()))
        })
        .await
}

fn list(context: &Context<'_>) -> Result<Page, Trouble> {
    let today = context.today();
    let (mut open, closed): (Vec<Task>, Vec<Task>) =
        context.port.tasks()?.into_iter().partition(|task| task.closed.is_none());
    open.sort_by_key(|task| (task.asked.due, task.entry));
    let overdue = open.iter().filter(|task| task.asked.due < today).count();
    let content = html! {
        @if overdue > 0 { p.lead { strong.bad { (overdue) " overdue." } " Tasks change no verdict; what they are about does." } }
        @else { p.lead { "Who answers what, and who closes which gap, by when. Tasks change no verdict." } }
        (table(
            "Open tasks, soonest first",
            [text("What"), text("For"), text("Until"), text("Done?")],
            open.iter().map(|task| [
                what(context, &task.asked),
                whose(&task.asked),
                html! { (day(task.asked.due)) @if task.asked.due < today { " " strong.bad { "overdue" } } },
                post(&format!("/tasks/{}/close", task.entry), context.token, false, html! {
                    label.hidden for={ "note-" (task.entry) } { "What came of it" }
                    input type="text" id={ "note-" (task.entry) } name="note" placeholder="What came of it";
                    button type="submit" { "Close" span.hidden { " the task on " (task.asked.measure) } }
                }),
            ]),
            "No open task. Give one from a question or a gap.",
        ))
        @if !closed.is_empty() {
            (table(
                "Closed",
                [text("What"), text("For"), prose("What came of it")],
                closed.iter().rev().map(|task| [what(context, &task.asked), whose(&task.asked), html! { @if let Some((_, note)) = &task.closed { (shortened(note, 300)) } }]),
                "",
            ))
        }
        p { a href="/questions" { "Questions" } ", " a href="/" { "goals" } }
    };
    Ok(Page::new("Tasks", Some(Section::Questions), content).up("/questions", "Questions"))
}

fn what(context: &Context<'_>, task: &NewTask) -> Markup {
    let title = context.catalog().measures.get(&task.measure).map_or("", |measure| measure.title.as_str());
    html! {
        a href={ "/measures/" (task.measure) } { (task.measure) " " (title) }
        @if let Some(subject) = &task.subject { br; (shortened(subject, 120)) }
        @if !task.note.is_empty() { br; span.quiet { (shortened(&task.note, 300)) } }
    }
}

fn whose(task: &NewTask) -> Markup {
    let role = Role::ALL.into_iter().find(|role| role.as_str() == task.role).map_or("", Role::label);
    html! { (role) @if let Some(person) = &task.person { ": " (shortened(person, 80)) } }
}

fn form_page(
    context: &Context<'_>,
    id: MeasureId,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let (measure, result) = find(context.catalog(), &posture, id)?;
    let roles = Role::ALL.map(|role| (role.as_str(), role.label()));
    let questions = html! {
        (Field::new("role", "For whom", Kind::Select(&roles)).show(fields, errors))
        (Field::new("person", "By name", Kind::Text).optional().autocomplete("off").show(fields, errors))
        (Field::new("subject", "About one subject only", Kind::Text).optional().hint("As the measure names it, for example a device or an account.").show(fields, errors))
        (Field::new("due", "Until", Kind::Date).show(fields, errors))
        (Field::new("note", "What is to be done", Kind::Area).optional().show(fields, errors))
        p { button type="submit" { "Give the task" } " " a href={ "/goals/" (id.goal()) "#" (id) } { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { (measure.question) }
        p { (result.because) }
        (post(&format!("/measures/{id}/task"), context.token, false, questions))
    };
    Ok(Page::new(format!("Task on {id}: {}", measure.title), Some(Section::Questions), content)
        .up("/tasks", "Tasks")
        .failed(errors.any()))
}

fn read(id: MeasureId, fields: &Fields, today: jiff::civil::Date) -> Result<NewTask, Errors> {
    let mut errors = Errors::default();
    let due = optional_day(fields, "due", &mut errors);
    match due {
        None if fields.get("due").is_empty() => errors.add("due", "Enter the last day"),
        Some(day) if day < today => errors.add("due", "Choose a day that is not past"),
        _ => {}
    }
    if !Role::ALL.iter().any(|role| role.as_str() == fields.get("role")) {
        errors.add("role", "Choose who it is for");
    }
    let some = |name: &str| Some(fields.get(name).to_owned()).filter(|text| !text.is_empty());
    match due {
        Some(due) if !errors.any() => Ok(NewTask {
            measure: id,
            subject: some("subject"),
            role: fields.get("role").to_owned(),
            person: some("person"),
            due,
            note: fields.get("note").to_owned(),
        }),
        _ => Err(errors),
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let fake = Fake::of(Kind::Typical);
    let hostile = Fake::of(Kind::Hostile);
    for fake in [&fake, &hostile] {
        let task = NewTask {
            measure: "E4.1".parse().unwrap(),
            subject: Some("<b>pc1</b>".to_owned()),
            role: "hr".to_owned(),
            person: None,
            due: jiff::civil::date(2020, 1, 1),
            note: "<script>alert(1)</script>".to_owned(),
        };
        fake.context().port.give_task(task).unwrap();
    }
    let mut fields = Fields::default();
    fields.set("due", "yesterday");
    let wrong = read("E4.1".parse().unwrap(), &fields, fake.context().today()).unwrap_err();
    let id: MeasureId = "E4.1".parse().unwrap();
    vec![
        ("tasks-empty", list(&Fake::of(Kind::Empty).context()).unwrap()),
        ("tasks", list(&fake.context()).unwrap()),
        ("tasks-hostile", list(&hostile.context()).unwrap()),
        ("task-form", form_page(&fake.context(), id, &Fields::default(), &Errors::default()).unwrap()),
        ("task-wrong", form_page(&fake.context(), id, &fields, &wrong).unwrap()),
    ]
}
