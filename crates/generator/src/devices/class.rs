//! Kinds of devices: their words in the inventory, their systems, and where they stand on the network.

/// Kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    WindowsServer,
    LinuxServer,
    Workstation,
    Laptop,
    Firewall,
    Switch,
    AccessPoint,
    Medical,
    Tablet,
    Smartphone,
    Printer,
    Cloud,
}

impl Class {
    /// The word in the inventory.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::WindowsServer => "Windows Server",
            Self::LinuxServer => "Linux Server",
            Self::Workstation => "Workstation",
            Self::Laptop => "Laptop",
            Self::Firewall => "Firewall",
            Self::Switch => "Network Switch",
            Self::AccessPoint => "Wireless Access Point",
            Self::Medical => "Medical Device",
            Self::Tablet => "Tablet",
            Self::Smartphone => "Smartphone",
            Self::Printer => "Printer",
            Self::Cloud => "Cloud Service",
        }
    }

    /// Whether measure E1.6 asks for a scan that logs in.
    pub(crate) fn is_computer(self) -> bool {
        matches!(self, Self::WindowsServer | Self::LinuxServer | Self::Workstation | Self::Laptop)
    }

    /// First third octet of the class's addresses, and the stem of its names.
    pub(super) fn place(self) -> (u8, &'static str) {
        match self {
            Self::Firewall | Self::Cloud => (250, "fw"),
            Self::Switch => (1, "sw"),
            Self::AccessPoint => (5, "ap"),
            Self::WindowsServer | Self::LinuxServer => (10, "srv"),
            Self::Workstation => (64, "ws"),
            Self::Laptop => (96, "lt"),
            Self::Medical => (128, "med"),
            Self::Tablet => (192, "tab"),
            Self::Smartphone => (208, "ph"),
            Self::Printer => (224, "prn"),
        }
    }

    pub(super) fn systems(self) -> &'static [&'static str] {
        match self {
            Self::WindowsServer => {
                &["Microsoft Windows Server 2022 Standard", "Microsoft Windows Server 2025 Standard"]
            }
            Self::LinuxServer => &["Linux Kernel 6.12 on Debian 13", "Linux Kernel 5.14 on Rocky Linux 9.6"],
            Self::Workstation | Self::Laptop => {
                &["Microsoft Windows 11 Pro Build 26100", "Microsoft Windows 11 Pro Build 26200"]
            }
            Self::Firewall => &["Halyard Gateway OS 9.4.2"],
            Self::Switch => &["Brindle Switch Firmware 17.9.5"],
            Self::AccessPoint => &["Brindle Wireless Firmware 8.12.1"],
            Self::Medical => {
                &["Device Firmware 4.2.1", "Device Firmware 7.0.3", "Windows 10 IoT Enterprise LTSC 2021"]
            }
            Self::Tablet => &["iPadOS 19.1"],
            Self::Smartphone => &["iOS 19.1"],
            Self::Printer => &["Printer Firmware 5.71", "Printer Firmware 6.03"],
            Self::Cloud => &["Managed web platform 2026.10"],
        }
    }

    /// Maker and models, all invented.
    pub(super) fn product(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::WindowsServer | Self::LinuxServer => ("Pallet Computing", &["Rack 2U-4", "Rack 1U-2"]),
            Self::Workstation => ("Farrier Computing", &["Desk 7", "Desk 9 Mini"]),
            Self::Laptop => ("Farrier Computing", &["Fold 13", "Fold 14 Clinical"]),
            Self::Firewall => ("Halyard", &["Gateway 400"]),
            Self::Switch => ("Brindle Networks", &["Access 48", "Access 24"]),
            Self::AccessPoint => ("Brindle Networks", &["Air 6"]),
            Self::Medical => {
                ("Hollowmere Medical", &["Infusion Pump IP-4", "Bedside Monitor BM-12", "Ultrasound U5"])
            }
            Self::Tablet => ("Larkmoor", &["Slate 11"]),
            Self::Smartphone => ("Larkmoor", &["Pocket 6"]),
            Self::Printer => ("Inkwell", &["Page 300", "Label 40"]),
            Self::Cloud => ("Tamarack Hosting", &["Managed site"]),
        }
    }

    /// Whether it carries the network.
    pub(crate) fn is_network(self) -> bool {
        matches!(self, Self::Firewall | Self::Switch | Self::AccessPoint)
    }

    /// Whether measure E5.2 asks for an encrypted disk: computers of people, tablets and phones.
    pub(crate) fn is_portable(self) -> bool {
        matches!(self, Self::Workstation | Self::Laptop | Self::Tablet | Self::Smartphone)
    }
}
