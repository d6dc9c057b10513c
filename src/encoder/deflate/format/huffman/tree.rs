//! The lengths of the codes: a tree built by a heap, then cut to the limit.

/// The most nodes a tree can have: that many leaves, one fewer inner nodes.
const fn nodes(symbols: usize) -> usize {
    2 * symbols
}

/// The code length for each symbol, given how often it occurs; no more than `limit` bits.
///
/// At least two symbols get a code, whether they occur or not.
pub fn code_lengths<const N: usize>(counts: &[u32; N], limit: u8) -> [u8; N] {
    let mut tree = HuffmanTree::with_leaves(counts);
    tree.grow();
    tree.lengths(limit)
}

/// A tree under construction. Nodes below `leaves` are symbols, the others inner nodes.
struct HuffmanTree {
    leaves: usize,
    count: Vec<u32>,
    depth: Vec<u8>,
    parent: Vec<usize>,
    /// The nodes that have no parent yet, as a binary heap that starts at index 1.
    heap: Vec<usize>,
    /// All nodes in the order in which they left the heap: the rarest first, the root last.
    order: Vec<usize>,
}

impl HuffmanTree {
    /// A forest of the symbols that occur, and of as many others as it takes to have two.
    fn with_leaves(counts: &[u32]) -> Self {
        let mut count = counts.to_vec();
        let mut heap = vec![0];
        heap.extend((0..counts.len()).filter(|&symbol| counts[symbol] > 0));
        // Slot 0 is not used, so this is fewer than two symbols. The dummies count in this tree
        // only: costs are computed from the counts of the block, where a dummy has none, so it
        // costs nothing (docs/spec/gnu-1.md, section 7.3).
        while heap.len() < 3 {
            let dummy = match heap.iter().skip(1).max() {
                None => 0,
                Some(&last) if last < 2 => last + 1,
                Some(_) => 0,
            };
            count[dummy] = 1;
            heap.push(dummy);
        }
        let nodes = nodes(counts.len());
        Self {
            leaves: counts.len(),
            count,
            depth: vec![0; counts.len()],
            parent: vec![0; nodes],
            heap,
            order: Vec::with_capacity(nodes),
        }
    }

    /// Joins the two rarest nodes until one is left.
    fn grow(&mut self) {
        for slot in (1..=self.last_slot() / 2).rev() {
            self.sift_down(slot);
        }
        while self.last_slot() > 1 {
            let rarest = self.take_rarest();
            // The second one stays in the heap, and its parent takes over its slot: one sift
            // instead of two. The order of the heap's array afterwards decides later ties, so this
            // is not an optimization to undo.
            let second = self.heap[1];
            self.heap[1] = self.join(rarest, second);
            self.sift_down(1);
        }
        self.order.push(self.heap[1]);
    }

    fn last_slot(&self) -> usize {
        self.heap.len() - 1
    }

    fn take_rarest(&mut self) -> usize {
        let rarest = self.heap.swap_remove(1);
        self.sift_down(1);
        rarest
    }

    /// Makes a parent for two nodes, which are done with.
    fn join(&mut self, one: usize, other: usize) -> usize {
        let parent = self.count.len();
        self.count.push(self.count[one] + self.count[other]);
        self.depth.push(self.depth[one].max(self.depth[other]) + 1);
        for child in [one, other] {
            self.parent[child] = parent;
            self.order.push(child);
        }
        parent
    }

    /// Lets the node in this slot sink below all that come before it.
    fn sift_down(&mut self, slot: usize) {
        let (mut slot, last) = (slot, self.last_slot());
        let node = self.heap[slot];
        while 2 * slot <= last {
            let mut child = 2 * slot;
            if child < last && self.is_before(self.heap[child + 1], self.heap[child]) {
                child += 1;
            }
            if self.is_before(node, self.heap[child]) {
                break;
            }
            self.heap[slot] = self.heap[child];
            slot = child;
        }
        self.heap[slot] = node;
    }

    /// The rarer node comes first, then the flatter one; of equals the left operand.
    fn is_before(&self, one: usize, other: usize) -> bool {
        // "At most" and not "less": in a tie a node stays above its child, and of two children the
        // right one moves up. With "less" the tree is a different one.
        (self.count[one], self.depth[one]) <= (self.count[other], self.depth[other])
    }

    /// Reads the code lengths off the tree, and shortens those beyond the limit.
    fn lengths<const N: usize>(&self, limit: u8) -> [u8; N] {
        let mut length = vec![0; self.count.len()];
        let mut leaves_of_length = vec![0; usize::from(limit) + 2];
        let mut overflow = 0;
        // Parents come before their children in this direction, so their lengths are known. The
        // root is skipped: its length is 0 already.
        for &node in self.order.iter().rev().skip(1) {
            let full = length[self.parent[node]] + 1;
            length[node] = full.min(limit);
            // Inner nodes count as well as leaves, and children of a node that was cut count again.
            // Counting only leaves makes a difference only for codes that are several levels too
            // deep, so few inputs show it.
            overflow += i32::from(full > limit);
            if node < self.leaves {
                leaves_of_length[usize::from(length[node])] += 1;
            }
        }
        if overflow > 0 {
            shorten(&mut leaves_of_length, limit, overflow);
            self.assign(&mut length, &leaves_of_length);
        }
        std::array::from_fn(|symbol| length[symbol])
    }

    /// Gives the longest codes to the leaves that left the heap first.
    fn assign(&self, length: &mut [u8], leaves_of_length: &[usize]) {
        // The frequencies are no longer asked: the order in which leaves left the heap decides who
        // gets which length, also among leaves of the same frequency.
        let mut leaves = self.order.iter().filter(|&&node| node < self.leaves);
        for (bits, &count) in leaves_of_length.iter().enumerate().rev() {
            for &leaf in leaves.by_ref().take(count) {
                length[leaf] = bits as u8;
            }
        }
    }
}

/// Makes room for the codes that were cut to the limit: moves a leaf one down,
/// together with one of the longest as its brother, until the code is complete.
fn shorten(leaves_of_length: &mut [usize], limit: u8, overflow: i32) {
    let limit = usize::from(limit);
    for _ in 0..(overflow + 1) / 2 {
        // The longest code below the limit is the cheapest to lengthen. Each round makes room for
        // two of the nodes that were cut, which is why an odd overflow rounds up.
        let shorter = leaves_of_length[..limit].iter().rposition(|&count| count > 0);
        let shorter = shorter.unwrap_or(0);
        leaves_of_length[shorter] -= 1;
        leaves_of_length[shorter + 1] += 2;
        leaves_of_length[limit] -= 1;
    }
}
