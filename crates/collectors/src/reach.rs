//! Which TCP ports of the declared addresses answer from here.

use crate::net::Unreached;
use crate::outside::Outside;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::task::JoinSet;
use ward_domain::live_check::Reach;

/// How a port answered.
enum Port {
    Open,
    /// Closed: something there said no.
    Shut,
    CouldNot(String),
}

/// Tries the ports of an address; `Net` holds back all but a few at once.
pub(crate) async fn look(outside: &Arc<Outside>, address: IpAddr, ports: &[u16]) -> Reach {
    let mut tasks = JoinSet::new();
    for &port in ports {
        let outside = Arc::clone(outside);
        tasks.spawn(async move { (port, knock(&outside, address, port).await) });
    }
    let (mut tried, mut open, mut could_not) = (Vec::new(), Vec::new(), None);
    for (port, answer) in tasks.join_all().await {
        match answer {
            Port::Open => open.push(port),
            Port::Shut => {}
            Port::CouldNot(why) => {
                could_not = Some(why);
                continue;
            }
        }
        tried.push(port);
    }
    tried.sort_unstable();
    open.sort_unstable();
    Reach { address, at: outside.now(), tried, open, could_not }
}

async fn knock(outside: &Outside, address: IpAddr, port: u16) -> Port {
    let name = address.to_string();
    let mut answer = outside.net.connect(&name, address, port).await;
    // One lost packet must not shut a port.
    if matches!(answer, Err(Unreached::Silent(_))) {
        answer = outside.net.connect(&name, address, port).await;
    }
    match answer {
        Ok(_) => Port::Open,
        Err(Unreached::Closed) => Port::Shut,
        // A filter there, or one on our own way out: silence shows no closed port.
        Err(silent @ Unreached::Silent(_)) => Port::CouldNot(format!(
            "{silent}, because a filter there or on the way from here drops it; a scan from elsewhere can tell"
        )),
        Err(other) => Port::CouldNot(other.to_string()),
    }
}
