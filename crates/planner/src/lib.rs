//! The arithmetic of choosing: which actions an organisation should take under its budget, and which applications a
//! round should fund. Pure, and always with how far from the best possible the answer can be at most.
