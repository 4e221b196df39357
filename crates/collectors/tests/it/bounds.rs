//! Who is never contacted, and which ports answer.

use crate::lab::{Answers, Lab, Signed, address, good_pages};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A lab whose every name is at 127.0.0.1, with a web server that counts who comes.
fn counting() -> (Lab, Arc<AtomicU32>) {
    let lab = Lab::new(|_, kind| address("127.0.0.1", kind));
    let count = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&count);
    lab.raw_https("127.0.0.1", move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        async {}
    });
    (lab, count)
}

#[test]
fn a_name_that_leads_into_a_medical_range_is_refused() {
    let (lab, count) = counting();
    let mut plan = Lab::plan(&["clinic.example"]);
    plan.refused = vec!["127.0.0.0/24".parse().unwrap()];
    plan.addresses = vec!["127.0.0.1".parse().unwrap()];
    plan.ports = vec![lab.dns.port()];
    let report = lab.look(&plan);
    assert!(
        report.tls_endpoints[0]
            .offers_tls
            .failed()
            .is_some_and(|why| why.contains("keeps from being contacted"))
    );
    let refused: Vec<&str> = report.refused.iter().map(|refusal| refusal.what.as_str()).collect();
    assert_eq!(refused, ["127.0.0.1", "clinic.example at 127.0.0.1"]);
    assert!(report.reach[0].tried.is_empty() && report.reach[0].could_not.is_some());
    assert_eq!(count.load(Ordering::Relaxed), 0);
}
#[test]
fn a_name_that_leads_inside_is_refused() {
    let (lab, count) = counting();
    let mut plan = Lab::plan(&["clinic.example"]);
    plan.allows_inside = false;
    let report = lab.look(&plan);
    assert!(report.tls_endpoints[0].offers_tls.failed().is_some_and(|why| why.contains("private or local")));
    assert_eq!((report.refused.len(), count.load(Ordering::Relaxed)), (1, 0));
}
#[test]
fn the_counter_counts() {
    let (lab, count) = counting();
    lab.look(&Lab::plan(&["clinic.example"]));
    assert!(count.load(Ordering::Relaxed) > 0);
}

#[test]
fn open_ports_are_told_from_closed_ones() {
    let lab = Lab::new(|_, kind| address("127.0.0.1", kind));
    let open = TcpListener::bind("127.0.0.7:0").unwrap();
    let closed = TcpListener::bind("127.0.0.7:0").unwrap().local_addr().unwrap().port();
    let open_v6 = TcpListener::bind("[::1]:0");
    let port = open.local_addr().unwrap().port();
    let mut plan = Lab::plan(&[]);
    plan.addresses = vec!["127.0.0.7".parse().unwrap()];
    plan.ports = vec![closed, port, port];
    if let Ok(listener) = &open_v6 {
        plan.addresses.push("::1".parse().unwrap());
        plan.ports.push(listener.local_addr().unwrap().port());
    }
    let report = lab.look(&plan);
    let mut ports = plan.ports.clone();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!((&report.reach[0].tried, &report.reach[0].open), (&ports, &vec![port]));
    if let Ok(listener) = open_v6 {
        assert_eq!(report.reach[1].open, [listener.local_addr().unwrap().port()]);
    }
}

#[test]
fn many_hosts_at_one_address_do_not_stand_in_each_others_way() {
    let lab = Lab::new(|_, kind| address("127.0.0.1", kind));
    let names: Vec<String> = (0..40).map(|n| format!("site{n}.clinic.example")).collect();
    lab.https("127.0.0.1", &["*.clinic.example"], Signed::Well, Answers::Pages(good_pages()));
    let mut plan = Lab::plan(&[]);
    plan.hosts = names;
    let report = lab.look(&plan);
    assert_eq!(report.tls_endpoints.len(), 40);
    assert!(
        report.tls_endpoints.iter().all(|seen| seen.certificate.found().is_some_and(|c| c.problem.is_none()))
    );
}
