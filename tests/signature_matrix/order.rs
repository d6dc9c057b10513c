//! What the order of blocks, and how often they stand there, never changes.
