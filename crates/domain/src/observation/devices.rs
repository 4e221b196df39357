//! Devices, as one tool or one list knows them.

use super::Line;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// A device, as one tool knows it. All names are lower case; MAC addresses are written `aa:bb:cc:dd:ee:ff`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssetSeen {
    /// Whether this row is a record of an inventory, and not a device seen on the wire.
    pub is_inventory_record: bool,
    /// Identifier in the inventory or directory that wrote the file.
    pub directory_id: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// MAC addresses.
    pub macs: Vec<String>,
    /// Fully qualified name.
    pub fqdn: Option<String>,
    /// Short host or NetBIOS name.
    pub host_name: Option<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
    /// What kind of device.
    pub kind: Option<AssetKind>,
    /// Operating system or firmware, with version.
    pub operating_system: Option<String>,
    /// Site, for host names that repeat between sites.
    pub site: Option<String>,
    /// Room or place.
    pub place: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How much depends on it, in the inventory's own words.
    pub criticality: Option<String>,
    /// Whether it holds electronic protected health information.
    pub holds_ephi: Option<bool>,
    /// Last day of the maker's support.
    pub support_ends: Option<Date>,
    /// Maker.
    pub maker: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Whether the device is said to face the Internet or to sit at the edge.
    pub is_edge: Option<bool>,
    /// How it is protected and kept, when the file speaks of that.
    pub state: Option<Box<DeviceState>>,
    /// Where in the file.
    pub line: Line,
}

/// How a device is protected and kept, as a management console or a device list says. `None` is not said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceState {
    /// Last time that the console heard of it.
    pub last_contact: Option<Timestamp>,
    /// Whether the whole disk is encrypted.
    pub is_encrypted: Option<bool>,
    /// Whether the device follows the console's policy.
    pub is_compliant: Option<bool>,
    /// Whether endpoint protection runs and is in order.
    pub is_protected: Option<bool>,
    /// When its protection last got definitions or sent telemetry.
    pub protection_updated: Option<Timestamp>,
    /// Whether removable media are blocked or encrypted.
    pub blocks_removable_media: Option<bool>,
    /// Whether the local administrator password is unique and managed (LAPS or equal).
    pub has_managed_admin_password: Option<bool>,
    /// Whether the maker's default passwords were changed.
    pub default_password_changed: Option<bool>,
    /// Whether it is on a network at all; device lists of clinical engineering hold many that are not.
    #[serde(default)]
    pub is_networked: Option<bool>,
    /// Network segment or VLAN.
    pub segment: Option<String>,
    /// Whether a network sensor watches it or it is cut off from the rest, where no agent fits.
    pub is_watched_or_isolated: Option<bool>,
    /// Whether the maker's security statement (MDS2) is held.
    pub has_mds2: Option<bool>,
    /// Whether a software bill of materials is held.
    pub has_sbom: Option<bool>,
    /// When the FDA cleared or approved it.
    pub cleared_on: Option<Date>,
    /// What is planned for a device past its maker's support.
    pub support_plan: Option<String>,
    /// When its configuration was last saved.
    pub configuration_saved: Option<Date>,
    /// Accounts, in lower case, that administer the device locally; `None` when the file does not say.
    pub local_administrators: Option<Vec<String>>,
}

/// Kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// Server or virtual server.
    Server,
    /// Desktop or laptop.
    Workstation,
    /// Phone or tablet.
    Mobile,
    /// Switch, router, firewall, access point.
    Network,
    /// Medical device.
    MedicalDevice,
    /// Building or operational technology.
    Building,
    /// Cloud resource or software as a service.
    Cloud,
    /// Printers and the like.
    Other,
}

impl AssetKind {
    /// The words shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Workstation => "workstation",
            Self::Mobile => "mobile",
            Self::Network => "network device",
            Self::MedicalDevice => "medical device",
            Self::Building => "building system",
            Self::Cloud => "cloud",
            Self::Other => "other",
        }
    }
}
