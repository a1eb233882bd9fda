//! The two tiers of the longer tests: short with every commit, long when `DETENTE_LONG` is set, as `cargo xtask soak night` does.

/// How many of something a test does, or which.
pub(crate) fn times<T>(commit: T, nightly: T) -> T {
    let is_night = std::env::var_os("DETENTE_LONG").is_some_and(|value| !value.is_empty());
    if is_night { nightly } else { commit }
}

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new() -> Self {
        Chance(88_172_645_463_325_252)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
