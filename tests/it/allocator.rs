//! What a piece of code takes from the heap, counted on its own thread.
//!
//! The counting allocator comes with a crate, because an allocator needs `unsafe` code, and this package forbids it.

/// What was taken from the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heap {
    /// How often memory was asked for. A buffer that grows counts again each time.
    pub(crate) allocations: u64,
    /// How many bytes were asked for in all.
    pub(crate) total: u64,
    /// The most bytes that were held at one moment. While a buffer grows, the old and the new one both count.
    pub(crate) peak: u64,
}

/// Runs `code` and counts what it, and nothing on other threads, takes from the heap.
pub(crate) fn measure<T>(code: impl FnOnce() -> T) -> (T, Heap) {
    let mut result = None;
    let counted = allocation_counter::measure(|| result = Some(code()));
    let heap = Heap { allocations: counted.count_total, total: counted.bytes_total, peak: counted.bytes_max };
    (result.unwrap(), heap)
}

#[test]
fn the_counter_counts() {
    let (_, nothing) = measure(|| 7);
    assert_eq!(nothing, Heap { allocations: 0, total: 0, peak: 0 });
    // One after the other: twice asked for, never held together.
    let ((), twice) = measure(|| {
        drop(std::hint::black_box(vec![0_u8; 1000]));
        drop(std::hint::black_box(vec![0_u8; 500]));
    });
    assert_eq!(twice, Heap { allocations: 2, total: 1500, peak: 1000 });
}
