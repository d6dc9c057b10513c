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
        (self.count[one], self.depth[one]) <= (self.count[other], self.depth[other])
    }

    /// Reads the code lengths off the tree, and shortens those beyond the limit.
    fn lengths<const N: usize>(&self, limit: u8) -> [u8; N] {
        let mut length = vec![0; self.count.len()];
        let mut leaves_of_length = vec![0; usize::from(limit) + 2];
        let mut overflow = 0;
        for &node in self.order.iter().rev().skip(1) {
            let full = length[self.parent[node]] + 1;
            length[node] = full.min(limit);
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
        let shorter = leaves_of_length[..limit].iter().rposition(|&count| count > 0);
        let shorter = shorter.unwrap_or(0);
        leaves_of_length[shorter] -= 1;
        leaves_of_length[shorter + 1] += 2;
        leaves_of_length[limit] -= 1;
    }
}
