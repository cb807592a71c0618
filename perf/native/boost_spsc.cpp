// boost::lockfree::spsc_queue on the work of RingBenchmarks. For scale only: native code beside managed.
#include <boost/lockfree/spsc_queue.hpp>

#include "exchange.hpp"

int main() {
    boost::lockfree::spsc_queue<uint64_t, boost::lockfree::capacity<Slots>> queue;
    measure_exchange("boost spsc_queue, single", 1,
        [&](uint64_t *items, size_t) { return queue.push(*items) ? 1 : 0; },
        [&](uint64_t *items, size_t) { return queue.pop(*items) ? 1 : 0; });
    measure_exchange("boost spsc_queue, batches of 64", Batch,
        [&](uint64_t *items, size_t count) { return queue.push(items, count); },
        [&](uint64_t *items, size_t count) { return queue.pop(items, count); });
}
