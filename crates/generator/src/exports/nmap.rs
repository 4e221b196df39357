//! The port scan of the outside, as nmap's XML output (`-oX`).

use super::{Site, to_bytes, xml_text};
use crate::dates::{at, ctime, later};
use crate::devices::{Door, SECOND_SITE};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{self, Write};

/// A scan of every TCP port of the declared addresses.
pub(super) fn external(site: &Site<'_>, day: Date) -> Vec<u8> {
    let started = at(day, 2, 4, 7);
    let network = site.network;
    let skips_second_site = !network.external_targets.contains(&SECOND_SITE.to_string());
    let arguments =
        format!("nmap -sS -sV -p- -T4 -oX nmap-external-{day}.xml {}", network.external_targets.join(" "));
    to_bytes(|out| {
        head(out, &arguments, started)?;
        let mut up: u32 = 0;
        for device in &network.devices {
            let Some(address) = device.public.filter(|a| !(skips_second_site && *a == SECOND_SITE)) else {
                continue;
            };
            let doors: Vec<Door> = device.doors.iter().filter(|door| door.is_public).copied().collect();
            let name = device.fqdn.as_deref().unwrap_or_default();
            up += 1;
            host(out, &address.to_string(), name, &doors, later(started, 60 + i64::from(up) * 300))?;
        }
        // The block has 16 addresses; the others are named one by one.
        let total = 16 + network.external_targets.len() as u32 - 1;
        foot(out, later(started, 5_400), 5_400, up, total)
    })
}

pub(crate) fn head(out: &mut dyn Write, arguments: &str, started: Timestamp) -> io::Result<()> {
    let (arguments, text) = (xml_text(arguments), ctime(started));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, "<!DOCTYPE nmaprun>")?;
    writeln!(out, r#"<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>"#)?;
    writeln!(out, "<!-- Nmap 7.97 scan initiated {text} as: {} -->", arguments.replace("--", "-"))?;
    writeln!(
        out,
        r#"<nmaprun scanner="nmap" args="{arguments}" start="{}" startstr="{text}" version="7.97" xmloutputversion="1.05">"#,
        started.as_second()
    )?;
    writeln!(out, r#"<scaninfo type="syn" protocol="tcp" numservices="65535" services="1-65535"/>"#)?;
    writeln!(out, r#"<verbose level="0"/>"#)?;
    writeln!(out, r#"<debugging level="0"/>"#)
}

/// A host that answers; `ended` is when the scan was done with it.
pub(crate) fn host(
    out: &mut dyn Write,
    address: &str,
    name: &str,
    doors: &[Door],
    ended: Timestamp,
) -> io::Result<()> {
    let (start, end) = (ended.as_second() - 240, ended.as_second());
    writeln!(
        out,
        r#"<host starttime="{start}" endtime="{end}"><status state="up" reason="syn-ack" reason_ttl="52"/>"#
    )?;
    writeln!(out, r#"<address addr="{address}" addrtype="ipv4"/>"#)?;
    writeln!(out, "<hostnames>\n<hostname name=\"{}\" type=\"PTR\"/>\n</hostnames>", xml_text(name))?;
    let shut = 65_535 - doors.len();
    writeln!(out, r#"<ports><extraports state="filtered" count="{shut}">"#)?;
    writeln!(out, r#"<extrareasons reason="no-response" count="{shut}" proto="tcp"/>"#)?;
    writeln!(out, "</extraports>")?;
    for door in doors {
        let product =
            if door.product.is_empty() { String::new() } else { format!(r#" product="{}""#, door.product) };
        writeln!(
            out,
            r#"<port protocol="tcp" portid="{}"><state state="open" reason="syn-ack" reason_ttl="52"/><service name="{}"{product} method="table" conf="3"/></port>"#,
            door.port, door.service
        )?;
    }
    writeln!(out, "</ports>")?;
    writeln!(out, r#"<times srtt="24110" rttvar="3120" to="100000"/>"#)?;
    writeln!(out, "</host>")
}

pub(crate) fn foot(
    out: &mut dyn Write,
    ended: Timestamp,
    seconds: i64,
    up: u32,
    total: u32,
) -> io::Result<()> {
    let text = ctime(ended);
    writeln!(
        out,
        r#"<runstats><finished time="{}" timestr="{text}" summary="Nmap done at {text}; {total} IP addresses ({up} hosts up) scanned in {seconds}.00 seconds" elapsed="{seconds}.00" exit="success"/><hosts up="{up}" down="{}" total="{total}"/>"#,
        ended.as_second(),
        total - up
    )?;
    writeln!(out, "</runstats>\n</nmaprun>")
}
