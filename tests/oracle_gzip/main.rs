//! The gzip encoder against the `gzip` program, byte for byte.
//!
//! Each family of inputs has a short test, at some levels, and a long one at all
//! levels that runs on demand: `cargo test --release --test it -- --ignored ::all`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an oracle test starts the real tool, and says what it saw"
)]

mod crafted;
mod differential;
mod inputs;
mod large;
mod oracle;
mod random;
mod release;
mod rsyncable;

use inputs::Scale;
use oracle::{ALL_LEVELS, PLAIN, RSYNCABLE, SOME_LEVELS, Tool, check};

/// Makes a module with the short and the long test of a family, for one of the encoders.
macro_rules! family {
    ($name:ident, $inputs:path) => {
        family!($name, $inputs, PLAIN);
    };
    ($name:ident, $inputs:path, $tool:expr) => {
        mod $name {
            use super::*;

            const TOOL: Tool = $tool;

            #[test]
            fn some() {
                check(TOOL, SOME_LEVELS, $inputs(Scale::Short));
            }

            #[test]
            #[ignore = "takes up to minutes"]
            fn all() {
                check(TOOL, ALL_LEVELS, $inputs(Scale::Long));
            }
        }
    };
}

family!(small_sizes, inputs::small_sizes);
family!(window_sizes, inputs::window_sizes);
family!(segment_sizes, inputs::segment_sizes);
family!(runs, inputs::runs);
family!(periods, inputs::periods);
family!(uniform, inputs::uniform);
family!(without_matches, inputs::without_matches);
family!(mixtures, inputs::mixtures);
family!(programs, inputs::programs);
family!(exact_slide, crafted::exact_slide);
family!(stale_tail, crafted::stale_tail);
family!(growing_tail, crafted::growing_tail);
family!(late_slide, crafted::late_slide);
family!(profitable_blocks, crafted::profitable_blocks);
family!(skewed_bytes, crafted::skewed_bytes);
family!(rsyncable_small_sizes, inputs::small_sizes, RSYNCABLE);
family!(rsyncable_window_sizes, inputs::window_sizes, RSYNCABLE);
family!(rsyncable_segment_sizes, inputs::segment_sizes, RSYNCABLE);
family!(rsyncable_runs, inputs::runs, RSYNCABLE);
family!(rsyncable_mixtures, inputs::mixtures, RSYNCABLE);
family!(rsyncable_late_slide, crafted::late_slide, RSYNCABLE);
family!(rsyncable_borders, rsyncable::borders, RSYNCABLE);
family!(rsyncable_full_blocks, rsyncable::full_blocks, RSYNCABLE);
family!(rsyncable_profitable_blocks, rsyncable::profitable_blocks, RSYNCABLE);
